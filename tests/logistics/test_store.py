"""The buyer brings the goods to the store: one scan, one look, and the money goes home."""

import pytest

from huitou.core.errors import Forbidden, NotFound
from huitou.core.tenancy import in_shop
from huitou.logistics.codes import CodeForged, return_code
from huitou.logistics.models import StockMessage
from huitou.logistics.verbs import Finding, hand_over, receive_in_store
from huitou.logistics.verbs.hand_over import BringItYourself
from huitou.logistics.verbs.receive import AlreadyTaken
from huitou.refunds.models import Refund


def code_of(house, case) -> str:
    return return_code(house.world.shop.pk, case.goods_return.ref)


def test_one_scan_takes_checks_and_refunds(house):
    house.stocked(pieces=5)
    place = house.store()
    case = house.asked(cups=2)
    taken = receive_in_store(code=code_of(house, case), place=place.pk, **house.who(house.world.agent))
    assert (taken.state, taken.way, taken.place_id) == ("accepted", "store", place.pk)
    case = house.fresh(case)
    assert case.state == "resolved"
    with in_shop(house.world.shop):
        assert Refund.objects.get(cause_id=case.pk).state == "succeeded"
    assert house.stock() == 7
    [message] = house.rows(StockMessage)
    assert (message.number, message.sku, message.quantity, message.disposition, message.stock) == (
        1, "CUP", 2, "restock", 7,
    )  # fmt: skip


def test_a_second_scan_of_the_same_code_takes_nothing(house):
    case = house.asked()
    receive_in_store(code=code_of(house, case), **house.who(house.world.agent))
    with pytest.raises(AlreadyTaken):
        receive_in_store(code=code_of(house, case), **house.who(house.world.agent))
    assert len(house.rows(StockMessage)) == 1


@pytest.mark.parametrize("spoil", [
    lambda code: code[:-1] + ("2" if code[-1] != "2" else "3"),
    lambda code: code.rpartition("-")[0],
    lambda code: "B-2222-2222-" + code.rpartition("-")[2],
    lambda code: "",
    lambda code: "请给我钱",
])  # fmt: skip
def test_a_forged_code_opens_nothing(house, spoil):
    case = house.asked()
    with pytest.raises(CodeForged):
        receive_in_store(code=spoil(code_of(house, case)), **house.who(house.world.agent))
    assert house.fresh(case).goods_return.state == "awaiting_hand_over"


def test_the_code_of_another_shop_opens_nothing(house, worlds):
    case = house.asked()
    other = worlds("other")
    with pytest.raises(CodeForged):
        receive_in_store(code=code_of(house, case), actor=other.agent, at=house.now)
    with pytest.raises(NotFound):
        receive_in_store(code=return_code(other.shop.pk, case.goods_return.ref), actor=other.agent, at=house.now)


def test_the_code_is_read_as_people_type_it(house):
    case = house.asked()
    typed = f" {code_of(house, case).lower()} "
    assert receive_in_store(code=typed, **house.who(house.world.agent)).state == "accepted"


def test_neither_the_buyer_nor_who_only_reads_can_take_goods(house):
    case = house.asked()
    for actor in (house.buyer, house.world.hire("readonly")):
        with pytest.raises(Forbidden):
            receive_in_store(code=code_of(house, case), **house.who(actor))


def test_what_is_wrong_is_said_at_the_counter(house):
    case = house.asked(cups=2)
    line = house.world.line(house.order, "cup")
    findings = [Finding(line=line.pk, good=1, damaged=1)]
    taken = receive_in_store(code=code_of(house, case), findings=findings, **house.who(house.world.agent))
    assert taken.state == "contested"
    assert house.fresh(case).state == "contested"


def test_a_buyer_cannot_say_that_the_store_has_it(house):
    house.store()
    case = house.asked()
    with pytest.raises(BringItYourself):
        hand_over(goods_return=case.goods_return, way="store", **house.who(house.buyer))
