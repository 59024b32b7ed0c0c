"""Taiwan: seven days from receipt, sending in time counts, no cost to the buyer; faults five years. Data, no code."""

from datetime import date

from huitou.policies.law.statute import REMEDIES, Demand, Fault, Money, NoReason, Source, Statute

TW = frozenset({"TW"})
AMENDED = date(2016, 1, 1)
FIVE_YEARS = 1827  # with two leap days
EXCLUSIONS: dict[str, Demand] = {
    "perishable": "",
    "custom_made": "",
    "press": "",
    "unsealed_media": "opened",
    "digital": "confirmed",
    "opened_hygiene": "opened",
}

STATUTES = (
    Statute(
        "withdrawal", TW, "tw-cpa-19", AMENDED, None,
        NoReason(7, merchant_pays=True, outbound_refunded=True, exclusions=EXCLUSIONS,
                 exclusions_article="tw-19-exceptions", before_delivery=True, weekend_article="tw-civil-122"),
        Source("消費者保護法第 19 條、施行細則第 18 條、通訊交易解除權合理例外情事適用準則第 2 條（已核對）；"
               "民法第 122 條（未核對）", verified=True),
    ),
    Statute(
        "money", TW, "tw-cpa-19-2", AMENDED, None, Money(15, "arrival"),
        Source("消費者保護法第 19 條之 2", verified=True),
    ),
    Statute(
        "remedy", TW, "tw-civil-354", AMENDED, None, Fault(FIVE_YEARS, REMEDIES),
        Source("民法第 354 條至第 365 條：通知後六個月，交付後至遲五年", verified=False),
    ),
)  # fmt: skip
