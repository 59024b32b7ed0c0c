"""How it works: every state of a case, a return and a refund as the buyer reads it, from the machines' tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta
from django.http import HttpResponseBase
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huitou.cases.journey import journey
from huitou.cases.machine import CASE
from huitou.cases.terms import hours_by_name
from huitou.core.actors import Role
from huitou.core.flow import Machine, Waiting
from huitou.core.flow.texts import sentence
from huitou.core.tenancy import in_shop
from huitou.logistics.machine import GOODS_RETURN
from huitou.policies.queries import document_of, version_in_force
from huitou.portal.visit import Visit, portal_view
from huitou.refunds.machine import REFUND


@dataclass(frozen=True, slots=True)
class HowState:
    """One state: what it says to the buyer, and whose turn it is."""

    code: str
    sentence: str
    turn: str
    tone: str


@dataclass(frozen=True, slots=True)
class HowPart:
    """One machine in the buyer's words."""

    code: str
    heading: str
    states: list[HowState]


@require_safe
@portal_view
def how(visit: Visit) -> HttpResponseBase:
    """Every state with its sentence and its clock. The lengths are those of the policy in force."""
    with in_shop(visit.shop):
        version = version_in_force(visit.shop, visit.at)
    terms = hours_by_name(document_of(version).terms) if version else {}
    parts = [
        _part(CASE, _("Agreeing"), visit, terms),
        _part(GOODS_RETURN, _("Sending back"), visit, terms),
        _part(REFUND, _("Money back"), visit, terms),
    ]
    return visit.render("portal/core/how.html", {"parts": parts, "journey": journey("resolved", goods_come_back=True)})


def _part(machine: Machine, heading: str, visit: Visit, terms: Mapping[str, int]) -> HowPart:
    states = []
    said = set()
    for state in sorted(machine.states, key=lambda state: state in machine.finals):
        wait = machine.waiting(state)
        text = sentence(machine, state, Role.BUYER, _sample(visit, wait, terms))
        # Steps that only machines see say the same to a buyer; once is enough.
        text = text[:1].upper() + text[1:]
        if text not in said:
            turn, tone = _turn(machine, state, wait)
            states.append(HowState(state, text, turn, tone))
        said.add(text)
    return HowPart(machine.name, heading, states)


def _turn(machine: Machine, state: str, wait: Waiting | None) -> tuple[str, str]:
    if state in machine.finals:
        return _("Finished"), "good"
    if wait is None:
        return _("Under way"), "now"
    names = {Role.BUYER: _("Your turn"), Role.MERCHANT: _("The shop's turn"), Role.PLATFORM: _("The platform's turn")}
    return names.get(wait.on, _("Under way")), "turn" if wait.on == Role.BUYER else "now"


def _sample(visit: Visit, wait: Waiting | None, terms: Mapping[str, int]) -> dict[str, str]:
    """What stands in the sentences here, where no case gives its own values."""
    shown = _("the sum shown")
    return {
        "shop": visit.shop.name,
        "sum": shown,
        "amount": shown,
        "paid": shown,
        "offer": _("the sum offered"),
        "reduced": _("the smaller sum"),
        "settled": _("the day shown"),
        "reason": _("the reason shown"),
        "left": _length(wait, terms) if wait else "",
    }


def _length(wait: Waiting, terms: Mapping[str, int]) -> str:
    """How long the wait is: the policy's length, else the table's."""
    own = terms.get(wait.for_.name)
    length = timedelta(hours=own) if own is not None else wait.for_.length
    locale = to_locale(get_language() or "en")
    if timedelta(hours=2) <= length <= timedelta(hours=72):
        return str(format_timedelta(length, granularity="hour", threshold=100, locale=locale))
    return str(format_timedelta(length, granularity="minute", threshold=3, locale=locale))
