"""Before the hand-over: at once where the shop or its policy allows, else the shop answers, else silence does."""

import re
from datetime import timedelta

import pytest

from huitou.cases.seen import SheetChanged
from huitou.changes.access import access_change
from huitou.changes.judging import AddressIncomplete, NothingToChange, RegionNotServed
from huitou.changes.models import OrderChange
from huitou.changes.verbs import accept_to_keep, agree, confirm, offer_to_keep, refuse, send_code, withdraw
from huitou.changes.verbs.answer import KeepOfferOutOfBounds
from huitou.changes.verbs.ask import ChangeUnderWay, ask_for_address
from huitou.changes.verbs.buyer import ChangeCodeWrong
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import NotFound
from huitou.core.flow import NotTheirTurn
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.models import Line, Order
from huitou.parcels.kept_back import PiecesCancelled
from huitou.parcels.verbs import announce_parcel
from tests.changes.asking import NEW, cancel, move, rules, ship, stands, street, subjects


@pytest.fixture
def order(world):
    return world.order(shipped=False, delivered_days_ago=None)


def test_an_address_counts_at_once_where_the_shop_allows(world, order):
    rules(world)
    change = stands(world, move(world, order))
    assert (change.state, change.closed_at) == ("changed", change.opened_at)
    assert street(world, order) == NEW["street"]
    told = subjects(world)
    assert f"你的收货地址已修改：订单 {order.number}" in told


def test_else_the_shop_answers(world, order):
    rules(world, at_once=False)
    change = move(world, order)
    assert change.state == "requested"
    assert change.deadline_at == change.opened_at + timedelta(hours=24)
    assert street(world, order) != NEW["street"]
    agree(order_change=change, actor=world.agent, at=world.now)
    assert stands(world, change).state == "changed"
    assert street(world, order) == NEW["street"]


@pytest.mark.parametrize(("silence", "state"), [(True, "changed"), (False, "lapsed")])
def test_silence_does_what_the_shop_has_set(world, order, silence, state):
    rules(world, at_once=False, silence=silence)
    change = move(world, order)
    world.clock.forward(hours=24)
    sweep_deadlines(at=world.now)
    assert stands(world, change).state == state
    assert (street(world, order) == NEW["street"]) is silence


def test_a_refusal_leaves_the_order_as_it_was(world, order):
    rules(world, at_once=False)
    change = move(world, order)
    refuse(order_change=change, actor=world.agent, at=world.now)
    assert stands(world, change).state == "refused"
    assert street(world, order) != NEW["street"]


def test_above_the_limit_nothing_moves_without_the_code(world, order):
    rules(world, above=0)
    change = move(world, order)
    assert change.state == "confirming"
    assert street(world, order) != NEW["street"]
    first = code_of(world)
    with pytest.raises(ChangeCodeWrong):
        confirm(order_change=change, code="2222-2222", actor=world.buyer(order), at=world.now)
    assert stands(world, change).state == "confirming"
    world.clock.forward(minutes=31)
    with pytest.raises(ChangeCodeWrong):
        confirm(order_change=change, code=first, actor=world.buyer(order), at=world.now)
    send_code(order_change=change, actor=world.buyer(order), at=world.now)
    second = code_of(world)
    assert second != first
    confirm(order_change=change, code=second.lower().replace("-", " "), actor=world.buyer(order), at=world.now)
    assert stands(world, change).state == "changed"
    assert street(world, order) == NEW["street"]


def test_asking_for_another_code_gives_no_new_time(world, order):
    rules(world, above=0)
    change = move(world, order)
    before = change.deadline_at
    world.clock.forward(hours=1)
    assert send_code(order_change=change, actor=world.buyer(order), at=world.now).deadline_at == before


def test_a_link_that_was_passed_on_is_not_enough(world, order):
    from dataclasses import replace

    rules(world)
    by_link = replace(world.buyer(order), order_ids=frozenset({order.pk}))
    assert move(world, order, by_link).state == "confirming"
    assert street(world, order) != NEW["street"]


def code_of(world):
    """The code of the newest mail that carries one."""
    from huitou.changes import code_sending
    from huitou.core.jobs import run_pending

    seen = []
    real = code_sending.code_letter
    code_sending.code_letter = lambda shop, change, code, **more: (seen.append(code), real(shop, change, code, **more))[
        1
    ]
    try:
        run_pending()
    finally:
        code_sending.code_letter = real
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", seen[-1])
    with in_shop(world.shop):
        assert Mail.objects.filter(subject__contains="确认").exists()
    return seen[-1]


def test_an_address_outside_the_regions_is_refused(world, order):
    """The policy serves all but one region; the order stays where it was and nothing is opened."""
    from copy import deepcopy

    from huitou.policies.presets import preset_for
    from huitou.policies.verbs import publish, save_draft

    document = deepcopy(preset_for("CN", currency="CNY", timezone="Asia/Shanghai"))
    document["serves"] = {"countries": ["CN"], "without": [{"country": "CN", "regions": ["西藏"]}]}
    manager, past = world.hire("manager"), world.now - timedelta(days=200)
    publish(version=save_draft(document=document, actor=manager, at=past), actor=manager, at=past)
    far = world.order(shipped=False, delivered_days_ago=None)
    wanted = {**NEW, "region": "西藏"}
    with pytest.raises(RegionNotServed) as refused:
        ask_for_address(order=far.pk, address=wanted, actor=world.buyer(far), at=world.now)
    assert refused.value.values["place"] == "西藏" if hasattr(refused.value, "values") else "西藏" in refused.value.text
    with in_shop(world.shop):
        assert not OrderChange.objects.exists()


