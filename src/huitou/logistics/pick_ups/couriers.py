"""Couriers of a carrier: a booked slot is told to them, called off, looked after. Jobs, outside any transaction.

Telling them twice would send two couriers: what stayed open is left open, the buyer keeps the slot, and a courier who
does not come is missed as any other. Called by the seats and by the clock.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from huitou.core import clock
from huitou.core.actors import Actor, Role
from huitou.core.flow import NotTheirTurn
from huitou.core.jobs import enqueue, periodic, task
from huitou.core.postal import Postal
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import in_shop, open_shop_row
from huitou.logistics.models import PickUp
from huitou.logistics.weights import expected_grams
from huitou.orders.models import CustomerContact, OrderAddress
from huitou.parcels.carriers.collecting import CollectAsk, Collects, Door, NeverReached, Seen
from huitou.parcels.carriers.protocol import Misconfigured, Permanent, Retryable, SourceError
from huitou.parcels.carriers.registry import account_of, codes, source

log = structlog.get_logger(__name__)
# Where nothing is known of the goods.
GRAMS = 1_000
ASKED = "asked"


def collector(code: str) -> Collects:
    """The adapter that sends couriers. Raises Misconfigured for one that does not."""
    adapter = source(code)
    if not isinstance(adapter, Collects):
        raise Misconfigured("cannot_collect", f"{code} sends no couriers")
    return adapter


def collecting_codes() -> list[str]:
    """The sources of this installation that send couriers."""
    return [code for code in codes() if source(code).capabilities.collects]


@task("logistics.order_courier")
def order_courier(*, shop: str, pick_up: str) -> None:
    """Tell the courier service of a booked slot, once."""
    shop_id = UUID(shop)
    with in_shop(shop_id):
        # Whoever runs this a second time finds that it began: that answer is lost, and stays open. One statement
        # decides, where two run at once: each of them would send a courier.
        rows = PickUp.objects.filter(pk=pick_up, ended_at=None, reference="", failure_code="")
        found = rows.select_related("goods_return").first()
        if found is None or not rows.update(failure_code=ASKED):
            return
        ask = _ask(found, clock.now())
    from huitou.logistics.verbs.courier import note_courier, note_failure

    actor = _carrier(shop_id, found.service)
    try:
        booked = collector(found.service).book_collection(account_of(shop_id), ask)
    except NeverReached:
        with in_shop(shop_id):
            PickUp.objects.filter(pk=found.pk).update(failure_code="")
        raise
    except Retryable as error:
        note_failure(pick_up=found.pk, failure_code=error.failure_code, actor=actor, at=clock.now())
        return
    except SourceError as error:
        note_failure(pick_up=found.pk, failure_code=error.failure_code, actor=actor, at=clock.now())
        _step(found, "decline_pick_up", actor)
        return
    note_courier(
        pick_up=found.pk, reference=booked.reference, carrier=booked.carrier, number=booked.number, actor=actor,
        at=clock.now(),
    )  # fmt: skip


@task("logistics.call_courier_off")
def call_courier_off(*, shop: str, pick_up: str) -> None:
    """The slot was given up: the courier need not come. Tried again until it is known."""
    shop_id = UUID(shop)
    with in_shop(shop_id):
        found = PickUp.objects.filter(pk=pick_up, called_off_at=None).exclude(reference="").first()
    if found is None or found.outcome == "collected":
        return
    from huitou.logistics.call_offs import note_call_off

    actor = _carrier(shop_id, found.service)
    try:
        collector(found.service).cancel_collection(account_of(shop_id), found.reference)
    except (Permanent, Misconfigured) as error:
        log.warning("courier.not_called_off", pick_up=pick_up, reason=error.failure_code)
        note_call_off(pick_up=found.pk, failure_code=error.failure_code, actor=actor, at=clock.now())
        return
    note_call_off(pick_up=found.pk, failure_code="", actor=actor, at=clock.now())


@periodic("4-59/15 * * * *", name="logistics.watch_couriers")
def watch_couriers() -> None:
    """Look after every courier who is booked, shop by shop."""
    shop_by_shop(watch_shop, failed="courier.watching_failed")


def watch_shop(shop_id: UUID) -> int:
    """Ask after the open bookings of a shop; how many have moved on."""
    with in_shop(shop_id):
        rows = PickUp.objects.filter(ended_at=None).exclude(reference="").order_by("starts_at", "pk")
        found = list(rows[:200])
    moved = 0
    for one in found:
        try:
            seen = collector(one.service).see_collection(account_of(shop_id), one.reference)
        except SourceError as error:
            log.warning("courier.not_seen", pick_up=str(one.pk), reason=error.failure_code)
            continue
        except Exception:
            # An adapter's bug must not hold up the other bookings.
            log.exception("courier.failed_unexpectedly", pick_up=str(one.pk))
            continue
        moved += _follow(one, seen, _carrier(shop_id, one.service))
    return moved


def _follow(one: PickUp, seen: Seen, actor: Actor) -> bool:
    """Take what is seen as the return's own step."""
    if seen.state == "waiting":
        return False
    action = {"collected": "collect", "failed": "miss_pick_up", "cancelled": "decline_pick_up"}[seen.state]
    given = {"tracking_number": seen.number, "carrier": one.carrier} if action == "collect" else {}
    return _step(one, action, actor, **given)


def _step(one: PickUp, action: str, actor: Actor, **given: object) -> bool:
    """Whether the return took the step: not where the buyer has given the slot up meanwhile."""
    from huitou.logistics.verbs.courier import follow_courier

    try:
        return follow_courier(pick_up=one.pk, action=action, actor=actor, at=clock.now(), **given) is not None
    except NotTheirTurn:
        return False


def tell_courier(pick_up: PickUp) -> None:
    """Have the service of a carrier told, once the booking is committed."""
    if pick_up.service in collecting_codes():
        enqueue(order_courier, shop=str(pick_up.shop_id), pick_up=str(pick_up.pk))


def untell_courier(pick_up: PickUp) -> None:
    """Have the courier called off, once that is committed."""
    if pick_up.reference:
        enqueue(call_courier_off, shop=str(pick_up.shop_id), pick_up=str(pick_up.pk))


def _ask(found: PickUp, at: datetime) -> CollectAsk:
    back, shop = found.goods_return, open_shop_row()
    zone = ZoneInfo(shop.timezone)
    address = OrderAddress.objects.filter(order_id=back.order_id, erased_at=None).first()
    contact = CustomerContact.objects.filter(customer_id=back.order.customer_id, erased_at=None).first()
    sender = Door(
        name=(address.name if address else "") or (contact.name if contact else ""),
        phone=(address.phone if address else "") or (contact.phone if contact else ""),
        address=Postal(address.street, address.city, address.region).line if address is not None else "",
    )
    pieces = sum(back.lines.values_list("quantity", flat=True))
    return CollectAsk(
        key=f"{back.ref}-{found.pk.hex[-8:]}", sender=sender,
        receiver=Door(shop.name, "", back.send_to or shop.address),
        starts_at=found.starts_at.astimezone(zone), ends_at=found.ends_at.astimezone(zone),
        asked_at=at.astimezone(zone), pieces=pieces, grams=expected_grams(back) or GRAMS,
    )  # fmt: skip


def _carrier(shop_id: UUID, code: str) -> Actor:
    return Actor(role=Role.CARRIER, shop_id=shop_id, id=f"source:{code}")
