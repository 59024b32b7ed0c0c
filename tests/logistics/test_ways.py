"""Label, courier, provider, and what goes back: each way through the verbs, with what silence does."""

import base64
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden, NotFound
from huitou.core.flow import ConditionNotMet, NotTheirTurn
from huitou.core.tenancy import in_shop
from huitou.logistics.access import visible_returns, visible_send_backs
from huitou.logistics.labels import label_of
from huitou.logistics.models import Disposition, PickUp, ReturnLabel, SendBack, StockMessage
from huitou.logistics.pick_ups.seats import SlotFull, SlotUnknown, free_slots
from huitou.logistics.verbs import (
    Disposal,
    Finding,
    arrive,
    ask_label,
    book_pick_up,
    cancel_pick_up,
    change_pick_up,
    confirm_findings,
    contest_goods,
    dispose,
    give_label,
    hand_over,
    report_findings,
    send_goods_back,
)
from huitou.logistics.verbs.dispose import DispositionNotChosen, NotYetDisposable
from huitou.logistics.verbs.hand_over import WayNotOffered
from huitou.logistics.verbs.labels import LabelEmpty, LabelFileInvalid
from huitou.logistics.verbs.return_settings import CountryInvalid, WindowsInvalid, add_address, add_provider, keep_way
from huitou.notifications.models import Mail
from huitou.parcels.numbers import TrackingNumberMissing
from tests.worlds import picture

PDF = base64.b64encode(b"%PDF-1.4 a label").decode()


def here(house, case):
    """The goods of the case are at the shop."""
    back = hand_over(goods_return=case.goods_return, tracking_number="SF1", **house.who(house.buyer))
    return arrive(goods_return=back, **house.who(house.world.agent))


def subjects(house) -> list[str]:
    with in_shop(house.world.shop):
        return list(Mail.objects.values_list("subject", flat=True))


# The shop's label


def test_the_label_is_asked_for_given_and_used(house):
    house.offer_all()
    case = house.asked()
    back = ask_label(goods_return=case.goods_return, **house.who(house.buyer))
    assert back.state == "label_due"
    back = give_label(
        goods_return=back, carrier="sf", tracking_number="SF77", file_base64=PDF, **house.who(house.world.agent)
    )
    assert back.state == "awaiting_hand_over"
    [label] = house.rows(ReturnLabel)
    assert (bytes(label.content), label.media_type, label.maker) == (b"%PDF-1.4 a label", "application/pdf", "manual")
    back = hand_over(goods_return=back, way="shop_label", **house.who(house.buyer))
    assert (back.state, back.tracking_number, back.carrier) == ("on_the_way", "SF77", "sf")
    house.fresh(case)
    assert any("寄回商品的面单" in one or "label" in one.lower() or "面单" in one for one in subjects(house))


def test_without_a_label_in_time_the_buyer_has_the_whole_time_again(house):
    house.offer_all()
    case = house.asked()
    back = ask_label(goods_return=case.goods_return, **house.who(house.buyer))
    house.after(back.deadline_at)
    back = house.fresh(case).goods_return
    assert back.state == "awaiting_hand_over"
    assert back.deadline_at - house.now > timedelta(days=6)


def test_a_label_can_be_asked_for_twice_and_not_for_ever(house):
    house.offer_all()
    back = house.asked().goods_return
    for _ in range(2):
        back = ask_label(goods_return=back, **house.who(house.buyer))
        back = give_label(goods_return=back, code="QR-1", **house.who(house.world.agent))
    with pytest.raises(ConditionNotMet):
        ask_label(goods_return=back, **house.who(house.buyer))


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, LabelEmpty),
        ({"file_base64": "no base64"}, LabelFileInvalid),
        ({"file_base64": base64.b64encode(b"<svg onload=alert(1)>").decode()}, LabelFileInvalid),
        ({"file_base64": base64.b64encode(b"%PDF-" + b"0" * 600_000).decode()}, LabelFileInvalid),
    ],
)
def test_what_is_no_label_is_refused(house, given, error):
    house.offer_all()
    back = ask_label(goods_return=house.asked().goods_return, **house.who(house.buyer))
    with pytest.raises(error):
        give_label(goods_return=back, **given, **house.who(house.world.agent))
    assert house.rows(ReturnLabel) == []


