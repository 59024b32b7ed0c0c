"""A carrier's couriers, and the scans of a return's parcel: what they do to the return, and what stays bound."""

import hashlib
from datetime import timedelta
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from huitou.core.errors import Forbidden
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.insights.pick_ups import pick_up_cards
from huitou.logistics.call_offs import not_called_off, settle_call_off
from huitou.logistics.models import GoodsReturn, PickUp
from huitou.logistics.pick_ups import seats
from huitou.logistics.pick_ups.couriers import order_courier, watch_shop
from huitou.logistics.pick_ups.seats import free_slots
from huitou.logistics.verbs import ask_label, book_pick_up, cancel_pick_up, give_label, hand_over
from huitou.logistics.verbs.hand_over import CalledOff, NumberOfDelivery
from huitou.logistics.verbs.return_settings import CourierUnknown, keep_way
from huitou.logistics.weights import weight_doubt
from huitou.notifications.models import Mail
from huitou.orders.models import OrderAddress, Variant
from huitou.parcels.carriers.collecting import CollectAsk, Collection, Door, NeverReached, Seen
from huitou.parcels.carriers.kuaidi100.collecting import _grams
from huitou.parcels.carriers.protocol import Permanent, Retryable, Tracking
from huitou.parcels.carriers.registry import account_of, source
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel, keep_carrier_account, record_scan, record_tracking
from huitou.parcels.verbs.record_tracking import ToldBy
from huitou.portal.ways_back import SLOTS_IN_ONE_TAP, _next_slots
from tests.logistics.conftest import House
from tests.parcels.test_asking_carriers import speaking  # noqa: F401  (a fixture: servers that speak as the sources do)
from tests.worlds import build_world


def furnish(world):
    """The simulated carrier picks up; one return waits to be handed over, of cups that weigh 200 g each."""
    found = House(world)
    world.hire("agent")
    keep_carrier_account(source_code="simulator", values={"secret": "sim"}, **found.who(world.hire("owner")))
    found.offer_all()
    keep_way(way="pick_up", windows=[("00:00", "23:59")], service="simulator", **found.who(found.manager))
    found.stocked()
    with in_shop(world.shop):
        Variant.objects.update(weight_grams=200)
    case = found.asked(cups=2)
    return SimpleNamespace(house=found, case=case)


@pytest.fixture
def picked(once, clock):
    found = once(lambda: furnish(build_world(clock)))
    found.house.world.clock = clock
    return found


def book(picked, name="陈小暖"):
    house = picked.house
    with in_shop(house.world.shop):
        slot = free_slots(house.now)[0].starts_at
        OrderAddress.objects.update_or_create(
            order=house.order, defaults={"shop": house.world.shop, "name": name, "phone": "13800138000"}
        )
    back = book_pick_up(goods_return=picked.case.goods_return.pk, slot=slot, **house.who(house.buyer))
    run_pending()
    return back


def open_booking(picked):
    return picked.house.rows(PickUp, ended_at=None)[0]


def goods(picked):
    run_pending()
    return picked.house.rows(GoodsReturn, pk=picked.case.goods_return.pk)[0]


def test_the_waybill_is_that_of_the_courier_who_came_and_never_of_one_who_was_called_off(picked):
    house = picked.house
    book(picked)
    first = open_booking(picked)
    assert (first.carrier, first.tracking_number[:3], first.failure_code) == ("simulator", "SIM", "")
    cancel_pick_up(goods_return=first.goods_return_id, **house.who(house.buyer))
    run_pending()
    [called_off] = house.rows(PickUp)
    assert (called_off.outcome, called_off.called_off_at is None) == ("cancelled", False)
    with pytest.raises(CalledOff):
        hand_over(goods_return=first.goods_return_id, tracking_number=first.tracking_number, **house.who(house.buyer))
    book(picked)
    second = open_booking(picked)
    assert second.tracking_number != first.tracking_number
    assert watch_shop(house.world.shop.pk) == 0  # the slot has not begun
    house.world.clock.forward(seconds=(second.starts_at - house.now).total_seconds() + 60)
    assert watch_shop(house.world.shop.pk) == 1
    back = goods(picked)
    # What a claim on freight insurance names (`insurance.deciding`) is the return's own number.
    assert (back.state, back.way, back.tracking_number) == ("on_the_way", "pick_up", second.tracking_number)
    with in_shop(house.world.shop):
        [card] = pick_up_cards(at=house.now)
        waited = (PickUp.objects.get(outcome="collected").ended_at - second.booked_at).total_seconds() / 3600
    # Who was called off is not in it; who came within the slot has kept the time.
    assert (card.service, card.due, card.collected, card.kept_per_cent) == ("simulator", 1, 1, 100)
    assert card.hours == round(waited, 1)
    assert watch_shop(house.world.shop.pk) == 0


