"""What changes of a clock are called: who gave time or stopped it, from when to when, and why. Called by `telling` for
the timeline and by the case's pages, which show it with the countdown.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext, pgettext

from huitou.core.actors import Role
from huitou.core.clock_changes import HOURS, Reason
from huitou.core.models import Event, Shop
from huitou.core.when import written

N_ = str
TOLD: Mapping[str, str] = {
    "deadline_extended": N_("%(who)s gave more time: until %(after)s instead of %(before)s."),
    "deadline_paused": N_("%(who)s stopped the clock until %(until)s: %(reason)s. The end moves to %(after)s."),
    "deadline_resumed": N_("%(who)s let the clock run again. It ends at %(after)s."),
}
OWN: Mapping[str, str] = {
    "deadline_extended": N_("You gave more time: until %(after)s instead of %(before)s."),
    "deadline_paused": N_("You stopped the clock until %(until)s: %(reason)s. The end moves to %(after)s."),
    "deadline_resumed": N_("You let the clock run again. It ends at %(after)s."),
}


def changes_a_clock(kind: str) -> bool:
    """Whether an event of this kind moved a deadline."""
    return kind.rpartition(".")[2] in TOLD


def tell_clock(event: Event, reader: Role, shop: Shop, who: str) -> str:
    """The change in one sentence for the reader; `who` as the reader is told of the one who did it."""
    own = event.actor_role == reader == Role.BUYER
    facts, zone = event.facts, ZoneInfo(shop.timezone)
    values: dict[str, Any] = {
        "who": who,
        "reason": Reason(facts["reason"]).label if facts["reason"] in Reason.values else "",
    }
    for name in ("before", "after", "until"):
        values[name] = written(datetime.fromisoformat(facts[name]), zone, "full") if facts.get(name) else ""
    return gettext((OWN if own else TOLD)[event.kind.rpartition(".")[2]]) % values


def running_changes(events: Iterable[Event], deadlines: Iterable[datetime | None]) -> list[Event]:
    """The changes that led to one of these running deadlines, oldest first: what stands beside the countdown."""
    wanted = {deadline for deadline in deadlines if deadline is not None}
    found: list[Event] = []
    for event in sorted(events, key=lambda one: (one.at, one.seq), reverse=True):
        if changes_a_clock(event.kind) and datetime.fromisoformat(event.facts["after"]) in wanted:
            found.append(event)
            wanted.add(datetime.fromisoformat(event.facts["before"]))
    return found[::-1]


def clock_story(events: Iterable[Event], deadline: datetime | None, reader: Role, shop: Shop) -> list[str]:
    """The changes that led to the running deadline, in words."""
    return [tell_clock(event, reader, shop, _who(event, shop)) for event in running_changes(events, [deadline])]


def more_hours() -> list[tuple[str, str]]:
    """How much time can be given, as choices."""
    return [(str(hours), ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}) for hours in HOURS]


def _who(event: Event, shop: Shop) -> str:
    names = {Role.MERCHANT: shop.name, Role.BUYER: pgettext("who", "The buyer")}
    return names.get(Role(event.actor_role), pgettext("who", "The platform"))
