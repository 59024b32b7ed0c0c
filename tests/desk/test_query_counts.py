"""A page asks the database as often for thirty things as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huitou.cases.models import Case
from huitou.cases.verbs import call_in_platform, refuse, say
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.orders.models import Order
from huitou.refunds.models import Refund
from tests.desk.conftest import goods_here

MANY = 12
PAGES = ("queue", "orders", "returns", "refunds", "mails", "people", "tokens", "policies")


def count(client, path):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
        answer.close()
    assert answer.status_code == 200, path
    # The shared cache (the clock's shift, at most once a second) is not the page's own question.
    return sum("huitou_cache" not in query["sql"] for query in asked.captured_queries)


def fill(world, times):
    for _ in range(times):
        world.apply(world.order(), cups=1, reason="damaged", photo=True)
        goods_here(world)
        world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
        late = world.apply(world.order(), cups=1, reason="damaged", photo=True)
        refuse(case=late, reason="other", note="看不到破损。", actor=world.agent, at=world.now)
        with in_shop(world.shop):
            buyer = world.buyer(Order.objects.get(pk=late.order_id))
        call_in_platform(case=late, actor=buyer, at=world.now)
    run_pending()


@pytest.mark.slow
def test_lists_ask_as_often_for_many_rows_as_for_one(world, desk):
    client = desk("owner")
    fill(world, 1)
    paths = [reverse(f"desk:{name}", args=[world.shop.slug]) for name in PAGES]
    paths.append(reverse("platform:shop", args=[world.shop.slug]))
    for path in paths:
        client.get(path)
    few = {path: count(client, path) for path in paths}
    fill(world, MANY)
    many = {path: count(client, path) for path in paths}
    assert many == few
    # The queue asks each machine that can wait for the shop; the law's clock, chargebacks, wishes for deliveries and
    # claims on carriers among them; questions about parcels; parcels that may be in trouble; couriers to call off and
    # labels not bought; accounts that stand still; what is overdue by hand; the shop's own domain.
    assert max(few.values()) <= 37


@pytest.mark.slow
def test_a_case_asks_as_often_however_much_was_said(world, desk, asked):
    client = desk("owner")
    path = reverse("desk:case", args=[world.shop.slug, asked.ref])
    with in_shop(world.shop):
        order = Order.objects.get(pk=asked.order_id)
    # One other open case of the order, into which this one could go, is asked for only where there is one.
    world.apply(order, pots=1, reason="damaged", photo=True)
    client.get(path)
    few = count(client, path)
    for turn in range(MANY):
        say(case=asked, body=f"第 {turn} 句", actor=world.buyer(order), at=world.now)
    world.apply(order, cups=1, reason="damaged", photo=True)
    client.get(path)  # the first look also notes that it was read
    assert count(client, path) == few


@pytest.mark.slow
def test_a_refund_and_an_order(world, desk):
    client = desk("owner")
    fill(world, 1)
    with in_shop(world.shop):
        refund = Refund.objects.first()
        order = Case.objects.get(pk=refund.cause_id).order_id
    slug = world.shop.slug
    for name, key in (("refund", refund.ref), ("order", str(order))):
        path = reverse(f"desk:{name}", args=[slug, key])
        client.get(path)
        assert count(client, path) <= 26
