"""When a parcel comes, in a buyer's words: the days, who says so, and how the word changed. Reads nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.core.when import reader_locale, written
from huitou.lanes.causes import WORDS
from huitou.lanes.models import DeliveryPromise
from huitou.parcels.vocabulary.sentences import sentence_of

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of the word: when it was said, from which days to which, and why."""

    said_at: datetime
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The word that holds: `days`, of which `last` is the last; `overdue`: it has passed. `history`: newest first."""

    days: str
    last: str
    line: str
    source: str
    overdue: bool
    history: Sequence[Revision]

    @property
    def change(self) -> Revision | None:
        """The last change."""
        return self.history[0] if self.history else None


def expected(words: Sequence[DeliveryPromise], *, carrier: str, zone: ZoneInfo, today: date) -> Expected | None:
    """What to show of these words, the newest first; None without any."""
    if not words:
        return None
    now = words[0]
    overdue = now.latest_on < today
    days = days_text(now.earliest_on, now.latest_on, zone)
    line = (_("It was expected %(days)s.") if overdue else _("Expected %(days)s.")) % {"days": days}
    history = tuple(_revision(later, before, zone, carrier) for later, before in pairwise(words[: SHOWN + 1]))
    return Expected(days, _day(now.latest_on, zone), line, _source(now, carrier), overdue, history)


def days_text(earliest: date | None, latest: date, zone: ZoneInfo) -> str:
    """`Thu 26 Nov`, `Thu 26 – Fri 27 Nov`, `by Fri 27 Nov`."""
    last = _day(latest, zone)
    if earliest is None:
        return _("by %(day)s") % {"day": last}
    if earliest == latest:
        return last
    if earliest.month == latest.month:
        # The month once: 11月25日至26日, Wed 25 – Thu 26 Nov.
        locale = reader_locale()
        if locale.language == "zh":
            first, last = (
                format_skeleton(form, day, locale=locale) for form, day in (("MMMd", earliest), ("d", latest))
            )
        else:
            first = format_skeleton("Ed", earliest, locale=locale).replace(", ", " ")
        return _("%(first)s – %(last)s") % {"first": first, "last": last}
    return _("%(first)s – %(last)s") % {"first": _day(earliest, zone), "last": last}


def _revision(now: DeliveryPromise, before: DeliveryPromise, zone: ZoneInfo, carrier: str) -> Revision:
    was, is_now = (days_text(one.earliest_on, one.latest_on, zone) for one in (before, now))
    return Revision(now.said_at, _("Was %(before)s, now %(now)s") % {"before": was, "now": is_now}, _why(now, carrier))


def _why(word: DeliveryPromise, carrier: str) -> str:
    """`weather in Memphis`; else what the carrier reports, or how we came to it."""
    if word.cause:
        cause = _(WORDS[word.cause])
        return _("%(cause)s in %(place)s") % {"cause": cause, "place": word.place} if word.place else cause
    if word.because == "held_up" and word.status:
        said = sentence_of(word.status)
        return _("%(what)s (%(place)s)") % {"what": said, "place": word.place} if word.place else said
    who = carrier or _("The carrier")
    return {
        "source_said": _("%(carrier)s named another day") % {"carrier": who},
        "handed_over": _("%(carrier)s has it now, so it can be told more exactly") % {"carrier": who},
        "overdue": _("it did not come in time, and %(carrier)s gives no reason") % {"carrier": who},
        "held_up": _("held up on its way"),
        "first": "",
    }[word.because]


def _source(word: DeliveryPromise, carrier: str) -> str:
    if word.source == "carrier":
        return _("%(carrier)s says so.") % {"carrier": carrier or _("The carrier")}
    if word.source == "shop":
        return _("The shop promised it when you ordered.")
    said = ngettext(
        "From how long the last %(count)s parcel took: 9 of 10 come in these days.",
        "From how long the last %(count)s parcels took: 9 of 10 come in these days.",
        word.parcels,
    )
    return said % {"count": word.parcels}


def _day(day: date, zone: ZoneInfo) -> str:
    return written(datetime.combine(day, time(12), zone), zone, "day")
