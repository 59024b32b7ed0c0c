"""Asking for changes as a buyer does, and reading how they stand."""

from datetime import datetime
from typing import Any

from huitou.changes.models import OrderChange
from huitou.changes.verbs import ask_for_address, ask_for_cancellation, set_rules
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.models import OrderAddress
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel, record_scan
from tests.worlds import World

NEW = {"name": "陈小暖", "street": "和平路 8 号", "city": "杭州", "region": "浙江", "postcode": "310000", "phone": ""}


def move(world: World, order: Any, who: Any = None, **more: Any) -> OrderChange:
    """The buyer asks for another address."""
    actor = who or world.buyer(order)
    return ask_for_address(order=order.pk, address=NEW, actor=actor, at=world.now, **more)


def cancel(world: World, order: Any, who: Any = None, **more: Any) -> OrderChange:
    """The buyer cancels."""
    actor = who or world.buyer(order)
    return ask_for_cancellation(order=order.pk, reason="no_longer_wanted", actor=actor, at=world.now, **more)


def rules(world: World, *, at_once: bool = True, silence: bool = True, above: int = 10**9, **more: Any) -> None:
    """The shop's rules for changes."""
    set_rules(
        address_at_once=at_once, silence_agrees=silence, confirm_above_minor=above, actor=world.hire("manager"),
        at=world.now, **more,
    )  # fmt: skip


def ship(world: World, order: Any) -> Parcel:
    """The whole order leaves."""
    parcel = announce_parcel(order_id=order.pk, direction="outbound", carrier="sf", tracking_number="SF1",
                             actor=world.agent, at=world.now)  # fmt: skip
    return record_scan(parcel=parcel.pk, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)


def stands(world: World, change: OrderChange) -> OrderChange:
    """Run what is due now, and read the change anew with its case."""
    run_pending()
    with in_shop(world.shop):
        return OrderChange.objects.select_related("case__sheet").get(pk=change.pk)


def street(world: World, order: Any) -> str:
    """Where the order goes."""
    with in_shop(world.shop):
        return OrderAddress.objects.filter(order=order).values_list("street", flat=True).first() or ""


def subjects(world: World) -> list[str]:
    """The subjects of all mails."""
    run_pending()
    with in_shop(world.shop):
        return list(Mail.objects.order_by("pk").values_list("subject", flat=True))


def until(world: World, moment: datetime | None) -> None:
    """Move the clock to the moment, as a wait ends then."""
    assert moment is not None
    world.clock.forward(seconds=(moment - world.now).total_seconds())
