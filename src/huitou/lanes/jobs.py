"""The jobs of lanes. Each is safe to run twice."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Max, OuterRef, Q, Subquery

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.jobs import periodic
from huitou.core.models import Shop
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import in_shop
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.verbs import recount_lanes, revise_promise
from huitou.parcels.models import Parcel, ParcelEstimate

BATCH = 500
# Older ones are no longer waited for: they are in the list of parcels in trouble.
LOOKS_BACK = timedelta(days=60)


@periodic("41 2 * * *", name="lanes.recount")
def recount_every_shop() -> None:
    """Count every shop's lanes anew."""
    shop_by_shop(
        lambda shop_id: recount_lanes(actor=system_actor(shop_id), at=clock.now()), failed="lanes.recount_failed"
    )


@periodic("11 * * * *", name="lanes.revise_overdue")
def revise_every_shop() -> None:
    """Give another day to parcels whose day has passed, and a first one to those that came with an import."""
    shop_by_shop(lambda shop_id: revise_shop(shop_id, at=clock.now()), failed="lanes.revise_failed")


def revise_shop(shop_id: UUID, *, at: datetime) -> int:
    """The same of one shop; how many got a word."""
    with in_shop(shop_id):
        due = _due(shop_id, at)
    system = system_actor(shop_id)
    return sum(revise_promise(parcel=key, actor=system, at=at) is not None for key in due)


def _due(shop_id: UUID, at: datetime) -> list[UUID]:
    today = at.astimezone(ZoneInfo(Shop.objects.get(pk=shop_id).timezone)).date()
    newest = DeliveryPromise.objects.filter(parcel_id=OuterRef("pk")).order_by("-number")
    said = ParcelEstimate.objects.filter(parcel_id=OuterRef("pk")).values("parcel_id")
    under_way = Parcel.objects.filter(
        state__in=(Parcel.State.ANNOUNCED, Parcel.State.COLLECTED, Parcel.State.IN_TRANSIT),
        created_at__gte=at - LOOKS_BACK,
    ).exclude(direction=Parcel.Direction.RETURN)
    rows = under_way.annotate(
        latest=Subquery(newest.values("latest_on")[:1]),
        word_at=Subquery(newest.values("said_at")[:1]),
        # A carrier may name another day without any other news.
        named_at=Subquery(said.annotate(last=Max("said_at")).values("last")),
    ).filter(Q(latest=None) | Q(latest__lt=today) | Q(named_at__gt=F("word_at")))
    # In no order: those that never get a window would stand before the others for good.
    return list(rows.order_by("?").values_list("pk", flat=True)[:BATCH])
