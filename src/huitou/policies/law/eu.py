"""European Union and EEA: withdrawal in 14 days and its online function, two years' conformity. Data, no code."""

from datetime import date

from huitou.policies.law.statute import (
    REMEDIES,
    AtLeast,
    AtMost,
    Demand,
    Fault,
    Function,
    Money,
    NoReason,
    Proof,
    RepairLimits,
    Source,
    Statute,
)

MEMBERS = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO".split())

EXCLUSIONS: dict[str, Demand] = {
    "custom_made": "",
    "perishable": "",
    "opened_hygiene": "opened",
    "inseparably_mixed": "",
    "unsealed_media": "opened",
    "press": "",
    "price_fluctuates": "",
    "dated_service": "",
    "digital": "confirmed",
}

RIGHTS_DIRECTIVE = date(2014, 6, 13)
FUNCTION = date(2026, 6, 19)
OLD_GUARANTEE, GUARANTEE = date(2002, 1, 1), date(2022, 1, 1)
REPAIR_DIRECTIVE = date(2026, 7, 31)
TWO_YEARS = 731  # with a leap day
RIGHTS = "Directive 2011/83/EU"

STATUTES = (
    Statute(
        "withdrawal", MEMBERS, "eu-crd-9", RIGHTS_DIRECTIVE, None,
        NoReason(14, merchant_pays=False, outbound_refunded=True, exclusions=EXCLUSIONS,
                 exclusions_article="eu-crd-16", before_delivery=True, weekend_article="eu-1182-3"),
        Source(f"{RIGHTS} Art. 9, 10, 16; Regulation (EEC, Euratom) 1182/71 Art. 3", verified=True),
    ),
    Statute(
        "withdrawal_function", MEMBERS, "eu-crd-11a", FUNCTION, None, Function(),
        Source(f"{RIGHTS} Art. 11a, inserted by Directive (EU) 2023/2673", verified=True),
    ),
    Statute(
        "money", MEMBERS, "eu-crd-13", RIGHTS_DIRECTIVE, None, Money(14, "notice"),
        Source(f"{RIGHTS} Art. 13", verified=True),
    ),
    Statute(
        "hand_over", MEMBERS, "eu-crd-14", RIGHTS_DIRECTIVE, None, AtLeast(14),
        Source(f"{RIGHTS} Art. 14", verified=True),
    ),
    Statute(
        "delivery", MEMBERS, "eu-crd-18", RIGHTS_DIRECTIVE, None, AtMost(30),
        Source(f"{RIGHTS} Art. 18: 30 days where nothing else is agreed", verified=False),
    ),
    Statute(
        "remedy", MEMBERS, "eu-sgd-1999", OLD_GUARANTEE, GUARANTEE, Fault(TWO_YEARS, REMEDIES),
        Source("Directive 1999/44/EC Art. 3, 5", verified=False),
    ),
    Statute(
        "remedy", MEMBERS, "eu-sgd-10", GUARANTEE, None, Fault(TWO_YEARS, REMEDIES),
        Source("Directive (EU) 2019/771 Art. 10, 13, 14", verified=True),
    ),
    Statute(
        "proof", MEMBERS, "eu-sgd-1999", OLD_GUARANTEE, GUARANTEE, Proof(184),
        Source("Directive 1999/44/EC Art. 5(3)", verified=False),
    ),
    Statute(
        "proof", MEMBERS, "eu-sgd-11", GUARANTEE, None, Proof(366),
        Source("Directive (EU) 2019/771 Art. 11", verified=False),
    ),
    Statute(
        "repair", MEMBERS, "eu-sgd-10", GUARANTEE, REPAIR_DIRECTIVE, RepairLimits(),
        Source("Directive (EU) 2019/771 Art. 13(4), 14: within a reasonable time", verified=True),
    ),
    Statute(
        "repair", MEMBERS, "eu-repair-16", REPAIR_DIRECTIVE, None, RepairLimits(extends_days=366),
        Source("Directive (EU) 2024/1799 Art. 16: once by twelve months; applies from 31 July 2026", verified=False),
    ),
)  # fmt: skip
