"""A shop that insures return shipping, and the way of an insured order: shipped, delivered, sent back, received."""

from typing import Any

from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.insurance.models import FreightClaim, FreightCover
from huitou.insurance.risk import CoverRow
from huitou.insurance.verbs import set_terms
from huitou.logistics.verbs import arrive, hand_over
from huitou.orders.models import Line, Order
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel, record_scan

TABLE = (CoverRow("CN", 1_000, 1_000), CoverRow("CN", 5_000, 1_800), CoverRow("CN:新疆", 5_000, 2_500))


def insure_all(world: Any, **more: Any) -> None:
    """The shop insures every parcel with its own pool, at its own cost."""
    given = {"insure_all": True, "payer": "merchant", "insurer": "pool", "backer": "merchant", "table": TABLE,
             "piece_grams": 500, "days": 60}  # fmt: skip
    set_terms(**{**given, **more}, actor=world.hire("manager"), at=world.now)


def send(world: Any, order: Order, *, lines: dict[Any, int] | None = None, number: str = "") -> Parcel:
    """One parcel leaves; its cover is taken out by the subscriber."""
    parcel = announce_parcel(
        order_id=order.pk, direction="outbound", lines=lines, carrier="sf",
        tracking_number=number or f"SF{order.number}", actor=world.agent, at=world.now,
    )  # fmt: skip
    record_scan(parcel=parcel, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
    run_pending()
    return parcel


def deliver(world: Any, parcel: Parcel, *, days: int = 2) -> None:
    """Two days later it is at the door."""
    world.clock.forward(days=days)
    record_scan(parcel=parcel, state="delivered", occurred_at=world.now, actor=world.agent, at=world.now)
    run_pending()


def shipped(world: Any, *, days: int = 2, **facts: Any) -> tuple[Order, Parcel]:
    """An order whose one parcel left and came."""
    order = world.order(shipped=False, delivered_days_ago=None, **facts)
    parcel = send(world, order)
    deliver(world, parcel, days=days)
    return order, parcel


def send_back(world: Any, order: Order, *, number: str = "YT1001", way: str = "own_parcel", **wish: Any) -> Any:
    """The buyer applies and hands the goods over; the case's return."""
    case = world.apply(order, **(wish or {"cups": 1}))
    run_pending()
    with in_shop(world.shop):
        case.refresh_from_db()
    back = world.refreshed(case).goods_return
    hand_over(goods_return=back, way=way, carrier="yto", tracking_number=number, actor=world.buyer(order), at=world.now)
    run_pending()
    return back


def receive(world: Any, back: Any, *, days: int = 3) -> None:
    """The goods are at the shop's door, and the jobs have run."""
    world.clock.forward(days=days)
    arrive(goods_return=back.pk, actor=world.agent, at=world.now)
    run_pending()


def covers(world: Any) -> list[FreightCover]:
    with in_shop(world.shop):
        return list(FreightCover.objects.order_by("starts_at", "pk"))


def claims(world: Any) -> list[FreightClaim]:
    with in_shop(world.shop):
        return list(FreightClaim.objects.order_by("opened_at", "pk"))


def balance(world: Any, account: str, currency: str = "CNY") -> int:
    from huitou.core import ledger

    with in_shop(world.shop):
        return ledger.balance(account, currency).minor


def categories(world: Any, *, sold: int, returned: int) -> None:
    """What the shop has seen of tableware so far, on one line of an old order."""
    with in_shop(world.shop):
        line = Line.objects.order_by("pk").first()
        assert line is not None
        Line.objects.filter(pk=line.pk).update(quantity=sold, returned=returned)
