"""The pushes of `bench tracking`: parcels of a shop, each with a way, told late and twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from huitou.accounts.permissions import SHOP_PERMISSIONS
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import open_shop
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import CustomerDraft, LineDraft, OrderDraft, ParcelDraft, PaymentDraft, Where
from huitou.orders.verbs import import_batch
from huitou.parcels.carriers.simulator.journeys import Journey, journey
from huitou.parcels.carriers.simulator.mischief import Delivery, deliveries
from huitou.parcels.imports import write as write_parcels
from huitou.parcels.models import CarrierNotice, Parcel, ScanReading
from huitou.parcels.verbs import keep_carrier_account

SOURCE, VALUES = "aftership", {"webhook_secret": "the secret of the benchmark"}
PATH = f"/hooks/carriers/bench/{SOURCE}/"
BATCH = 500
PER_PARCEL = 7
# Of a hundred parcels' pushes so many are somewhere in the air at one time.
INTERLEAVED = 100


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent, and what must come of it."""

    shop: Shop
    ways: Sequence[Journey]
    pushes: Sequence[Delivery]


def prepare(pushes: int, at: datetime, *, late: float, doubled: float) -> Load:
    """A shop, an order with a parcel for every seventh push, and the pushes in the order in which they are sent."""
    shop = open_shop(slug="bench", name="陶杯社", currency="CNY", timezone="Asia/Shanghai", country="CN",
                     locale="zh-hans", at=at - timedelta(days=400))  # fmt: skip
    owner = Actor(Role.MERCHANT, shop.pk, "staff:bench", permissions=SHOP_PERMISSIONS[StaffRole.OWNER])
    keep_carrier_account(source_code=SOURCE, values=VALUES, actor=owner, at=at)
    count = max(round(pushes / (PER_PARCEL * (1 + doubled))), 1)
    system = system_actor(shop.pk)
    for first in range(0, count, BATCH):
        drafts = [_draft(number, at) for number in range(first, min(first + BATCH, count))]
        import_batch(drafts=drafts, actor=system, at=at, then=write_parcels)
    begins = at - timedelta(days=3)
    ways = [journey("smooth", number=_name(number), begins_at=begins, carrier="sf") for number in range(count)]
    chance = Random(20260601)  # noqa: S311  (the same in every run)
    return Load(shop, ways, list(_mixed(ways, chance, late=late, doubled=doubled)))


def _mixed(ways: Sequence[Journey], chance: Random, *, late: float, doubled: float) -> Sequence[Delivery]:
    """Many parcels' pushes among each other; what is late is overtaken by what comes after it."""
    sent: list[Delivery] = []
    for first in range(0, len(ways), INTERLEAVED):
        told = [
            list(deliveries(SOURCE, way, VALUES, chance, late=late, doubled=doubled, wrong=0.02))
            for way in ways[first : first + INTERLEAVED]
        ]
        for place in range(max(len(one) for one in told)):
            sent += [one[place] for one in told if place < len(one)]
    return sent


def unread(shop: Shop) -> int:
    """Pushes that were taken in and not read yet."""
    with in_shop(shop):
        return CarrierNotice.objects.filter(outcome="").count()


def lost(load: Load, sent: Sequence[Delivery]) -> int:
    """Parcels and reports that are not as the pushes that were sent tell them; each way has every one of its steps."""
    with in_shop(load.shop):
        rows = {row.tracking_number: row for row in Parcel.objects.all()}
        counted = ScanReading.objects.filter(set_aside="").count()
    wrong = 0
    for way in load.ways:
        parcel, last = rows[way.number], way.steps[-1]
        wrong += (parcel.state, parcel.status, parcel.delivered_at) != ("delivered", last.status, way.at(last))
    return wrong + abs(counted - sum(len(way.steps) for way in load.ways))


def _name(number: int) -> str:
    return f"SF{number:013d}"


def _draft(number: int, at: datetime) -> OrderDraft:
    placed, name = at - timedelta(days=4), f"N{number:07d}"
    return OrderDraft(
        where=Where("bench", number + 1), source="bench", external_id=name, number=name, currency="CNY",
        placed_at=placed, state="paid", country="CN",
        customer=CustomerDraft(f"C{number:07d}", email=f"buyer{number}@example.com", name="陈小暖", locale="zh-hans"),
        lines=(LineDraft("cup", "青瓷杯", 1, 10_000, sku="CUP", category="tableware"),),
        payments=(PaymentDraft(f"{name}-1", "card", 10_000, placed, gateway="sandbox"),),
        parcels=(ParcelDraft(_name(number), "sf", _name(number), None, None),),
    )  # fmt: skip
