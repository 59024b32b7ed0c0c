"""A parcel is lost, came broken or too late: its claim opens. It turns up: its claim ends. All by themselves."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from huitou.cases.models import Case, CaseLine, Evidence
from huitou.claims import mails  # noqa: F401  (registers itself)
from huitou.claims.access import rule_of
from huitou.claims.losses import damaged_in, likeliest_first
from huitou.claims.machine import OPEN
from huitou.claims.models import CarrierClaim
from huitou.claims.verbs import open_claim, turn_up
from huitou.claims.verbs.open_claim import DAMAGE, NothingToClaim
from huitou.core.actors import system_actor
from huitou.core.events import subscriber
from huitou.core.models import Event, Shop
from huitou.lanes.models import DeliveryPromise
from huitou.parcels.carriers.names import carrier_named
from huitou.parcels.models import Parcel, ParcelLine

FOUND_AGAIN = tuple(f"parcels.parcel.{what}" for what in ("delivered", "returned", "went_on", "collected"))
# What a buyer's picture of a broken parcel is called.
PICTURES = ("photo", "photo_parcel", "photo_label", "video")


@subscriber("parcels.parcel.lost")
def parcel_lost(event: Event) -> None:
    """Of parcels that the shop sent."""
    parcel = Parcel.objects.get(pk=event.subject_id)
    if parcel.state == Parcel.State.LOST and parcel.direction != Parcel.Direction.RETURN:
        _open(event, parcel, "lost")


@subscriber(*FOUND_AGAIN)
def parcel_found(event: Event) -> None:
    """A claim on its loss ends. One that has come is looked at: was it promised for an earlier day?"""
    claim = CarrierClaim.objects.filter(parcel_id=event.subject_id, what="lost", state__in=OPEN).first()
    if claim is not None and not Parcel.objects.filter(pk=event.subject_id, state=Parcel.State.LOST).exists():
        turn_up(carrier_claim=claim, actor=system_actor(event.shop_id), at=event.at)
    if event.kind == "parcels.parcel.delivered":
        _open_if_late(event)


@subscriber("cases.case.opened", "cases.evidence.added")
def damage_shown(event: Event) -> None:
    """A case about damage on the way, with a picture of it: a claim for the parcel that held the goods, or for several
    where one alone cannot have held all of them.
    """
    asked = event.facts.get("lines")  # of an opened case; who adds a picture says nothing of reasons
    if asked is not None and all(line["reason"] != DAMAGE for line in asked):
        return
    broken = CaseLine.objects.filter(case_id=event.subject_id, reason=DAMAGE)
    lines = dict(broken.values_list("order_line_id", "quantity"))
    if not lines or not Evidence.objects.filter(case_id=event.subject_id, kind__in=PICTURES, erased_at=None).exists():
        return
    held = ParcelLine.objects.filter(order_line_id__in=list(lines)).exclude(parcel__direction=Parcel.Direction.RETURN)
    parcels = Parcel.objects.filter(pk__in=held.values("parcel_id"), state=Parcel.State.DELIVERED)
    case = Case.objects.get(pk=event.subject_id)
    for parcel in likeliest_first(parcels, lines):
        # A parcel has one claim; pieces of a second case are those of another parcel.
        elsewhere = CarrierClaim.objects.filter(parcel=parcel).exclude(state="turned_up").exclude(case=case)
        if damaged_in(parcel, case, DAMAGE) and not elsewhere.exists():
            _open(event, parcel, "damaged", case=event.subject_id)


def _open_if_late(event: Event) -> None:
    parcel = Parcel.objects.filter(pk=event.subject_id).exclude(direction=Parcel.Direction.RETURN).first()
    if parcel is None or parcel.delivered_at is None:
        return
    if not rule_of(event.shop_id, carrier_named(parcel.carrier) or parcel.carrier).guarantees_days:
        return
    # The carrier's own first word; what it said later cannot be what it had promised.
    word = (
        DeliveryPromise.objects.filter(parcel=parcel, source=DeliveryPromise.Source.CARRIER).order_by("number").first()
    )
    zone = ZoneInfo(Shop.objects.values_list("timezone", flat=True).get(pk=event.shop_id))
    if word is not None and parcel.delivered_at.astimezone(zone).date() - word.latest_on > timedelta():
        _open(event, parcel, "late")


def _open(event: Event, parcel: Parcel, what: str, case: UUID | None = None) -> None:
    if not rule_of(event.shop_id, carrier_named(parcel.carrier) or parcel.carrier).claims:
        return
    about = Case.objects.filter(pk=case).first() if case is not None else None
    try:
        open_claim(parcel=parcel.pk, what=what, case=about, actor=system_actor(event.shop_id), at=event.at)
    except NothingToClaim:
        return
