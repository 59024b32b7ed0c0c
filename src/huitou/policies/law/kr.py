"""Korea: seven days from supply, three months where the goods differ from what was said. Data, no code."""

from datetime import date

from huitou.policies.law.statute import FAULTY, MONEY_BACK, Demand, Fault, Money, NoReason, Source, Statute

KR = frozenset({"KR"})
ACT = date(2012, 8, 18)
THREE_MONTHS = 92  # the longest three months
EXCLUSIONS: dict[str, Demand] = {
    "custom_made": "confirmed",
    "digital": "",
    "unsealed_media": "opened",
    "perishable": "",
    "depreciated": "",
}
LAW = "전자상거래 등에서의 소비자보호에 관한 법률"

STATUTES = (
    Statute(
        "withdrawal", KR, "kr-eca-17", ACT, None,
        NoReason(7, merchant_pays=False, outbound_refunded=False, exclusions=EXCLUSIONS,
                 exclusions_article="kr-eca-17", before_delivery=True, weekend_article="kr-civil-161"),
        Source(f"{LAW} 제17조 제1항, 제2항 (확인됨); 민법 제161조 (확인되지 않음)", verified=True),
    ),
    # Working days of Korea, by its holidays; a policy, which counts calendar days, is held against the fewest.
    Statute(
        "money", KR, "kr-eca-18", ACT, None, Money(3, "arrival", faults_too=True, workdays=True),
        Source(f"{LAW} 제18조 제2항: 3영업일", verified=False),
    ),
    Statute(
        "reject", KR, "kr-eca-17", ACT, None, Fault(THREE_MONTHS, MONEY_BACK, FAULTY),
        Source(f"{LAW} 제17조 제3항: 공급받은 날부터 3개월, 안 날부터 30일", verified=True),
    ),
)  # fmt: skip
