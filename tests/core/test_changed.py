"""A step writes the columns that it changed, also where a value was changed in place, and takes nobody else's back."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitou.core.changed import as_read, save_changes
from huitou.core.tenancy import in_shop
from huitou.logistics.models import GoodsReturn
from huitou.orders.models import Order


def test_what_is_changed_in_place_is_seen():
    back = GoodsReturn(terms={"inspect": 72}, ways={"own_parcel": 0})
    before = as_read(back)
    assert as_read(back) == before
    back.terms["inspect"] = 48
    assert {name for name, value in as_read(back).items() if value != before[name]} == {"terms"}


def test_only_what_changed_is_written_and_what_others_wrote_stays(world):
    order = world.order()
    with in_shop(world.shop):
        mine = Order.objects.get(pk=order.pk)
        before = as_read(mine)
        Order.objects.filter(pk=order.pk).update(region="Zhejiang")
        mine.country, mine.promotions = "TW", [{"code": "TEN"}]
        with CaptureQueriesContext(connection) as seen:
            save_changes(mine, before)
        [written] = [one["sql"] for one in seen.captured_queries]
        stored = Order.objects.get(pk=order.pk)
        assert (stored.country, stored.promotions, stored.region) == ("TW", [{"code": "TEN"}], "Zhejiang")
        assert '"number"' not in written


def test_a_column_that_was_not_read_is_written_all_the_same(world):
    order = world.order()
    with in_shop(world.shop):
        Order.objects.filter(pk=order.pk).update(region="Zhejiang")
        mine = Order.objects.defer("region").get(pk=order.pk)
        before = as_read(mine)
        mine.region = ""
        save_changes(mine, before)
        assert Order.objects.get(pk=order.pk).region == ""
