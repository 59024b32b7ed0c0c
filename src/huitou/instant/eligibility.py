"""Whether a return is paid ahead of its goods, and why: standing, reason, price, category, the shop's rules. Pure.

Called by the verb that assesses a case and by previews; it writes nothing and never looks anything up.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from huitou.instant.controller import LARGEST_SHARE
from huitou.instant.standing import Standing

OFF, SHADOW, ON = "off", "shadow", "on"
AT_ONCE, AT_SCAN = "at_once", "at_scan"
GRANTED = (AT_ONCE, AT_SCAN)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shop allows. Sums in minor units of `currency`; points of standing."""

    mode: str = OFF
    currency: str = ""
    budget_minor: int = 0
    largest_minor: int = 0
    best_points: int = 80
    narrowest_points: int = 50
    excluded_reasons: tuple[str, ...] = ()
    excluded_categories: tuple[str, ...] = ()
    hold_out_percent: int = 5


@dataclass(frozen=True, slots=True)
class Request:
    """The return as it was agreed. `plain`: goods back for money, and nothing else."""

    plain: bool
    amount_minor: int
    currency: str
    reasons: tuple[str, ...]
    categories: tuple[str, ...]
    owes: bool
    held_out: bool
    charged_back: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcome`: `at_once`, `at_scan`, or why not. `would`: what it would be without shadow mode and hold-out."""

    outcome: str
    would: str
    number: int = 0

    @property
    def granted(self) -> bool:
        return self.outcome in GRANTED


def judge(rules: Rules, request: Request, standing: Standing, *, threshold: int) -> Verdict:
    """The verdict, by the first rule that speaks."""
    refused = _refused(rules, request, standing, threshold)
    if refused is not None:
        return refused
    would = AT_ONCE if standing.points >= rules.best_points else AT_SCAN
    if rules.mode == SHADOW:
        return Verdict("shadow", would)
    if request.held_out:
        return Verdict("held_out", would)
    return Verdict(would, would)


def _refused(rules: Rules, request: Request, standing: Standing, threshold: int) -> Verdict | None:
    largest = min(rules.largest_minor, rules.budget_minor // LARGEST_SHARE)
    bars: Sequence[tuple[bool, str, int]] = (
        (rules.mode == OFF, "off", 0),
        (not request.plain, "not_plain", 0),
        (request.currency != rules.currency, "other_currency", 0),
        (request.owes, "owes", 0),
        (request.charged_back, "charged_back", 0),
        (bool(set(request.reasons) & set(rules.excluded_reasons)), "reason_excluded", 0),
        (bool(set(request.categories) & set(rules.excluded_categories)), "category_excluded", 0),
        (request.amount_minor > largest, "above_largest", largest),
        (standing.points < rules.narrowest_points, "below_narrowest", rules.narrowest_points),
        (standing.points < threshold, "below_threshold", threshold),
    )
    for bar, code, number in bars:
        if bar:
            return Verdict(code, code, number)
    return None


def held_out(shop_id: UUID, customer_id: UUID, percent: int) -> bool:
    """Whether the buyer belongs to the group that is paid as usual, for comparison. Always the same."""
    digest = hashlib.sha256(f"{shop_id}/instant/{customer_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < percent
