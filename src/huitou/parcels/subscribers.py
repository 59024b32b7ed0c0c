"""A parcel is announced: what its carrier told before is read, and who follows it on request is asked to."""

from huitou.core.events import subscriber
from huitou.core.jobs import enqueue
from huitou.core.models import Event
from huitou.parcels.hooks import STRAY
from huitou.parcels.models import CarrierNotice, Parcel
from huitou.parcels.notice_jobs import read_strays
from huitou.parcels.strays import words_of


@subscriber("parcels.parcel.announced")
def parcel_was_announced(event: Event) -> None:
    """Where something waits for it, have it read."""
    parcel = Parcel.objects.filter(pk=event.subject_id).first()
    if parcel is not None and CarrierNotice.objects.filter(number__in=words_of(parcel), outcome=STRAY).exists():
        enqueue(read_strays, shop=str(event.shop_id), parcel=str(parcel.pk))