def test_who_is_not_met_is_called_on_again_and_who_gets_no_courier_loses_no_booking(picked):
    house = picked.house
    book(picked, name="陈 NO")
    house.world.clock.forward(seconds=(open_booking(picked).starts_at - house.now).total_seconds() + 60)
    watch_shop(house.world.shop.pk)
    back = goods(picked)
    assert (back.state, back.missed_pick_ups) == ("pick_up_booked", 1)
    cancel_pick_up(goods_return=back, **house.who(house.buyer))
    run_pending()
    before = goods(picked).pick_ups
    book(picked, name="陈 FULL")
    back = goods(picked)
    assert (back.state, back.pick_ups) == ("awaiting_hand_over", before)
    assert house.rows(PickUp)[-1].outcome == "declined"
    with in_shop(house.world.shop):
        assert Mail.objects.filter(subject__contains="快递员").exists()


def test_a_courier_who_was_booked_in_place_of_a_missed_one_gives_no_booking_back(picked, monkeypatch):
    house = picked.house
    book(picked, name="陈 NO")
    house.world.clock.forward(seconds=(open_booking(picked).starts_at - house.now).total_seconds() + 60)
    monkeypatch.setattr(type(source("simulator")), "book_collection", no_courier)
    watch_shop(house.world.shop.pk)  # missed, booked once more, and for that one there is nobody
    back = goods(picked)
    assert (back.state, back.missed_pick_ups, back.pick_ups) == ("awaiting_hand_over", 1, 1)
    with in_shop(house.world.shop):
        assert len(_next_slots(back, house.world.shop, house.now)) == SLOTS_IN_ONE_TAP


def no_courier(_self, _account, _ask):
    raise Permanent("no_courier")


def test_a_courier_who_is_not_called_off_is_the_shops_task_until_it_is_done(picked, monkeypatch):
    house = picked.house
    book(picked)

    def refused(_self, _account, _reference):
        raise Permanent("on_his_way")

    monkeypatch.setattr(type(source("simulator")), "cancel_collection", refused)
    cancel_pick_up(goods_return=picked.case.goods_return.pk, **house.who(house.buyer))
    run_pending()
    with in_shop(house.world.shop):
        [waiting] = not_called_off()
        assert Mail.objects.filter(subject__startswith="A courier must be called off").count() >= 1
    assert (waiting.outcome, waiting.failure_code, waiting.called_off_at) == ("cancelled", "on_his_way", None)
    with pytest.raises(Forbidden):
        settle_call_off(pick_up=waiting.pk, **house.who(house.world.hire("readonly")))
    settle_call_off(pick_up=waiting.pk, **house.who(house.world.agent))
    with in_shop(house.world.shop):
        assert not not_called_off().exists()


@pytest.mark.parametrize("said", ["9" * 400, 1e400, "1e309", "inf", "nan", "-1", "", None, "0.0001", 10**30])
def test_a_weight_that_no_parcel_has_is_none(said):
    assert _grams(said) is None


def test_what_is_said_of_a_slot_that_was_given_up_is_not_about_the_next_one(picked, monkeypatch):
    house = picked.house
    book(picked)
    first = open_booking(picked)

    def seen(_self, _account, _reference):
        # While the service is being asked, the buyer takes another slot; the first one is off over there by now.
        cancel_pick_up(goods_return=first.goods_return_id, **house.who(house.buyer))
        book(picked)
        return Seen("cancelled")

    monkeypatch.setattr(type(source("simulator")), "see_collection", seen)
    assert watch_shop(house.world.shop.pk) == 0
    assert goods(picked).state == "pick_up_booked"
    assert open_booking(picked).pk != first.pk


