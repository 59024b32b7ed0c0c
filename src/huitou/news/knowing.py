"""What the variables of a message stand for, read from the parcel in the active language. Inside the shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from huitou.cases.carrier_names import carrier_name
from huitou.core.models import Shop
from huitou.core.when import written
from huitou.lanes.causes import WORDS, cause_of
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.places import city_of
from huitou.lanes.promising import NO_DAY
from huitou.lanes.stages import Stage, stage_of
from huitou.news import parcel_words
from huitou.news.promise_words import Expected, days_text, expected
from huitou.orders.models import Order
from huitou.parcels.models import Parcel, ParcelLine
from huitou.parcels.queries import timeline_of
from huitou.parcels.vocabulary.sentences import sentence_of
from huitou.policies.texts import joined

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A parcel as a message tells of it. `values`: by the names of `wording.VARIABLES`, empty where unknown."""

    parcel: Parcel
    stage: Stage
    lines: Sequence[ParcelLine]
    words: Sequence[DeliveryPromise]
    when: Expected | None
    carrier: str
    values: dict[str, str]

    @property
    def word(self) -> DeliveryPromise | None:
        """The promise that holds."""
        return self.words[0] if self.words else None


def known_of(parcel: Parcel, order: Order, shop: Shop, *, at: datetime) -> Known:
    """Everything that a message about the parcel may say. A constant number of queries."""
    zone = ZoneInfo(shop.timezone)
    today = at.astimezone(zone).date()
    stage = stage_of(parcel.status, parcel.state)
    lines = list(ParcelLine.objects.filter(parcel=parcel).select_related("order_line").order_by("order_line__position"))
    words = list(DeliveryPromise.objects.filter(parcel=parcel).order_by("-number")[:7])
    carrier = carrier_name(parcel.carrier)
    when = None if stage in NO_DAY else expected(words, carrier=carrier, zone=zone, today=today)
    names = [line.order_line.title for line in lines]
    values = {
        "order": order.number,
        "product": names[0] if names else _("your order"),
        "products": _listed(names) if names else _("your order"),
        "shop": shop.name,
        "carrier": carrier or _("the carrier"),
        "number": parcel.tracking_number,
        "next": _next(parcel, stage),
        "days": when.days if when and not when.overdue else "",
        "before": days_text(words[1].earliest_on, words[1].latest_on, zone) if len(words) > 1 else "",
        "cause": _cause(parcel, when),
        "place": _place(parcel),
        "reason": sentence_of(parcel.status) if stage == Stage.ATTEMPTED else "",
    }
    return Known(parcel, stage, lines, words, when, carrier, {name: str(value) for name, value in values.items()})


def moments_of(known: Known, shop: Shop) -> parcel_words.Moments:
    """The days on the line of the parcel's stages."""
    zone, parcel = ZoneInfo(shop.timezone), known.parcel
    return parcel_words.Moments(
        collected=written(parcel.shipped_at, zone, "day") if parcel.shipped_at else "",
        delivered=written(parcel.delivered_at, zone, "day") if parcel.delivered_at else "",
        expected=known.when.last if known.when and not known.when.overdue else "",
    )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    shown = joined(names[:MOST_NAMED])
    return shown if more <= 0 else _("%(names)s and %(count)s more") % {"names": shown, "count": more}


def _next(parcel: Parcel, stage: Stage) -> str:
    if parcel.status == "attempt.bad_address":
        return _("Please write to us with the right one.")
    return parcel_words.what_next(stage)


def _cause(parcel: Parcel, when: Expected | None) -> str:
    """Without its full stop: it stands within a sentence."""
    said = when.change.why if when is not None and when.change is not None else ""
    if not said:
        code = next((code for one in timeline_of(parcel) if (code := cause_of(one.text))), "")
        said = _(WORDS[code]) if code else ""
    return said.rstrip(".。")


def _place(parcel: Parcel) -> str:
    return next((city for one in timeline_of(parcel) if (city := city_of(one.place))), "")
