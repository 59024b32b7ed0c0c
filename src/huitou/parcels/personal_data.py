"""What parcels tell of people: the number under which a carrier knows the way to somebody's door."""

from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import YEAR_DAYS, Holding, Keep, Known, Person, hold, known_by, plain, staff
from huitou.parcels.models import (
    CarrierAccount,
    CarrierNotice,
    CodeMeaning,
    Followed,
    Parcel,
    ParcelEstimate,
    ParcelScan,
    RefusedPush,
    ScanReading,
)
from huitou.parcels.refused import KEPT_DAYS
from huitou.parcels.strays import words_of

STRAY_DAYS = 30


@known_by
def by_parcels(customer_id: UUID) -> Known:
    """Their parcels."""
    rows = list(Parcel.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"))
    return Known((key for key, _ref in rows), (ref for _key, ref in rows))


def _notices_of(person: Person) -> Q:
    """What waits in the inbox under a number of theirs, or under the shop system's name of a parcel."""
    parcels = Parcel.objects.filter(order__customer_id=person.customer_id)
    return Q(number__in=[word for parcel in parcels for word in words_of(parcel)])


# Before the parcels: it finds its rows by their numbers, which go with them.
hold(
    Holding(
        code="carrier_notice",
        model=CarrierNotice,
        fields=("number", "payload"),
        label=_("Messages of carriers that wait for their parcel"),
        purpose=_("To follow a parcel that the carrier knows before the shop does."),
        whose=_notices_of,
        keep=Keep(days=STRAY_DAYS, since=F("received_at"), after=_("after the carrier sent it")),
        shown=("source", "received_at"),
        untold=("payload",),
        emptied={"payload": {}},
        deleted=True,
    )
)
hold(
    Holding(
        code="refused_push",
        model=RefusedPush,
        fields=("headers", "body"),
        label=_("Messages of carriers that were not believed"),
        purpose=_("To take them in after all where only the secret was wrong."),
        whose=lambda _person: Q(pk__in=[]),
        keep=Keep(days=KEPT_DAYS, since=F("received_at"), after=_("after the carrier sent it")),
        shown=("source", "received_at"),
        untold=("headers", "body"),
        deleted=True,
    )
)
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
hold(
    Holding(
        code="parcel_words",
        model=ScanReading,
        fields=("text", "place"),
        label=_("What carriers said of your parcels"),
        purpose=_("To show where a parcel is, and to prove what became of it."),
        whose="parcel__order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("recorded_at"), after=_("after the carrier said it")),
        shown=("parcel__ref", "scan__occurred_at", "state"),
    )
)
plain(Parcel, "ref external_id direction carrier state status", because="names of ours and of the source")
plain(ParcelScan, "state source code status why zone fingerprint", because="codes")
plain(ScanReading, "status state why set_aside country", because="codes")
plain(ParcelEstimate, "source", because="a code")
plain(Followed, "source carrier failure_code", because="codes")
plain(CarrierNotice, "source delivery_id body_hash outcome why", because="codes and a digest")
plain(RefusedPush, "source reason body_hash", because="codes and a digest")
plain(CodeMeaning, "source code status", because="codes")
staff(CodeMeaning, "decided_by", because="who of the shop said what a code means")
staff(CarrierAccount, "source shown hints sealed changed_by", because="the shop's own account")