def test_one_booking_that_breaks_the_adapter_does_not_hold_up_the_others(picked, monkeypatch):
    house, asked = picked.house, []
    book(picked)
    order = house.world.order()
    other = house.fresh(house.world.apply(order, cups=1, reason="no_longer_wanted"))
    with in_shop(house.world.shop):
        slot = free_slots(house.now)[1].starts_at
    book_pick_up(goods_return=other.goods_return.pk, slot=slot, **house.who(house.world.buyer(order)))
    with in_shop(house.world.shop):
        OrderAddress.objects.create(shop=house.world.shop, order=order, name="陈小暖", phone="13800138000")
    run_pending()

    def seen(_self, _account, reference):
        asked.append(reference)
        raise OverflowError

    monkeypatch.setattr(type(source("simulator")), "see_collection", seen)
    assert watch_shop(house.world.shop.pk) == 0
    assert len(set(asked)) == 2


def test_two_workers_with_the_same_job_send_one_courier(picked, monkeypatch):
    house, sent, others = picked.house, [], []
    monkeypatch.setattr(seats, "tell_courier", lambda _booked: None)
    book(picked)
    job = {"shop": str(house.world.shop.pk), "pick_up": str(open_booking(picked).pk)}

    def booked(_self, _account, ask):
        sent.append(ask.key)
        return Collection("R-1", "simulator", "SIM1")

    def work():
        order_courier(**job)
        connection.close()

    def overtaken(execute, sql, params, many, context):
        if sql.startswith('UPDATE "logistics_pickup"') and not others:
            others.append(Thread(target=work))  # the other one read the same before this one wrote
            others[0].start()
            others[0].join()
        return execute(sql, params, many, context)

    monkeypatch.setattr(type(source("simulator")), "book_collection", booked)
    with connection.execute_wrapper(overtaken):
        order_courier(**job)
    assert len(others) == len(sent) == 1


def test_scans_of_the_returns_parcel_are_its_steps_and_an_odd_weight_is_a_hint(picked):
    house = picked.house
    hand_over(goods_return=picked.case.goods_return, tracking_number="ZT70001", carrier="zto", **house.who(house.buyer))
    run_pending()
    [parcel] = house.rows(Parcel, direction="return")
    with in_shop(house.world.shop):
        assert dict(parcel.lines.values_list("order_line__sku", "quantity")) == {"CUP": 2}
    assert parcel.begins_at == picked.case.goods_return.opened_at
    scan = {"parcel": parcel.pk, "actor": house.world.agent}
    earlier = house.now - timedelta(hours=1)
    record_scan(state="lost", occurred_at=earlier, at=house.now, **scan)
    assert goods(picked).state == "traced"  # the carrier says so itself: nobody waits for its silence
    record_scan(state="delivered", occurred_at=house.now, at=house.now, weight_grams=180, **scan)
    back = goods(picked)
    assert (back.state, back.weight_grams) == ("arrived", 180)
    with in_shop(house.world.shop):
        doubt = weight_doubt(back)
        assert (doubt.weighed, doubt.expected, doubt.lighter) == (180, 400, True)
        back.weight_grams = 520
        assert weight_doubt(back) is None  # with its box


def test_a_label_that_was_used_without_a_word_is_handed_over_by_its_first_scan(picked):
    house = picked.house
    back = ask_label(goods_return=picked.case.goods_return, **house.who(house.buyer))
    give_label(goods_return=back, code="QR-1", tracking_number="LB900", carrier="sf", **house.who(house.world.agent))
    run_pending()
    [parcel] = house.rows(Parcel, direction="return")
    record_scan(parcel=parcel.pk, state="collected", occurred_at=house.now, at=house.now, actor=house.world.agent)
    back = goods(picked)
    assert (back.state, back.way, back.tracking_number) == ("on_the_way", "shop_label", "LB900")


def test_what_was_told_before_a_return_was_announced_is_another_parcels(picked):
    house, now = picked.house, picked.house.now
    parcel = announce_parcel(order_id=house.order.pk, direction="return", tracking_number="OLD1", at=now,
                             actor=house.world.agent)  # fmt: skip
    told = [(now - timedelta(days=2), "delivered.other")]
    payload = {"number": "OLD1", "events": [{"at": at.isoformat(), "code": code} for at, code in told]}
    tracking = source("simulator").read(payload, ZoneInfo("UTC"))
    assert isinstance(tracking, Tracking)
    record_tracking(told=[ToldBy("simulator", tracking, now)], actor=house.world.system, at=now)
    [found] = house.rows(Parcel, pk=parcel.pk)
    assert found.state == "announced"  # the order was placed five days ago: by its moment it would be delivered


