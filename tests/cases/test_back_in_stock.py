"""What the inspection puts back into stock is known to gateways that keep the shop's stock."""

from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.models import Disposition
from huitou.logistics.verbs import accept_goods, arrive, hand_over
from huitou.refunds.restocking import back_in_stock


def came_back(world, disposition):
    order = world.order()
    case = world.apply(order, cups=2)
    run_pending()
    goods = world.refreshed(case).goods_return_id
    back = hand_over(goods_return=goods, tracking_number="SF1", actor=world.buyer(order), at=world.now)
    back = arrive(goods_return=back, actor=world.agent, at=world.now)
    accept_goods(goods_return=back, disposition=disposition, actor=world.agent, at=world.now)
    cup = world.line(order, "cup").pk
    with in_shop(world.shop):
        return back_in_stock(case.pk), cup


def test_only_what_is_sold_again_lies_in_stock(world):
    found, cup = came_back(world, Disposition.RESTOCK)
    assert found == {cup: 2}
    found, _cup = came_back(world, Disposition.DISCARD)
    assert found == {}