def test_an_expired_label_is_none(house):
    house.offer_all()
    back = ask_label(goods_return=house.asked().goods_return, **house.who(house.buyer))
    back = give_label(goods_return=back, code="QR-1", lasts_days=1, **house.who(house.world.agent))
    with in_shop(house.world.shop):
        assert label_of(back, house.now) is not None
        assert label_of(back, house.now + timedelta(days=1)) is None


def test_a_way_that_is_not_offered_is_refused(house):
    keep_way(way="own_parcel", **house.who(house.manager))
    case = house.asked()
    assert case.goods_return.ways == {"own_parcel": 0}
    with pytest.raises(WayNotOffered):
        hand_over(goods_return=case.goods_return, way="drop_off", tracking_number="SF1", **house.who(house.buyer))
    with pytest.raises(ConditionNotMet):
        ask_label(goods_return=case.goods_return, **house.who(house.buyer))


def test_what_is_dropped_off_needs_the_number_of_the_receipt(house):
    case = house.asked()
    with pytest.raises(TrackingNumberMissing):
        hand_over(goods_return=case.goods_return, way="drop_off", **house.who(house.buyer))


def test_ways_differ_by_country_reason_and_who_pays(house):
    keep_way(way="own_parcel", cost_minor=0, **house.who(house.manager))
    keep_way(way="drop_off", countries=["DE"], **house.who(house.manager))
    keep_way(way="shop_label", reasons=["damaged"], cost_minor=900, **house.who(house.manager))
    keep_way(way="pick_up", cost_minor=1_200, windows=[("09:00", "12:00")], **house.who(house.manager))
    assert house.asked().goods_return.ways == {"own_parcel": 0, "pick_up": 1_200}


# The courier calls on the buyer


def slot(house, number: int = 0):
    with in_shop(house.world.shop):
        return free_slots(house.now)[number].starts_at


def test_a_pick_up_is_booked_changed_called_off_and_collected(house):
    house.offer_all()
    case = house.asked()
    first, second = slot(house), slot(house, 1)
    back = book_pick_up(goods_return=case.goods_return, slot=first, **house.who(house.buyer))
    assert (back.state, back.pick_up_starts_at) == ("pick_up_booked", first)
    assert back.deadline_at == back.pick_up_ends_at + timedelta(days=1)
    back = change_pick_up(goods_return=back, slot=second, **house.who(house.buyer))
    assert back.pick_up_starts_at == second
    back = cancel_pick_up(goods_return=back, **house.who(house.buyer))
    assert (back.state, back.pick_up_starts_at) == ("awaiting_hand_over", None)
    back = book_pick_up(goods_return=back, slot=first, **house.who(house.buyer))
    with pytest.raises(ConditionNotMet):
        change_pick_up(goods_return=back, slot=second, **house.who(house.buyer))
    back = hand_over(goods_return=back, **house.who(house.buyer))
    assert (back.state, back.way) == ("on_the_way", "pick_up")
    assert [one.outcome for one in house.rows(PickUp)] == ["changed", "cancelled", "collected"]


def test_a_courier_who_does_not_come_is_booked_again_once_then_the_buyer_is_told(house):
    house.offer_all()
    case = house.asked()
    back = book_pick_up(goods_return=case.goods_return, slot=slot(house), **house.who(house.buyer))
    house.after(back.deadline_at)
    again = house.fresh(case).goods_return
    assert (again.state, again.missed_pick_ups) == ("pick_up_booked", 1)
    assert again.pick_up_starts_at > house.now
    house.after(again.deadline_at)
    told = house.fresh(case).goods_return
    assert (told.state, told.missed_pick_ups, told.pick_up_starts_at) == ("awaiting_hand_over", 2, None)
    assert [one.outcome for one in house.rows(PickUp)] == ["missed", "missed"]


def test_a_slot_that_nobody_offers_cannot_be_booked(house):
    house.offer_all()
    case = house.asked()
    with pytest.raises(SlotUnknown):
        book_pick_up(goods_return=case.goods_return, slot=slot(house) + timedelta(minutes=1), **house.who(house.buyer))
    assert house.fresh(case).goods_return.pick_ups == 0