def test_the_number_of_the_parcel_that_brought_the_goods_takes_none_back(picked):
    house, now = picked.house, picked.house.now
    with in_shop(house.world.shop):
        came = house.order.parcels.get(direction="outbound")
        Parcel.objects.filter(pk=came.pk).update(tracking_number="OUT1", state="delivered", delivered_at=now)
    with pytest.raises(NumberOfDelivery):
        hand_over(goods_return=picked.case.goods_return, tracking_number="out1", **house.who(house.buyer))
    run_pending()
    payload = {"number": "OUT1", "events": [{"at": now.isoformat(), "code": "delivered.other"}]}
    tracking = source("simulator").read(payload, ZoneInfo("UTC"))
    record_tracking(told=[ToldBy("simulator", tracking, now)], actor=house.world.system, at=now)
    assert goods(picked).state == "awaiting_hand_over"


def test_a_courier_service_needs_an_account(picked):
    house = picked.house
    with pytest.raises(CourierUnknown):
        keep_way(way="pick_up", windows=[("09:00", "12:00")], service="kuaidi100", **house.who(house.manager))


# Kuaidi100, as its documentation writes the exchanges


ORDERED = {"result": True, "returnCode": "200", "message": "成功",
           "data": {"taskId": "T1", "orderId": "7001", "kuaidinum": "JT0001"}}  # fmt: skip
STATE = {"result": True, "returnCode": "200", "data": {"status": 10, "kuaidinum": "JT0001", "weight": "0.43"}}


@pytest.fixture
def kuaidi(picked):
    house = picked.house
    values = {"salt": "a-salt-nobody-guesses", "key": "K", "secret": "S", "courier": "jitu", "phone": "021-1"}
    keep_carrier_account(source_code="kuaidi100", values=values, **house.who(house.world.hire("owner")))
    here = house.now.astimezone(ZoneInfo("Asia/Shanghai"))
    ask = CollectAsk(
        "B-1", Door("陈小暖", "13800138000", "上海市人民路 1 号"), Door("陶杯社", "", "杭州市湖滨路 2 号"),
        here.replace(hour=14, minute=0) + timedelta(days=1), here.replace(hour=16, minute=0) + timedelta(days=1),
        here, 2, 400,
    )  # fmt: skip
    return SimpleNamespace(account=account_of(house.world.shop.pk), ask=ask, adapter=source("kuaidi100"))


def test_kuaidi100_books_calls_off_and_tells(kuaidi, speaking):  # noqa: F811
    speaker = speaking("kuaidi100", (200, ORDERED), (200, STATE), (200, {"result": True, "returnCode": "200"}))
    booked = kuaidi.adapter.book_collection(kuaidi.account, kuaidi.ask)
    assert (booked.reference, booked.carrier, booked.number) == ("T1:7001", "jitu", "JT0001")
    seen = kuaidi.adapter.see_collection(kuaidi.account, booked.reference)
    assert (seen.state, seen.number, seen.grams) == ("collected", "JT0001", 430)
    kuaidi.adapter.cancel_collection(kuaidi.account, booked.reference)
    asked = [{name: one[0] for name, one in parse_qs(body).items()} for _m, _p, _h, body in speaker.asked]
    assert [one["method"] for one in asked] == ["bOrder", "detail", "cancel"]
    assert '"dayType":"明天","pickupStartTime":"14:00","pickupEndTime":"16:00"' in asked[0]["param"]
    assert '"kuaidicom":"jtexpress"' in asked[0]["param"]
    assert '"recManMobile":"021-1"' in asked[0]["param"]
    for one in asked:
        signed = hashlib.md5(f"{one['param']}{one['t']}KS".encode()).hexdigest().upper()
        assert one["sign"] == signed


def test_kuaidi100_says_no_or_leaves_it_open(kuaidi, speaking, settings):  # noqa: F811
    speaking("kuaidi100", (200, {"result": False, "returnCode": "500", "message": "无运力"}), (502, "bad gateway"))
    with pytest.raises(Permanent, match="kuaidi100_500"):
        kuaidi.adapter.book_collection(kuaidi.account, kuaidi.ask)
    with pytest.raises(Retryable) as left_open:
        kuaidi.adapter.book_collection(kuaidi.account, kuaidi.ask)
    assert not isinstance(left_open.value, NeverReached)  # it may have been booked
    settings.HUITOU_CARRIER_ADDRESSES = {"kuaidi100": "http://127.0.0.1:9"}
    with pytest.raises(NeverReached):
        kuaidi.adapter.book_collection(kuaidi.account, kuaidi.ask)
