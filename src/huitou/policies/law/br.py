"""Brazil: seven days from receipt for purchases outside the shop, everything paid returned. Data, no code.

Visible faults: 30 days for goods that are used up, 90 for durable ones; the floor is what holds for all goods.
"""

from datetime import date

from huitou.policies.law.statute import REMEDIES, AtMost, Demand, Fault, NoReason, Source, Statute

BR = frozenset({"BR"})
CODE = date(1991, 3, 11)
EXCLUSIONS: dict[str, Demand] = {"custom_made": "", "perishable": "", "digital": "", "unsealed_media": "opened"}

STATUTES = (
    Statute(
        "withdrawal", BR, "br-cdc-49", CODE, None,
        NoReason(7, merchant_pays=True, outbound_refunded=True, exclusions=EXCLUSIONS,
                 exclusions_article="br-cdc-49"),
        Source("Lei 8.078/1990 (CDC) Art. 49", verified=False),
    ),
    Statute(
        "remedy", BR, "br-cdc-26", CODE, None, Fault(30, REMEDIES),
        Source("Lei 8.078/1990 (CDC) Art. 18, 26", verified=False),
    ),
    Statute(
        "answer", BR, "br-cdc-26", CODE, None, AtMost(30),
        Source("Lei 8.078/1990 (CDC) Art. 18 § 1: 30 days to remedy a fault", verified=False),
    ),
)  # fmt: skip
