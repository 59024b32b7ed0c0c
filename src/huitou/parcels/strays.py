"""What was told of a number before there was a parcel of it, found when the parcel is announced."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.parcels.hooks import STRAY, carrier_actor, read_strays
from huitou.parcels.models import CarrierNotice, Parcel
from huitou.parcels.verbs.record_tracking import BY_NAME

MOST = 5000


def read_strays_of(*, shop_id: UUID, parcel_id: UUID, at: datetime) -> int:
    """Read what waits for the parcel; how many pushes."""
    zone = ZoneInfo(Shop.objects.get(pk=shop_id).timezone)
    with in_shop(shop_id):
        parcel = Parcel.objects.filter(pk=parcel_id).first()
    if parcel is None:
        return 0
    numbers = words_of(parcel)
    found: int = read_strays(actor=carrier_actor(shop_id, "inbox"), at=at, numbers=numbers, zone=zone)
    return found


def words_of(parcel: Parcel) -> list[str]:
    """What a push can call it."""
    return [word for word in (parcel.tracking_number, f"{BY_NAME}{parcel.external_id}") if word]


def find_strays(*, shop_id: UUID, at: datetime) -> int:
    """Read what waits for parcels that came by an import, which announces nothing; how many pushes."""
    with in_shop(shop_id):
        waiting = set(CarrierNotice.objects.filter(outcome=STRAY).values_list("number", flat=True)[:MOST])
        names = {word.removeprefix(BY_NAME) for word in waiting if word.startswith(BY_NAME)}
        which = Q(tracking_number__in=waiting) | Q(external_id__in=names)
        parcels = list(Parcel.objects.filter(which).values_list("pk", flat=True)) if waiting else []
    return sum(read_strays_of(shop_id=shop_id, parcel_id=pk, at=at) for pk in parcels)