def test_an_address_that_nobody_can_deliver_to(world, order):
    with pytest.raises(AddressIncomplete):
        ask_for_address(order=order.pk, address={**NEW, "street": " "}, actor=world.buyer(order), at=world.now)


def test_a_cancellation_that_is_a_right_is_paid_at_once(world, order):
    change = stands(world, cancel(world, order))
    assert change.state == "cancelled"
    assert (change.case.kind, change.case.state) == ("refund_only", "resolved")
    assert change.case.sheet.total_minor == order.total_minor
    assert f"已取消：订单 {order.number}" in subjects(world)
    with pytest.raises(PiecesCancelled):
        ship(world, order)


def test_a_part_is_cancelled_and_the_rest_goes_out(world, order):
    cup = world.line(order, "cup")
    change = stands(world, cancel(world, order, lines={cup.pk: 2}))
    assert change.state == "cancelled"
    assert change.case.sheet.total_minor < order.total_minor
    with pytest.raises(PiecesCancelled):
        announce_parcel(order_id=order.pk, direction="outbound", lines={cup.pk: 2}, actor=world.agent, at=world.now)
    parcel = ship(world, order)
    with in_shop(world.shop):
        assert {row.order_line.external_id: row.quantity for row in parcel.lines.select_related("order_line")} == {
            "cup": 1, "pot": 1,
        }  # fmt: skip


def without_right(world):
    """A shop whose policy gives no cancellation as a right, but allows it."""
    from copy import deepcopy

    from huitou.policies.presets import preset_for
    from huitou.policies.verbs import publish, save_draft

    document = deepcopy(preset_for("CN", currency="CNY", timezone="Asia/Shanghai"))
    offers = next(rule for rule in document["rules"] if rule["id"] == "cancel")["offers"]
    offers[0].pop("right")
    manager, past = world.hire("manager"), world.now - timedelta(days=200)
    publish(version=save_draft(document=document, actor=manager, at=past), actor=manager, at=past)
    return world.order(shipped=False, delivered_days_ago=None)


def test_else_silence_cancels(world):
    order = without_right(world)
    change = cancel(world, order)
    assert change.state == "requested"
    world.clock.forward(hours=24)
    sweep_deadlines(at=world.now)
    found = stands(world, change)
    assert (found.state, found.case.state) == ("cancelled", "resolved")
    assert found.case.sheet.total_minor == order.total_minor


def test_the_shop_persuades(world):
    order = without_right(world)
    change = cancel(world, order)
    offer_to_keep(order_change=change, amount_minor=3_000, actor=world.agent, at=world.now)
    accept_to_keep(order_change=change, seen_minor=3_000, actor=world.buyer(order), at=world.now)
    found = stands(world, change)
    assert (found.state, found.case.kind, found.case.state) == ("kept", "partial_refund", "resolved")
    assert found.case.sheet.total_minor == 3_000
    assert ship(world, order).state == "collected"


def test_no_more_is_offered_than_can_be_paid_for_the_pieces(world):
    """What is at stake has the delivery in it; a sum for keeping goods is named by their lines."""
    order = without_right(world)
    change = cancel(world, order)
    goods = order.total_minor - order.shipping_minor
    assert goods < change.value_minor
    for minor in (0, -1, goods + 1, change.value_minor):
        with pytest.raises(KeepOfferOutOfBounds):
            offer_to_keep(order_change=change, amount_minor=minor, actor=world.agent, at=world.now)
    offer_to_keep(order_change=change, amount_minor=goods, actor=world.agent, at=world.now)
    with pytest.raises(SheetChanged):
        accept_to_keep(order_change=change, seen_minor=goods - 1, actor=world.buyer(order), at=world.now)
    accept_to_keep(order_change=change, seen_minor=goods, actor=world.buyer(order), at=world.now)
    assert stands(world, change).case.sheet.total_minor == goods


def test_one_change_at_a_time(world, order):
    rules(world, at_once=False)
    first = move(world, order)
    with pytest.raises(ChangeUnderWay):
        cancel(world, order)
    withdraw(order_change=first, actor=world.buyer(order), at=world.now)
    assert cancel(world, order).state == "cancelled"
    with pytest.raises(NothingToChange):
        cancel(world, order)


def test_delivered_goods_are_returned_not_cancelled(world):
    with pytest.raises(NothingToChange):
        cancel(world, world.order())


def test_others_see_and_move_nothing(world, order):
    rules(world, at_once=False)
    change = move(world, order)
    other = world.buyer(world.order(customer="other", email="other@example.com"))
    with in_shop(world.shop), pytest.raises(NotFound):
        access_change(other, change.ref)
    with pytest.raises(NotFound):
        withdraw(order_change=change.ref, actor=other, at=world.now)
    with pytest.raises(NotTheirTurn):
        agree(order_change=change.ref, actor=world.buyer(order), at=world.now)


def test_nothing_is_taken_twice(world, order):
    cancel(world, order)
    with in_shop(world.shop):
        assert all(line.available == 0 for line in Line.objects.filter(order=order))
        assert Order.objects.get(pk=order.pk).state == "paid"
