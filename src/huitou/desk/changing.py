"""Changes of orders on the desk: rows with their actions, the one best action first. Called by the views of changes,
the queue and the order's page, inside `visit.reading()`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.queries.queue import COUNT_LIMIT, waiting_states
from huitou.changes.access import visible_changes
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.changes.values import say_change, values_of
from huitou.core.actions import Action, available
from huitou.core.actors import Role
from huitou.desk.forms.changes import form_for

N_ = str
SHOWN = 20
# For each state that waits for the shop: the best action, and why.
BEST: Mapping[str, tuple[str, str]] = {
    "requested": ("agree", N_("Nothing has left yet: it costs you nothing")),
    "intercepting": ("stop_parcel", N_("Ask the carrier first, then say what it answered")),
    "coming_back": ("come_back", N_("Mark it when it is on your table")),
    "overdue": ("come_back", N_("Look among your arrivals, and ask the carrier")),
    "payment_said": ("confirm_difference", N_("See whether the money has come; silence says that it has")),
    "payment_to_check": ("confirm_difference", N_("See whether the money has come; silence does not say so here")),
    "to_resend": ("resend", N_("The goods are back: send them to the new address")),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """An action: a button, or one that opens a form with inputs."""

    action: Action
    url: str
    form: Any
    best: bool

    @property
    def asks(self) -> bool:
        """Whether it has inputs."""
        return bool(self.form.fields)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change in a list."""

    change: OrderChange
    url: str
    sentence: str
    deeds: Sequence[Deed]
    why: str

    @property
    def best(self) -> Deed | None:
        """The first thing to do."""
        return next((deed for deed in self.deeds if deed.best), None)


def waiting_changes(visit: StaffVisit) -> list[ChangeRow]:
    """What waits for the shop, most urgent first. One query."""
    rows = visible_changes(visit.actor).filter(state__in=waiting_states(ORDER_CHANGE, Role.MERCHANT), closed_at=None)
    return rows_of(visit, list(rows.select_related("order").order_by("deadline_at", "pk")[:SHOWN]))


def count_waiting(visit: StaffVisit, shown: Sequence[ChangeRow] | None = None) -> int:
    """How many changes wait for the shop. `shown`: those that were read already; no query where these are all."""
    if shown is not None and len(shown) < SHOWN:
        return len(shown)
    rows = visible_changes(visit.actor).filter(state__in=waiting_states(ORDER_CHANGE, Role.MERCHANT), closed_at=None)
    return int(rows.order_by()[: COUNT_LIMIT + 1].count())


def rows_of(visit: StaffVisit, changes: Iterable[OrderChange]) -> list[ChangeRow]:
    """The changes as lists show them. They come with their order."""
    return [row_of(visit, change) for change in changes]


def row_of(visit: StaffVisit, change: OrderChange) -> ChangeRow:
    """One change with what can be done."""
    best, why = BEST.get(change.state, ("", ""))
    deeds = [
        Deed(
            action=action,
            url=reverse("desk:order_change_act", args=[visit.shop.slug, change.ref, action.name]),
            form=form_for(action.name)(change=change),
            best=action.name == best,
        )
        for action in available(ORDER_CHANGE, change, visit.actor, values_of(change, visit.shop, visit.at))
        if action.name != "give_time"  # by the API; a day more or less is no matter of a button here
    ]
    return ChangeRow(
        change=change,
        url=reverse("desk:order_change", args=[visit.shop.slug, change.ref]),
        sentence=say_change(change, Role.MERCHANT, visit.shop, visit.at),
        deeds=deeds,
        why=_(why) if why else "",
    )
