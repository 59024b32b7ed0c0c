"""Reading what was promised of parcels, and finding one by its number alone. Called inside `in_shop`; never writes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from huitou.lanes.models import DeliveryPromise
from huitou.parcels.models import Parcel

# Carriers give numbers out again: after so long a number alone leads to nothing.
NUMBER_LASTS = timedelta(days=120)


def promises_of(parcels: Iterable[Parcel]) -> dict[UUID, list[DeliveryPromise]]:
    """All words given for each parcel, the newest first. One query."""
    keys = [parcel.pk for parcel in parcels]
    found: dict[UUID, list[DeliveryPromise]] = {key: [] for key in keys}
    for promise in DeliveryPromise.objects.filter(parcel_id__in=keys).order_by("-number"):
        found[promise.parcel_id].append(promise)
    return found


def parcels_numbered(number: str, *, at: datetime) -> list[Parcel]:
    """The parcels that travel under this number, the newest first; of a number given out again only the newest order's.

    `number` in capitals without spaces; sources may have written it small. One query.
    """
    rows = Parcel.objects.filter(tracking_number__in=[number, number.lower()], created_at__gte=at - 2 * NUMBER_LASTS)
    found = [
        parcel
        for parcel in rows.order_by("-created_at", "-pk")
        if (parcel.delivered_at or parcel.status_at or at) >= at - NUMBER_LASTS
    ]
    return [parcel for parcel in found if parcel.order_id == found[0].order_id]
