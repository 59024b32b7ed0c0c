"""How it works: every state of every machine as the buyer reads it, made from the tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta
from django.http import HttpResponseBase
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huitou.cases.journey import journey
from huitou.cases.terms import hours_by_name
from huitou.core.actors import Role
from huitou.core.flow import Machine, Waiting, machines
from huitou.core.flow.texts import sentence
from huitou.core.tenancy import in_shop
from huitou.policies.queries import document_of, version_in_force
from huitou.portal.visit import Visit, portal_view

N_ = str


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


# What each machine is to a buyer. A machine without a heading fails a test.
HEADINGS: Mapping[str, str] = {
    "case": N_("Agreeing"),
    "goods_return": N_("Sending back"),
    "freight_claim": N_("Return shipping insurance"),
    "carrier_claim": N_("When a parcel was lost or broken on the way"),
    "parcel_news": N_("News of your parcel"),
    "advance": N_("Money ahead of the goods"),
    "send_back": N_("Getting back what was not taken"),
    "money_due": N_("When the law wants the money paid"),
    "chargeback": N_("When your bank takes a payment back"),
    "refund": N_("Money back"),
    "replacement": N_("Another one instead"),
    "repair": N_("Repair"),
    "dispute": N_("When the two sides do not agree"),
    "order_change": N_("Changing an order"),
    "delivery_request": N_("Having a parcel delivered otherwise"),
}


def heading_of(machine: Machine) -> str:
    """What the machine is called on the page."""
    return _(HEADINGS[machine.name]) if machine.name in HEADINGS else machine.name


def _place(machine: Machine) -> int:
    """In the order of the headings, the newest machines last."""
    names = [*HEADINGS]
    return names.index(machine.name) if machine.name in names else len(names)


@require_safe
@portal_view
def how(visit: Visit) -> HttpResponseBase:
    """Every state with its sentence and its clock. The lengths are those of the policy in force."""
    with in_shop(visit.shop):
        version = version_in_force(visit.shop, visit.at)
    terms = hours_by_name(document_of(version).terms) if version else {}
    parts = [_part(machine, heading_of(machine), visit, terms) for machine in sorted(machines().values(), key=_place)]
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


class Sample(dict[str, str]):
    """Values for sentences; what nobody thought of is told in general, so that a new machine breaks no page."""

    def __missing__(self, name: str) -> str:
        return _("what is shown there")


def _sample(visit: Visit, wait: Waiting | None, terms: Mapping[str, int]) -> Sample:
    """What stands in the sentences here, where no case gives its own values."""
    shown = _("the sum shown")
    return Sample({
        "shop": visit.shop.name,
        "sum": shown,
        "amount": shown,
        "owed": shown,
        "paid": shown,
        "offer": _("the sum offered"),
        "reduced": _("the smaller sum"),
        "into": _("that is named there"),
        "granted": _("what was decided"),
        "proposed": _("the proposed sum"),
        "quote": _("the price of the repair"),
        "difference": _("the difference of the prices"),
        "value": shown,
        "judge": _("the platform"),
        "senior": _("a senior arbitrator"),
        "settled": _("the day shown"),
        "day": _("the day shown"),
        "article": _("the article named there"),
        "reason": _("the reason shown"),
        "carrier": _("the carrier"),
        "why": _("The page of your parcel says why."),
        "silence": _("The page of your change says what its silence means."),
        "unpaid": _("The page of your change says what follows without it."),
        "unanswered": _("The page of your change says what follows without an answer."),
        "left": _length(wait, terms) if wait else "",
    })  # fmt: skip


def _length(wait: Waiting, terms: Mapping[str, int]) -> str:
    """How long the wait is: the policy's length, else the table's."""
    own = terms.get(wait.for_.name)
    length = timedelta(hours=own) if own is not None else wait.for_.length
    locale = to_locale(get_language() or "en")
    if timedelta(hours=2) <= length <= timedelta(hours=72):
        return str(format_timedelta(length, granularity="hour", threshold=100, locale=locale))
    return str(format_timedelta(length, granularity="minute", threshold=3, locale=locale))
