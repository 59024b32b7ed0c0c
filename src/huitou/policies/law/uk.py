"""United Kingdom: 14 days after receipt; 30 days to reject, one repair, then the final reject. Data, no code."""

from datetime import date

from huitou.policies.law.eu import EXCLUSIONS
from huitou.policies.law.statute import (
    MONEY_BACK,
    REMEDIES,
    AtLeast,
    AtMost,
    Fault,
    Money,
    NoReason,
    Proof,
    RepairLimits,
    Source,
    Statute,
)

GB = frozenset({"GB"})
CONTRACTS_REGULATIONS = date(2014, 6, 13)
RIGHTS_ACT = date(2015, 10, 1)
SIX_YEARS = 2192  # with two leap days
RIGHTS = "Consumer Rights Act 2015"
CONTRACTS = "Consumer Contracts Regulations 2013"

STATUTES = (
    Statute(
        "withdrawal", GB, "uk-ccr-29", CONTRACTS_REGULATIONS, None,
        NoReason(14, merchant_pays=False, outbound_refunded=True, exclusions=EXCLUSIONS,
                 exclusions_article="uk-ccr-28", before_delivery=True),
        Source(f"{CONTRACTS} reg. 28-30", verified=True),
    ),
    Statute(
        "money", GB, "uk-ccr-34", CONTRACTS_REGULATIONS, None, Money(14, "sent"),
        Source(f"{CONTRACTS} reg. 34: from the goods, or from the proof that they were sent", verified=True),
    ),
    Statute(
        "hand_over", GB, "uk-ccr-34", CONTRACTS_REGULATIONS, None, AtLeast(14),
        Source(f"{CONTRACTS} reg. 35", verified=True),
    ),
    Statute(
        "delivery", GB, "uk-cra-28", RIGHTS_ACT, None, AtMost(30),
        Source(f"{RIGHTS} s. 28: 30 days where nothing else is agreed", verified=False),
    ),
    Statute(
        "reject", GB, "uk-cra-20", RIGHTS_ACT, None, Fault(30, MONEY_BACK),
        Source(f"{RIGHTS} s. 20, 22; the clock stops during a repair", verified=True),
    ),
    # The act has no end of its own: the claim ends with the limitation period (five years in Scotland).
    Statute(
        "remedy", GB, "uk-cra-23", RIGHTS_ACT, None, Fault(SIX_YEARS, REMEDIES),
        Source(f"{RIGHTS} s. 23, 24 (verified); Limitation Act 1980 s. 5, six years (not verified)", verified=False),
    ),
    Statute(
        "proof", GB, "uk-cra-19", RIGHTS_ACT, None, Proof(184),
        Source(f"{RIGHTS} s. 19(14), (15)", verified=False),
    ),
    Statute(
        "repair", GB, "uk-cra-24", RIGHTS_ACT, None, RepairLimits(failures=1),
        Source(f"{RIGHTS} s. 24(5): after one repair or one replacement", verified=True),
    ),
)  # fmt: skip
