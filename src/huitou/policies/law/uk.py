"""United Kingdom: 14 days after receipt; 30 days to reject faulty goods. Dated data, no code."""

from datetime import date

from huitou.policies.law.eu import EXCLUSIONS
from huitou.policies.law.floor import FAULTY, Fault, Floor, NoReason

FLOORS = (
    Floor(
        countries=frozenset({"GB"}),
        valid_from=date(2015, 10, 1),
        valid_until=None,
        no_reason=NoReason(
            article="uk-ccr-29",
            days=14,
            merchant_pays=False,
            outbound_refunded=True,
            exclusions=EXCLUSIONS,
            exclusions_article="uk-ccr-28",
            before_delivery=True,
        ),
        fault=Fault("uk-cra-20", days=30, kind="return_and_refund", reasons=FAULTY),
        refund_days=14,
        refund_article="uk-ccr-34",
        hand_over_days=14,
        hand_over_article="uk-ccr-34",
        sources=("Consumer Contracts Regulations 2013 reg. 28-35", "Consumer Rights Act 2015 s. 20-24"),
    ),
)
