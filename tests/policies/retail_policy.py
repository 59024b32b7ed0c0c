"""The rules of a public benchmark's retail shop (tau-bench), written as a policy document of ours.

Each part says which of its rules it stands for; what our documents cannot say is in docs/peers.md.
"""

from typing import Any

# The shop names no last day for anything, gives no fees, and asks for no proof.
ALWAYS = {"clock": "delivery"}
SHOP_PAYS = {"by": "merchant", "way": "shop_label"}

RETAIL: dict[str, Any] = {
    "schema": "huitou.policy/1",
    "country": "US",
    "markets": ["US"],
    "currency": "USD",
    "timezone": "America/New_York",
    # “In 5 to 7 business days”: the longer one, in calendar days.
    "terms": {"refund_days": 9},
    # The buyer is told by mail how to return; who pays for it is not said, so it is the shop.
    "return_shipping": {"buyer": SHOP_PAYS, "merchant": SHOP_PAYS, "carrier": SHOP_PAYS},
    "rules": [
        {
            # “An order can only be cancelled if its status is pending”, for one of two reasons: not needed any more,
            # or ordered by mistake. The second one is “another reason” with us.
            "id": "cancel-pending",
            "when": {"stages": ["not_shipped"], "reasons": ["no_longer_wanted", "other"]},
            "offers": [
                {
                    "kind": "refund_only",
                    "window": {"clock": "before_shipping"},
                    "right": True,
                    "outbound_shipping_refunded": True,
                }
            ],
        },
        {
            # “An order can only be returned if its status is delivered”, and the same for an exchange; no reason is
            # asked for. Processed orders are on their way, and no rule speaks of them.
            "id": "return-or-exchange-delivered",
            "when": {"stages": ["delivered"]},
            "offers": [
                {"kind": "return_and_refund", "window": ALWAYS, "right": True, "outbound_shipping_refunded": True},
                {"kind": "exchange", "window": ALWAYS, "right": True},
            ],
        },
    ],
}
