"""Brazil: seven days from receipt for purchases outside the shop, everything paid returned. Dated data, no code.

Visible faults: 30 days for goods that are used up, 90 for durable ones; the floor is what holds for all goods.
"""

from datetime import date

from huitou.policies.law.floor import FAULTY, Fault, Floor, NoReason

FLOORS = (
    Floor(
        countries=frozenset({"BR"}),
        valid_from=date(1991, 3, 11),
        valid_until=None,
        no_reason=NoReason(
            article="br-cdc-49",
            days=7,
            merchant_pays=True,
            outbound_refunded=True,
            exclusions={"custom_made": "", "perishable": "", "digital": "", "unsealed_media": "opened"},
            exclusions_article="br-cdc-49",
        ),
        fault=Fault("br-cdc-26", days=30, kind=None, reasons=FAULTY),
        sources=("Lei 8.078/1990 (CDC) Art. 18, 26, 49",),
    ),
)