def test_the_last_seat_goes_to_one_of_many(house):
    """Six buyers book the one seat at the same moment."""
    house.offer_all(seats=1)
    wanted = [house.asked(cups=1) for _ in range(6)]
    buyers = [house.world.buyer(house.order) for _ in wanted]
    at, when = house.now, slot(house)
    barrier, got = Barrier(len(wanted)), []

    def book(case, buyer):
        barrier.wait()
        try:
            book_pick_up(goods_return=case.goods_return.pk, slot=when, actor=buyer, at=at)
            got.append("booked")
        except SlotFull:
            got.append("full")
        finally:
            connections.close_all()

    threads = [Thread(target=book, args=pair) for pair in zip(wanted, buyers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["booked", *["full"] * 5]
    assert len(house.rows(PickUp, ended_at=None)) == 1


# Who checks goods for the shop


def provided(house, **more):
    """A company that checks what comes from China, and the actor of its token."""
    company = add_provider(name="验货所", **house.who(house.manager))
    add_address(address="验货所\n嘉定区 8 号", countries=["CN"], provider=company.pk, **house.who(house.manager))
    actor = Actor(Role.PROVIDER, house.world.shop.pk, "token:test", provider_id=company.pk, name="验货所")
    return company, actor


def test_the_provider_reports_and_the_shop_confirms(house):
    company, actor = provided(house)
    house.stocked(pieces=0)
    case = house.asked(cups=2)
    assert (case.goods_return.provider_id, case.goods_return.send_to) == (company.pk, "验货所\n嘉定区 8 号")
    hand_over(goods_return=case.goods_return, tracking_number="SF1", **house.who(house.buyer))
    back = arrive(goods_return=case.goods_return.ref, **house.who(actor))
    line = house.world.line(house.order, "cup")
    report = [Finding(line=line.pk, good=2, disposition=Disposition.RESTOCK)]
    back = report_findings(goods_return=back, findings=report, **house.who(actor))
    assert back.state == "reported"
    with pytest.raises(NotTheirTurn):
        confirm_findings(goods_return=back, **house.who(actor))
    back = confirm_findings(goods_return=back, **house.who(house.world.agent))
    assert (back.state, house.fresh(case).state, house.stock()) == ("accepted", "resolved", 2)


def test_the_shops_silence_confirms_the_report(house):
    _company, actor = provided(house)
    case = house.asked(cups=2)
    back = arrive(goods_return=case.goods_return.ref, **house.who(actor))
    line = house.world.line(house.order, "cup")
    back = report_findings(goods_return=back, findings=[Finding(line=line.pk, good=1, damaged=1)], **house.who(actor))
    house.after(back.deadline_at)
    assert house.fresh(case).goods_return.state == "contested"


def test_the_provider_sees_only_what_goes_to_its_address(house):
    mine = house.asked(cups=1)
    _company, actor = provided(house)
    theirs = house.asked(cups=1)
    assert mine.goods_return.provider_id is None
    with in_shop(house.world.shop):
        assert [one.pk for one in visible_returns(actor)] == [theirs.goods_return.pk]
        with pytest.raises(NotFound):
            visible_send_backs(actor)
    with pytest.raises(NotFound):
        arrive(goods_return=mine.goods_return.ref, **house.who(actor))
    stranger = Actor(Role.PROVIDER, house.world.shop.pk, "token:x")
    with in_shop(house.world.shop), pytest.raises(NotFound):
        visible_returns(stranger)
    with pytest.raises(Forbidden):
        dispose(
            goods_return=theirs.goods_return,
            disposals=[Disposal(line=house.world.line(house.order, "cup").pk, quantity=1, disposition="restock")],
            **house.who(actor),
        )


# What becomes of the goods


def test_what_silence_accepted_waits_to_be_put_away(house):
    house.stocked(pieces=3)
    case = house.asked(cups=2)
    back = here(house, case)
    house.after(back.deadline_at)
    back = house.fresh(case).goods_return
    assert (back.state, back.disposed_at, house.stock()) == ("accepted", None, 3)
    line = house.world.line(house.order, "cup")
    who = house.who(house.world.agent)
    one = Disposal(line=line.pk, quantity=1, disposition="restock")
    back = dispose(goods_return=back, disposals=[one], **who)
    assert (back.disposed_at, house.stock()) == (None, 4)
    with pytest.raises(NotYetDisposable):
        dispose(goods_return=back, disposals=[Disposal(line=line.pk, quantity=2, disposition="discard")], **who)
    with pytest.raises(DispositionNotChosen):
        dispose(goods_return=back, disposals=[Disposal(line=line.pk, quantity=1, disposition="to_buyer")], **who)
    back = dispose(goods_return=back, disposals=[Disposal(line=line.pk, quantity=1, disposition="donate")], **who)
    assert back.disposed_at is not None
    told = [(one.number, one.disposition, one.stock) for one in house.rows(StockMessage)]
    assert told == [(1, "restock", 4), (2, "donate", None)]


def test_goods_that_are_not_paid_for_go_back_to_the_buyer(house):
    house.stocked(pieces=0)
    case = house.asked(cups=3)
    line = house.world.line(house.order, "cup")
    back = contest_goods(
        goods_return=here(house, case), findings=[Finding(line=line.pk, good=1, wrong=1, missing=1)],
        **house.who(house.world.agent),
    )  # fmt: skip
    assert house.stock() == 1
    wrong = Disposal(line=line.pk, quantity=1, disposition="discard")
    with pytest.raises(NotYetDisposable):
        dispose(goods_return=back, disposals=[wrong], **house.who(house.world.agent))
    case = house.fresh(case)
    assert case.state == "contested"
    house.after(case.deadline_at)
    case = house.fresh(case)
    [home] = house.rows(SendBack)
    assert (case.state, case.send_back_id, home.state) == ("resolved", home.pk, "to_send")
    assert home.pieces == {str(line.pk): 1}
    assert [one.disposition for one in house.rows(StockMessage)] == ["restock", "to_buyer"]
    assert case.goods_return.disposed_at is not None
    # The shop forgets them: it is reminded, and they are never simply gone.
    for _ in range(3):
        house.after(home.deadline_at)
        [home] = house.rows(SendBack)
        assert home.state == "overdue"
    sent = send_goods_back(send_back=home.ref, tracking_number="SF9", **house.who(house.world.agent))
    assert sent.state == "on_the_way"


def test_what_the_shop_pays_for_after_all_stays_with_it(house):
    from huitou.cases.verbs import waive

    case = house.asked(cups=2)
    line = house.world.line(house.order, "cup")
    contest_goods(
        goods_return=here(house, case), findings=[Finding(line=line.pk, good=1, damaged=1)],
        **house.who(house.world.agent),
    )  # fmt: skip
    case = house.fresh(case)
    waive(case=case, **house.who(house.manager))
    case = house.fresh(case)
    assert (case.state, case.send_back_id) == ("resolved", None)
    damaged = Disposal(line=line.pk, quantity=1, disposition="refurbish")
    assert dispose(goods_return=case.goods_return, disposals=[damaged], **house.who(house.world.agent)).disposed_at


# The settings


@pytest.mark.parametrize("windows", [(), [("12:00", "09:00")], [("09:00", "12:00"), ("11:00", "13:00")], [("x", "y")]])
def test_slots_that_cannot_be_are_refused(house, windows):
    with pytest.raises(WindowsInvalid):
        keep_way(way="pick_up", windows=windows, **house.who(house.manager))


def test_settings_are_the_managers(house):
    with pytest.raises(Forbidden):
        keep_way(way="own_parcel", **house.who(house.world.agent))
    with pytest.raises(CountryInvalid):
        add_address(address="x", countries=["China"], **house.who(house.manager))


def test_picture_labels_are_taken(house):
    house.offer_all()
    back = ask_label(goods_return=house.asked().goods_return, **house.who(house.buyer))
    drawn = base64.b64encode(picture().read()).decode()
    give_label(goods_return=back, file_base64=drawn, **house.who(house.world.agent))
    assert house.rows(ReturnLabel)[0].media_type in ("image/jpeg", "image/png")
