"""Where the law leaves a buyer what was given for reaching a sum, though part of the order goes back. Data, no code.

Asked when a verdict becomes fees. Our reading, on the buyer's side where a text is silent; not legal advice.
"""

from dataclasses import dataclass

from huitou.policies.law.br import BR
from huitou.policies.law.eu import MEMBERS
from huitou.policies.law.kr import KR
from huitou.policies.law.tw import TW
from huitou.policies.law.uk import GB


@dataclass(frozen=True, slots=True)
class Reading:
    """A group of countries, and the text on which it rests."""

    countries: frozenset[str]
    text: str


# Where a right by law is used, nothing is taken back. China is not among them: article 18 of its Measures lets the
# seller deduct the delivery that was free for reaching a sum, and leaves discounts to what was agreed.
STAYS_BY_LAW = (
    Reading(MEMBERS, "2011/83/EU art. 13(1), 14(5): all payments received; no further liability of the consumer"),
    Reading(GB, "Consumer Contracts Regulations 2013 reg. 34, 35(5)"),
    Reading(TW, "消費者保護法 第十九條：無須說明理由及負擔任何費用或對價"),
    Reading(KR, "전자상거래법 제18조"),
    Reading(BR, "CDC art. 49"),
)


def stays_by_law(country: str) -> bool:
    """Whether a buyer of this country who uses a right by law keeps it."""
    return any(country in reading.countries for reading in STAYS_BY_LAW)
