"""Parcels by hand and by import: who may, what they hold, when an order counts as delivered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden, NotFound
from huitou.core.events import verify_chain
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import ParcelDraft
from huitou.orders.verbs import place_order
from huitou.parcels.access import access_parcel
from huitou.parcels.imports import write as write_parcels
from huitou.parcels.models import Parcel, ParcelScan
from huitou.parcels.queries import delivered_at, facts, parcels_of, shipped_at
from huitou.parcels.verbs import ParcelExists, ParcelLineInvalid, ScanInvalid, announce_parcel, record_scan
from tests.orders.conftest import AT, buyer_of, manager_of
from tests.orders.drafting import PLACED, draft


@pytest.fixture
def order(shop, manager):
    return place_order(draft=draft(parcels=()), actor=manager, at=AT)


@pytest.fixture
def parcel(order, agent):
    return announce_parcel(
        order_id=order.pk, direction="outbound", carrier="sf", tracking_number="SF1", actor=agent, at=AT
    )


def scan(parcel, state, hours, actor):
    return record_scan(
        parcel=parcel, state=state, occurred_at=AT + timedelta(hours=hours), actor=actor, at=AT + timedelta(days=9)
    )


def test_a_parcel_holds_everything_unless_told(shop, order, parcel, agent):
    with in_shop(shop):
        (found,) = parcels_of(order)
        assert [(part.order_line.sku, part.quantity) for part in found.lines.all()] == [("CUP", 2), ("POT", 1)]
        assert (found.state, found.external_id, found.ref[:2]) == ("announced", found.ref, "P-")
        assert delivered_at(order) is None


def test_reports_come_late_and_the_course_is_right(shop, order, parcel, agent):
    scan(parcel, "delivered", 30, agent)
    scan(parcel, "collected", 2, agent)
    late = scan(parcel.ref, "in_transit", 20, agent)
    scan(parcel, "delivered", 30, agent)
    assert (late.state, late.delivered_at) == ("delivered", AT + timedelta(hours=30))
    with in_shop(shop):
        assert (shipped_at(order), delivered_at(order)) == (AT + timedelta(hours=2), AT + timedelta(hours=30))
        assert ParcelScan.objects.count() == 3
        events = list(Event.objects.filter(subject_id=parcel.pk).order_by("seq"))
    verify_chain(events)
    assert [event.kind.removeprefix("parcels.parcel.") for event in events] == [
        "announced", "delivered", "scanned", "scanned",
    ]  # fmt: skip


@pytest.mark.parametrize(("state", "hours"), [("stolen", 1), ("delivered", 24 * 30)])
def test_what_cannot_have_happened_is_refused(shop, parcel, agent, state, hours):
    with pytest.raises(ScanInvalid) as refused:
        scan(parcel, state, hours, agent)
    assert refused.value.code == "scan_invalid"
    with in_shop(shop):
        assert (ParcelScan.objects.count(), Parcel.objects.get().state) == (0, "announced")


def test_a_moment_without_zone_is_refused(parcel, agent):
    with pytest.raises(ScanInvalid):
        record_scan(parcel=parcel, state="delivered", occurred_at=AT.replace(tzinfo=None), actor=agent, at=AT)


def test_a_parcel_holds_items_of_its_own_order_only(shop, order, manager):
    other = place_order(draft=draft("2", parcels=()), actor=manager, at=AT)
    with in_shop(shop):
        mine, theirs = order.lines.get(sku="CUP").pk, other.lines.get(sku="CUP").pk
    for lines in ({theirs: 1}, {mine: 3}, {mine: 0}, {mine: -1}):
        with pytest.raises(ParcelLineInvalid):
            announce_parcel(order_id=order.pk, direction="outbound", lines=lines, actor=manager, at=AT)
    with in_shop(shop):
        assert Parcel.objects.count() == 0


def test_the_same_parcel_twice_is_said(order, parcel, agent):
    with pytest.raises(ParcelExists):
        announce_parcel(order_id=order.pk, direction="outbound", tracking_number="SF1", actor=agent, at=AT)
    back = announce_parcel(order_id=order.pk, direction="return", tracking_number="SF1", actor=agent, at=AT)
    assert back.direction == "return"


def test_who_may(shop, other_shop, order, parcel):
    reader = Actor(Role.MERCHANT, shop.pk, "staff:r", permissions=frozenset({"parcels.view", "orders.view"}))
    with pytest.raises(Forbidden):
        scan(parcel, "collected", 1, reader)
    for actor in (reader, buyer_of(order)):
        with pytest.raises(Forbidden):
            announce_parcel(order_id=order.pk, direction="outbound", actor=actor, at=AT)
    assert announce_parcel(order_id=order.pk, direction="return", actor=buyer_of(order), at=AT).state == "announced"
    with pytest.raises(NotFound):
        scan(parcel, "collected", 1, manager_of(other_shop))
    with in_shop(shop):
        assert access_parcel(reader, parcel.pk).pk == parcel.pk
        assert access_parcel(buyer_of(order), parcel.ref.lower()).pk == parcel.pk
        for blind in (Actor(Role.BUYER, shop.pk, "buyer:x"), Actor(Role.MERCHANT, shop.pk, "staff:x")):
            with pytest.raises(NotFound):
                access_parcel(blind, parcel.pk)


def placed_with(manager, *parcels):
    return place_order(draft=draft("9", parcels=parcels), actor=manager, at=AT, then=write_parcels)


def one(key, line, quantity, shipped=1, delivered=None):
    return ParcelDraft(
        key,
        shipped_at=PLACED + timedelta(days=shipped),
        delivered_at=PLACED + timedelta(days=delivered) if delivered else None,
        lines=((line, quantity),),
    )


def test_an_order_is_delivered_with_its_last_parcel(shop, manager):
    order = placed_with(manager, one("a", "1", 2, 1, 3), one("b", "2", 1, 2, 5))
    with in_shop(shop):
        assert (shipped_at(order), delivered_at(order)) == (PLACED + timedelta(days=1), PLACED + timedelta(days=5))
        told = facts(order)
    assert told.delivered_at == PLACED + timedelta(days=5)
    assert [line.delivered_at for line in told.lines] == [PLACED + timedelta(days=3), PLACED + timedelta(days=5)]


def test_an_order_is_not_delivered_while_a_parcel_is_on_its_way(shop, manager):
    order = placed_with(manager, one("a", "1", 2, 1, 3), one("b", "2", 1, 2))
    with in_shop(shop):
        assert delivered_at(order) is None
        assert [line.delivered_at for line in facts(order).lines] == [PLACED + timedelta(days=3), None]


def test_a_line_that_is_partly_unsent_goes_by_the_order(shop, manager):
    order = placed_with(manager, one("a", "1", 1, 1, 3))
    with in_shop(shop):
        assert [line.delivered_at for line in facts(order).lines] == [None, None]


def test_a_lost_parcel_does_not_hold_up_the_others(shop, manager, agent):
    order = placed_with(manager, one("a", "1", 2, 1, 3), one("b", "2", 1, 2))
    with in_shop(shop):
        missing = Parcel.objects.get(external_id="b")
    scan(missing, "lost", 24, agent)
    with in_shop(shop):
        assert delivered_at(order) == PLACED + timedelta(days=3)
    scan(Parcel(pk=missing.pk), "delivered", 30, agent)
    with in_shop(shop):
        assert delivered_at(order) == AT + timedelta(hours=30)


def test_a_delivery_booked_before_the_hand_over_is_a_delivery(shop, manager):
    order = placed_with(manager, one("a", "1", 2, shipped=4, delivered=3))
    with in_shop(shop):
        parcel = Parcel.objects.get()
        assert (parcel.state, delivered_at(order)) == ("delivered", PLACED + timedelta(days=4))


def test_an_imported_parcel_knows_its_own_scans(shop, manager, agent):
    order = placed_with(manager, replace(draft().parcels[0], delivered_at=None))
    with in_shop(shop):
        parcel = Parcel.objects.get(order=order)
        assert (parcel.state, parcel.carrier, parcel.tracking_number) == ("collected", "sf", "SF1")
    assert scan(parcel, "delivered", 1, agent).shipped_at == PLACED + timedelta(days=1)


def test_the_database_keeps_reports_as_they_were(shop, parcel, agent):
    from django.db import ProgrammingError

    scan(parcel, "collected", 1, agent)
    with pytest.raises(ProgrammingError, match="permission denied"), in_shop(shop):
        ParcelScan.objects.update(state="delivered")
