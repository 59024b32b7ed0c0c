"""What the sentences and labels of a case are filled with, and the sentence itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huitou.cases.at_work import waited_for
from huitou.cases.machine import CASE
from huitou.cases.models import Case, Offer
from huitou.cases.offers import words_of
from huitou.cases.paying_by_law.machine import MONEY_DUE, PAYS_BY_ITSELF
from huitou.cases.paying_by_law.values import values_of as due_values
from huitou.core.actors import Role
from huitou.core.flow.texts import gap, sentence, time_left
from huitou.core.models import Shop
from huitou.core.money import Money, format_money


def values_of(case: Case, shop: Shop, at: datetime, offer: Offer | None = None) -> Mapping[str, Any]:
    """`shop`, `sum` (empty without money), `paid`, `what`, `left`, `offer`, `reduced`, `into` in the active language.

    `facts`: where other words are true of this case, see `sentences.py`.
    """
    currency = case.sheet.currency
    return {
        "facts": [name for name, true in _facts(case) if true],
        "shop": shop.name,
        "sum": format_money(case.sum) if case.sum else "",
        "paid": format_money(case.paid_back),
        "what": str(case.get_kind_display()),
        "left": time_left(case.deadline_at, at),
        "offer": words_of(offer, currency) if offer is not None else "",
        "reduced": format_money(Money(case.reduced_minor, currency)),
        "into": case.merged_into.ref if case.merged_into is not None else "",
    }


def _facts(case: Case) -> tuple[tuple[str, bool], ...]:
    return ("without_sum", not case.sum), ("paid_ahead", case.paid_early), ("paid_short", case.short_minor > 0)


def say_state(
    case: Case, reader: Role, shop: Shop, at: datetime, offer: Offer | None = None, *, law_apart: bool = False
) -> str:
    """The sentence of the case for this reader, and of what it waits for, and of the law's clock on the money.

    `law_apart`: without that clock where it only runs along (`say_law`).
    """
    said = sentence(CASE, case.state, reader, values_of(case, shop, at, offer))
    part = waited_for(case)
    if part is not None:
        said += gap() + sentence(part.machine, part.subject.state, reader, part.values(shop, at))
    clock = "" if law_apart and _runs_along(case) else _law_clock(case, reader, shop, at)
    return said + gap() + clock if clock else said


def say_law(case: Case, reader: Role, shop: Shop, at: datetime) -> str:
    """The law's clock on the money where something else is waited for first; "" where it stands in `say_state`."""
    return _law_clock(case, reader, shop, at) if _runs_along(case) else ""


def _runs_along(case: Case) -> bool:
    due = case.money_due
    return due is not None and due.state != "overdue" and waited_for(case) is not None


def _law_clock(case: Case, reader: Role, shop: Shop, at: datetime) -> str:
    due = case.money_due
    if due is None or due.closed_at is not None:
        return ""
    # Where the sides still talk, or the money went ahead, the day pays nothing by itself: only that it is over is said.
    if due.state != "overdue" and (case.paid_early or case.state not in PAYS_BY_ITSELF):
        return ""
    return sentence(MONEY_DUE, due.state, reader, due_values(due, shop, at))
