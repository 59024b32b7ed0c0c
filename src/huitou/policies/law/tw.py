"""Taiwan: seven days from receipt, sending in time counts, no cost to the buyer. Dated data, no code."""

from datetime import date

from huitou.policies.law.floor import Floor, NoReason

FLOORS = (
    Floor(
        countries=frozenset({"TW"}),
        valid_from=date(2016, 1, 1),
        valid_until=None,
        no_reason=NoReason(
            article="tw-cpa-19",
            days=7,
            merchant_pays=True,
            outbound_refunded=True,
            exclusions={
                "perishable": "",
                "custom_made": "",
                "press": "",
                "unsealed_media": "opened",
                "digital": "confirmed",
                "opened_hygiene": "opened",
            },
            exclusions_article="tw-19-exceptions",
        ),
        refund_days=15,
        refund_article="tw-cpa-19",
        sources=("消費者保護法第 19 條、第 19 條之 2", "通訊交易解除權合理例外情事適用準則第 2 條"),
    ),
)
