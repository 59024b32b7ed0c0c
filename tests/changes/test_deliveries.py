"""Wishes for deliveries: what can be wished when, who is asked, what silence does, and what the buyer takes on."""

from datetime import timedelta
from threading import Thread
from types import SimpleNamespace

import pytest
from django.db import connection

from huitou.cases.models import Case
from huitou.changes.deliveries.asking import ask_carrier
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.deliveries.queries import taken_on
from huitou.changes.deliveries.verbs import arrange, ask_for_delivery, decline, withdraw
from huitou.changes.deliveries.verbs.ask import (
    DayOutOfReach,
    FreshCodeNeeded,
    LiabilityNotSeen,
    WishNotPossible,
    WishUnderWay,
    WordsMissing,
)
from huitou.changes.deliveries.wishes import KINDS, Wish, possible, rule_of
from huitou.changes.models import DeliveryRequest, DeliveryWords
from huitou.changes.verbs.ask import ChangeUnderWay
from huitou.core.actors import Actor, Role
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.lanes.stages import OVER, Stage
from huitou.notifications.models import Mail
from huitou.orders.models import Order
from huitou.parcels.carriers.delivering import DeliveryAnswer
from huitou.parcels.carriers.registry import source
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel, keep_carrier_account, record_scan
from tests.changes.asking import move, rules, ship, subjects
from tests.worlds import build_world

AT_THE_DOOR = (Wish.INSTRUCTIONS, Wish.SAFE_PLACE, Wish.NEIGHBOUR)


def test_the_later_it_is_the_less_can_be_wished_and_the_rule_says_what_still_can():
    assert possible(Stage.MOVING) == tuple(Wish)
    assert possible(Stage.OUT_FOR_DELIVERY) == AT_THE_DOOR
    assert possible(Stage.READY) == (Wish.HOLD,)
    for stage in Stage:
        assert bool(rule_of(stage)) is (possible(stage) != tuple(Wish)), stage
    assert all(possible(stage) == () for stage in OVER)
    # Whoever asks for nothing that costs them the shop's risk is told of none.
    assert {wish for wish, kind in KINDS.items() if kind.liability} == {Wish.SAFE_PLACE, Wish.NEIGHBOUR}


def furnish(world):
    """An order on the road, the simulated carrier's account, and the shop's limit."""
    rules(world, above=10**9)
    keep_carrier_account(
        source_code="simulator", values={"secret": "sim"}, actor=world.hire("owner"), at=world.now
    )  # fmt: skip
    order = world.order(shipped=False, delivered_days_ago=None)
    ship(world, order)
    run_pending()
    return SimpleNamespace(world=world, order=order)


@pytest.fixture
def road(once, clock):
    found = once(lambda: furnish(build_world(clock)))
    found.world.clock = clock
    return found


def wish(road, kind, actor=None, parcel=None, **more):
    world = road.world
    with in_shop(world.shop):
        found = parcel or Parcel.objects.get(order=road.order)
    return ask_for_delivery(
        parcel=found.pk, wish=kind, actor=actor or world.buyer(road.order), at=world.now, **more
    )  # fmt: skip


def read(road, request):
    run_pending()
    with in_shop(road.world.shop):
        return DeliveryRequest.objects.select_related("words").get(pk=request.pk)


def scanned(road, state):
    world = road.world
    with in_shop(world.shop):
        parcel = Parcel.objects.get(order=road.order)
    record_scan(parcel=parcel.pk, state=state, occurred_at=world.now, actor=world.agent, at=world.now)
    run_pending()


def test_a_person_arranges_it_and_the_buyer_took_it_on(road):
    world = road.world
    with pytest.raises(LiabilityNotSeen):
        wish(road, "safe_place", words="Box beside the door")
    with pytest.raises(WordsMissing):
        wish(road, "safe_place", words="  ", liability_seen=True)
    asked = wish(road, "safe_place", words="Box beside the door", liability_seen=True)
    assert (asked.state, asked.source, asked.deadline_at) == ("to_arrange", "", asked.opened_at + timedelta(hours=24))
    assert any("To arrange with the carrier" in subject for subject in subjects(world))
    with pytest.raises(WishUnderWay, match=asked.ref):
        wish(road, "neighbour", words="Li, 8", liability_seen=True)
    with in_shop(world.shop):
        assert taken_on(road.order) == []  # nobody has agreed to it yet
        told = Event.objects.get(kind="changes.delivery_request.asked").facts
    assert "Box" not in str(told)
    arrange(delivery_request=asked, actor=world.agent, at=world.now)
    scanned(road, "delivered")
    done = read(road, asked)
    assert (done.state, done.liability, done.words.text) == ("settled", True, "Box beside the door")
    with in_shop(world.shop):
        assert [one.ref for one in taken_on(road.order)] == [asked.ref]


def test_silence_lets_it_lapse_and_the_buyer_has_taken_nothing_on(road):
    asked = wish(road, "neighbour", words="Li, 8", liability_seen=True)
    road.world.clock.forward(hours=24, minutes=1)
    sweep_deadlines(at=road.world.now)
    over = read(road, asked)
    assert (over.state, over.liability, over.closed_at is None) == ("lapsed", False, False)
    assert any("包裹照原计划送" in subject for subject in subjects(road.world))


