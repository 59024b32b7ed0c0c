"""Reads where parcels stand, as `standing` judges them. Inside the shop; never writes."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from huitou.core.actors import Role
from huitou.core.models import Event, Shop
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.stages import Stage, stage_of
from huitou.lanes.trouble import WAITS_AT_POINT_DAYS, Kind
from huitou.news.standing import Standing, Word
from huitou.parcels.models import Parcel

_LEFT = ("parcels.parcel.collected", "parcels.parcel.went_on")
_HAND_OVER = (Stage.COLLECTED, Stage.MOVING)


def standing_of(parcel: Parcel, shop: Shop, *, at: datetime, trouble: Kind | None = None) -> Standing | None:
    """Where the parcel stands; None where nobody ever told of it while it happened: history that was imported.

    `trouble`: what the list of parcels in trouble says, for whoever has asked it.
    """
    zone = ZoneInfo(shop.timezone)
    told = list(
        Event.objects.filter(subject_id=parcel.pk, kind__startswith="parcels.parcel.").only(
            "kind", "actor_role", "body"
        )
    )
    if not told:
        return None
    stage = stage_of(parcel.status, parcel.state)
    words = list(DeliveryPromise.objects.filter(parcel=parcel).order_by("-number")[:2])
    siblings, last = _siblings(parcel) if stage == Stage.DELIVERED else (1, False)
    today = at.astimezone(zone).date()
    news_on = parcel.status_at.astimezone(zone).date() if parcel.status_at else None
    if trouble is None and stage == Stage.READY and news_on and (today - news_on).days >= WAITS_AT_POINT_DAYS:
        trouble = Kind.NOT_COLLECTED
    return Standing(
        stage=stage,
        status=parcel.status,
        today=today,
        announced_on=min(parcel.created_at, parcel.status_at or parcel.created_at).astimezone(zone).date(),
        news_on=news_on,
        by_shop=stage in _HAND_OVER and any(_by_shop(event) for event in told),
        siblings=siblings,
        last_here=last,
        word=_word(words[0], zone) if words else None,
        before=_word(words[1], zone) if len(words) > 1 else None,
        trouble=trouble,
    )


def _by_shop(event: Event) -> bool:
    """Whether the shop's own people handed the parcel on."""
    left = event.kind in _LEFT and event.actor_role == Role.MERCHANT
    return left and event.facts.get("from") == Parcel.State.ANNOUNCED


def _siblings(parcel: Parcel) -> tuple[int, bool]:
    """How many parcels of the order went out, and whether this one is the last of them and all have come."""
    rows = Parcel.objects.filter(order_id=parcel.order_id, direction=Parcel.Direction.OUTBOUND)
    moments: list[tuple[Any, UUID]] = list(rows.filter(~Q(state=Parcel.State.LOST)).values_list("delivered_at", "pk"))
    if any(came is None for came, _pk in moments):
        return len(moments), False
    return len(moments), max(moments)[1] == parcel.pk if moments else False


def _word(word: DeliveryPromise, zone: ZoneInfo) -> Word:
    return Word(word.number, word.earliest_on, word.latest_on, word.because, word.said_at.astimezone(zone).date())
