"""Whose interface can pass a wish for a parcel's delivery on. Called by the verbs of wishes, inside the shop."""

from huitou.parcels.carriers.delivering import Delivers
from huitou.parcels.carriers.protocol import Misconfigured
from huitou.parcels.carriers.registry import codes, source
from huitou.parcels.models import CarrierAccount, Parcel, ParcelScan


def who_can_deliver(parcel: Parcel, kind: str) -> str:
    """The source with an open account that carries the parcel and can do this; "" where a person has to ask.

    Two queries at most, none where no source of the installation can.
    """
    able = [code for code in codes() if kind in source(code).capabilities.delivery]
    if not able or not parcel.tracking_number:
        return ""
    accounts = set(CarrierAccount.objects.filter(source__in=able, closed_at=None).values_list("source", flat=True))
    telling = ParcelScan.objects.filter(parcel=parcel, source__in=accounts).values_list("source", flat=True).first()
    return telling or (parcel.carrier if parcel.carrier in accounts else "")


def deliverer(code: str) -> Delivers:
    """The adapter that passes wishes on. Raises Misconfigured for one that does not."""
    adapter = source(code)
    if not isinstance(adapter, Delivers):
        raise Misconfigured("cannot_deliver", f"{code} passes no wishes on")
    return adapter