@pytest.mark.parametrize(("number", "segment"), [("#1001", "%25231001"), ("A/1", None)])
def test_the_letter_leads_to_the_page_of_an_order_of_any_name(road, number, segment):
    with in_shop(road.world.shop):
        Order.objects.filter(pk=road.order.pk).update(number=number)
    asked = wish(road, "instructions", words="Ring twice")
    decline(delivery_request=asked, why="late", actor=road.world.agent, at=road.world.now)
    run_pending()
    with in_shop(road.world.shop):
        mail = Mail.objects.filter(about_id=asked.pk, key__endswith=":buyer").latest("queued_at")
    assert f"?to=/s/teahouse/orders/{segment or road.order.pk}/parcels/" in mail.text


def test_a_parcel_that_never_came_was_left_nowhere(road):
    asked = wish(road, "safe_place", words="Box", liability_seen=True)
    arrange(delivery_request=asked, actor=road.world.agent, at=road.world.now)
    road.world.clock.forward(days=31)
    sweep_deadlines(at=road.world.now)
    over = read(road, asked)
    assert (over.state, over.liability) == ("settled", False)
    with in_shop(road.world.shop):
        assert taken_on(road.order) == []


def test_a_gate_code_goes_as_soon_as_the_parcel_has_come(road):
    asked = wish(road, "instructions", words="Gate 2580")
    scanned(road, "delivered")
    over = read(road, asked)
    assert (over.state, over.words.text, bytes(over.words.salt)) == ("overtaken", "", b"")


def test_what_is_refused_names_the_rule_and_changes_nothing(road):
    world = road.world
    today = world.now.date()
    for day in (None, today - timedelta(days=1), today + timedelta(days=40)):
        with pytest.raises(DayOutOfReach):
            wish(road, "another_day", day=day)
    assert wish(road, "another_day", day=today + timedelta(days=3)).day == today + timedelta(days=3)
    with pytest.raises(WishUnderWay):
        wish(road, "hold", day=today + timedelta(days=3))
    move(world, road.order)  # a change of address is under way: what it does to the parcel is not known yet
    with pytest.raises(ChangeUnderWay):
        wish(road, "neighbour", words="Li, 8", liability_seen=True)
    rules(world, above=1)
    link = Actor(
        role=Role.BUYER, shop_id=world.shop.pk, id="buyer:link", permissions=world.buyer(road.order).permissions,
        order_ids=frozenset([road.order.pk]),
    )  # fmt: skip
    with pytest.raises(FreshCodeNeeded):
        wish(road, "pickup_point", actor=link, words="Kiosk")
    with in_shop(world.shop):
        Parcel.objects.update(status="out_for_delivery.other")
    with pytest.raises(WishNotPossible, match="You can still say where to leave it"):
        wish(road, "hold", day=today + timedelta(days=3))
    with in_shop(world.shop):
        Order.objects.filter(pk=road.order.pk).update(state="cancelled")
    with pytest.raises(WishNotPossible, match="no longer under way"):
        wish(road, "instructions", words="Ring twice")
    with in_shop(world.shop):
        assert (DeliveryRequest.objects.count(), DeliveryWords.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("number", "state", "answer", "why"),
    [("SIM1", "arranged", "accepted", ""), ("SIM1NO", "declined", "refused", "late"),
     ("SIM1HM", "to_arrange", "unknown", "")],
)  # fmt: skip
def test_a_carrier_that_can_is_asked_once_and_what_stays_open_is_a_persons(road, number, state, answer, why):
    world = road.world
    other = world.order(shipped=False, delivered_days_ago=None)
    parcel = announce_parcel(order_id=other.pk, direction="outbound", carrier="simulator", tracking_number=number,
                             actor=world.agent, at=world.now)  # fmt: skip
    request = wish(SimpleNamespace(world=world, order=other), "instructions", parcel=parcel, words="Ring twice")
    assert (request.state, request.source) == ("asking_carrier", "simulator")
    found = read(road, request)
    assert (found.state, found.answer, found.why) == (state, answer, why)


def test_two_workers_with_the_same_job_ask_a_carrier_once(road, monkeypatch):
    world, asked, others = road.world, [], []
    other = world.order(shipped=False, delivered_days_ago=None)
    parcel = announce_parcel(order_id=other.pk, direction="outbound", carrier="simulator", tracking_number="SIM2",
                             actor=world.agent, at=world.now)  # fmt: skip
    run_pending()
    request = wish(SimpleNamespace(world=world, order=other), "instructions", parcel=parcel, words="Ring twice")
    job = {"shop": str(world.shop.pk), "request": str(request.pk)}

    def answered(_self, _account, ask):
        asked.append(ask.key)
        return DeliveryAnswer("accepted")

    def work():
        ask_carrier(**job)
        connection.close()

    def overtaken(execute, sql, params, many, context):
        if sql.startswith('UPDATE "changes_deliveryrequest"') and not others:
            others.append(Thread(target=work))  # the other one read the same before this one wrote
            others[0].start()
            others[0].join()
        return execute(sql, params, many, context)

    monkeypatch.setattr(type(source("simulator")), "ask_delivery", answered)
    with connection.execute_wrapper(overtaken):
        ask_carrier(**job)
    assert len(others) == len(asked) == 1
    assert read(road, request).state == "arranged"


def test_only_who_may_and_only_their_own(road):
    world = road.world
    asked = wish(road, "instructions", words="Ring twice")
    with pytest.raises(Forbidden):
        decline(delivery_request=asked, why="late", actor=world.hire("readonly"), at=world.now)
    withdraw(delivery_request=asked, actor=world.buyer(road.order), at=world.now)
    assert read(road, asked).state == "withdrawn"
    assert DELIVERY_REQUEST.actions(read(road, asked), Role.BUYER) == []
    with in_shop(world.shop):
        assert Case.objects.count() == 0
