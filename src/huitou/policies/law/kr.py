"""Korea: seven days from supply, three months where the goods differ from what was said. Dated data, no code."""

from datetime import date

from huitou.policies.law.floor import Fault, Floor, NoReason

FLOORS = (
    Floor(
        countries=frozenset({"KR"}),
        valid_from=date(2012, 8, 18),
        valid_until=None,
        no_reason=NoReason(
            article="kr-eca-17",
            days=7,
            merchant_pays=False,
            outbound_refunded=False,
            exclusions={
                "custom_made": "confirmed",
                "digital": "",
                "unsealed_media": "opened",
                "perishable": "",
                "depreciated": "",
            },
            exclusions_article="kr-eca-17",
        ),
        fault=Fault(
            "kr-eca-17",
            days=90,
            kind="return_and_refund",
            reasons=frozenset({"not_as_described", "wrong_item", "defective", "damaged"}),
        ),
        refund_days=3,
        refund_article="kr-eca-18",
        sources=("전자상거래 등에서의 소비자보호에 관한 법률 제17조, 제18조",),
    ),
)
