"""Parcels of the demo in every stage, as the simulated carrier tells of them: what the tracking pages and the list of
parcels in trouble show. Called once, after the stories.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from huitou.changes.deliveries.verbs import ask_for_delivery
from huitou.config.demo import orders
from huitou.config.demo.play import Stage, buyer_of
from huitou.core.actors import system_actor
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.lanes.jobs import revise_shop
from huitou.lanes.verbs import recount_lanes
from huitou.orders.drafts import ParcelDraft
from huitou.orders.models import Order
from huitou.parcels.carriers.protocol import Report, Tracking, Window
from huitou.parcels.models import Parcel
from huitou.parcels.verbs.record_tracking import ToldBy, record_tracking
from huitou.parcels.vocabulary.certainty import STATED

FIRST_NUMBER = 8600
SOURCE = "simulator"


@dataclass(frozen=True, slots=True)
class Way:
    """One parcel. `scans`: hours ago, status, place; `says` what the carrier adds to the last of them.

    `named`: days that the carrier named, as (hours ago, days from then), one after the other. `second`: it is the
    second parcel of its order, whose first was delivered.
    """

    buyer: int
    article: int
    scans: Sequence[tuple[float, str, int]]
    says: bool = False
    named: Sequence[tuple[float, int]] = ()
    second: bool = False


WAYS: Sequence[Way] = (
    Way(0, 0, ((70, "info.label_created", 0),)),
    Way(0, 1, ((26, "info.label_created", 0), (6, "transit.collected", 0)), named=((5, 3),)),
    Way(0, 2, ((40, "transit.collected", 0), (20, "transit.at_facility", 1))),
    Way(0, 3, ((52, "transit.collected", 0), (30, "transit.at_facility", 1), (12, "exception.delayed", 1)), says=True,
        named=((46, 2), (10, 3))),
    Way(0, 0, ((60, "transit.collected", 0), (30, "transit.moving", 1), (3, "out_for_delivery.other", 2))),
    Way(1, 1, ((150, "transit.collected", 0), (110, "transit.moving", 1), (100, "pickup_ready.other", 2))),
    Way(1, 2, ((70, "transit.collected", 0), (30, "transit.moving", 1), (5, "attempt.bad_address", 2))),
    Way(0, 3, ((80, "transit.collected", 0), (40, "transit.moving", 1), (20, "delivered.signed", 2))),
    Way(2, 0, ((120, "transit.collected", 0), (60, "attempt.refused", 2), (30, "returning.other", 1))),
    Way(0, 1, ((200, "transit.collected", 0), (160, "transit.moving", 1), (8, "exception.lost", 1))),
    Way(0, 2, ((50, "transit.collected", 0), (9, "transit.at_facility", 1)), second=True),
    Way(2, 3, ((260, "transit.collected", 0), (220, "transit.moving", 1))),
)  # fmt: skip
PLACES = {
    "zh-hans": ("【江西省景德镇市】珠山营业点", "【江西省南昌市】南昌转运中心", "【浙江省杭州市】西湖营业点"),
    "en": ("LEIPZIG, DE", "KÖLN, DE", "BRISTOL, GB"),
}
WISHED = 2
SAFE_PLACE = {"zh-hans": "放在门口的鞋柜里", "en": "In the box beside the door"}
WEATHER = {"zh-hans": "受台风影响，派送延迟", "en": "Weather delay"}


def send_parcels(stage: Stage) -> None:
    """Place the orders and let the carrier tell."""
    system = system_actor(stage.shop.pk)
    recount_lanes(actor=system, at=stage.start)
    for place, way in enumerate(WAYS):
        number = _order(stage, place, way)
        for at, told in _tellings(stage, way, number):
            record_tracking(told=[ToldBy(SOURCE, told, at)], actor=system, at=at)
            run_pending()
    revise_shop(stage.shop.pk, at=stage.start)
    _wish(stage)
    run_pending()


def _wish(stage: Stage) -> None:
    """One buyer has a parcel left in a safe place: it is the shop's to arrange."""
    with in_shop(stage.shop):
        order = Order.objects.get(number=f"{FIRST_NUMBER + WISHED}")
        parcel = Parcel.objects.get(order=order)
    ask_for_delivery(
        parcel=parcel.pk, wish="safe_place", words=SAFE_PLACE.get(stage.plan.locale, SAFE_PLACE["en"]),
        liability_seen=True, actor=buyer_of(stage, order), at=stage.start - timedelta(hours=3),
    )  # fmt: skip


def _order(stage: Stage, place: int, way: Way) -> str:
    """Place the order; the number under which its parcel travels."""
    placed = stage.start - timedelta(hours=max(hours for hours, _status, _at in way.scans) + 8)
    name, carrier = f"{FIRST_NUMBER + place}", stage.plan.carrier
    take = [(way.article, 1), (4, 1)] if way.second else [(way.article, 1)]
    one = orders.draft(
        stage.plan, name, stage.plan.buyers[way.buyer], take,
        placed_at=placed, shipped_at=None, delivered_at=None,
    )  # fmt: skip
    number = f"{carrier.upper()}{name}00900"
    parcels = [ParcelDraft(f"P-{name}", carrier, number, lines=(("1", 1),))]
    if way.second:
        came = placed + timedelta(hours=30)
        parcels.append(ParcelDraft(f"P-{name}-1", carrier, f"{number}1", placed, came, lines=(("2", 1),)))
    orders.write(stage.shop, replace(one, parcels=tuple(parcels)), stage.owner, placed)
    return number


def _tellings(stage: Stage, way: Way, number: str) -> list[tuple[datetime, Tracking]]:
    """What the carrier says, in the order of time: its reports as one list, and each day that it names."""
    reports = tuple(_report(stage, way, place) for place in range(len(way.scans)))
    moments = sorted({*(hours for hours, _days in way.named), way.scans[-1][0]}, reverse=True)
    told = []
    for hours in moments:
        at = stage.start - timedelta(hours=hours)
        named = [days for said, days in way.named if said == hours]
        day = at + timedelta(days=named[0]) if named else None
        known = tuple(report for report in reports if report.occurred_at <= at)
        window = Window(day, day, day_only=True) if day else None
        told.append((at, Tracking(number, stage.plan.carrier, known, whole=bool(known), said_at=at, estimate=window)))
    return told


def _report(stage: Stage, way: Way, place: int) -> Report:
    hours, status, where = way.scans[place]
    language = stage.plan.locale if stage.plan.locale in PLACES else "en"
    said = WEATHER[language] if way.says and place == len(way.scans) - 1 else ""
    return Report(status, stage.start - timedelta(hours=hours), STATED, text=said, place=PLACES[language][where])
