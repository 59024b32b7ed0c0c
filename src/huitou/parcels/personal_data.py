"""What parcels tell of people: the number under which a carrier knows the way to somebody's door."""

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import YEAR_DAYS, Holding, Keep, Known, hold, known_by, plain
from huitou.parcels.models import Parcel, ParcelScan


@known_by
def by_parcels(customer_id: UUID) -> Known:
    """Their parcels."""
    rows = list(Parcel.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"))
    return Known((key for key, _ref in rows), (ref for _key, ref in rows))


hold(
    Holding(
        code="parcel",
        model=Parcel,
        fields=("tracking_number",),
        label=_("Tracking numbers of your parcels"),
        purpose=_("To follow a parcel, and to claim it from the carrier when it is lost."),
        whose="order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("created_at"), after=_("after the parcel was announced")),
        shown=("ref", "order__number", "carrier", "state", "shipped_at", "delivered_at"),
    )
)
plain(Parcel, "ref external_id direction carrier state", because="names of ours and of the source")
plain(ParcelScan, "state source", because="codes")
