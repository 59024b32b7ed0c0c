"""A buyer's orders: what is said, what can be done, who sees it, and at what price in queries."""

import pytest

from huitou.cases.verbs import agree, offer
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import CustomerDraft, LineDraft, OrderDraft, PaymentDraft, Where
from huitou.orders.models import Order
from huitou.orders.verbs import place_order
from tests.portal.reading import queries, words

HOME = "/s/teahouse/"


def page_of(order):
    return f"{HOME}orders/{order.number}/"


def big_order(world, number, lines):
    """An order of many lines."""
    draft = OrderDraft(
        where=Where("test", 1), source="test", external_id=number, number=number, currency="CNY", placed_at=world.now,
        state="paid", customer=CustomerDraft("buyer", email="buyer@example.com", name="陈小暖"),
        lines=tuple(LineDraft(f"l{place}", f"茶杯 {place}", 2, 1_000) for place in range(lines)),
        payments=(PaymentDraft(f"{number}-p", "card", 2_000 * lines, world.now, gateway="sandbox"),), country="CN",
    )  # fmt: skip
    return place_order(draft=draft, actor=world.hire("manager"), at=world.now)


def test_a_delivered_order_says_until_when_each_item_can_go_back(world, sign_in):
    order = world.order(delivered_days_ago=2)
    text = words(sign_in(order).get(page_of(order)))
    assert "Delivered on" in text
    assert "SF Express" in text
    assert f"SF{order.number}" in text
    assert text.count("Send back") == 2
    assert "Send several items back" in text
    assert "Total ¥802.00" in text.replace("CN", "")


def test_a_button_names_the_item_that_it_is_about(world, sign_in):
    order = world.order(cups=1)
    page = sign_in(order).get(page_of(order)).content.decode()
    place = world.line(order, "cup").position
    assert f"{page_of(order)}apply/?step=why&amp;i{place}=1" in page


def test_an_order_on_its_way_is_said_to_be(world, sign_in):
    order = world.order(delivered_days_ago=None)
    text = words(sign_in(order, "zh-CN").get(page_of(order)))
    assert "运输中" in text


def test_after_the_window_the_rule_is_named_and_what_can_still_be_done(world, sign_in):
    order = world.order(delivered_days_ago=10)
    text = words(sign_in(order).get(page_of(order)))
    assert "Send back" not in text
    assert "Something is wrong with it" in text
    assert "The time for return and refund ended on" in text
    assert "Rule 2." in text


def test_when_all_windows_are_over_the_shop_can_still_be_asked(world, sign_in):
    order = world.order(delivered_days_ago=60)
    text = words(sign_in(order).get(page_of(order)))
    assert "The time for return and refund ended on" in text
    assert "It does not have to agree" in text
    assert text.count("Ask the shop") == 2


def test_pieces_in_a_case_or_returned_are_said_to_be(world, sign_in):
    order = world.order()
    world.apply(order, pots=1)
    text = words(sign_in(order).get(page_of(order)))
    assert "In an open case" in text
    assert text.count("Send back") == 1


def test_the_cases_of_the_order_stand_there_with_their_sentence(world, sign_in):
    order = world.order()
    case = world.apply(order, cups=1, kind="refund_only", reason="damaged", photo=True)
    text = words(sign_in(order).get(page_of(order)))
    assert case.ref in text
    assert "陶杯社 has 48 hours to decide." in text


def test_a_buyer_sees_no_order_of_somebody_else_and_cannot_tell_it_from_none(world, worlds, sign_in):
    mine, theirs = world.order(), world.order(customer="other", email="other@example.com")
    abroad = worlds("other").order()
    client = sign_in(mine)
    answers = [client.get(f"{HOME}orders/{number}/") for number in (theirs.number, abroad.number, "nothing")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({words(answer) for answer in answers}) == 1


def test_an_order_number_may_hold_any_sign(world, sign_in):
    for number in ("TW#1001", "A 7/9", "..", "单号一"):
        order = big_order(world, number, 1)
        listing = sign_in(order).get(HOME + "orders/").content.decode()
        with in_shop(world.shop):
            found = Order.objects.get(pk=order.pk)
        from huitou.portal.addresses import order_path

        path = order_path(world.shop, found)
        assert f'href="{path}"' in listing
        assert f"Order {number}" in words(sign_in(order).get(path))


def test_the_list_is_paginated_newest_first(world, sign_in):
    orders = [world.order() for _ in range(12)]
    client = sign_in(orders[0])
    first, second = words(client.get(HOME + "orders/")), words(client.get(HOME + "orders/?page=2"))
    assert "1 to 10 of 12" in first
    assert "11 to 12 of 12" in second
    assert sum(f"Order {order.number}" in first + second for order in orders) == 12
    assert "11 to 12 of 12" in words(client.get(HOME + "orders/?page=99"))
    assert "1 to 10 of 12" in words(client.get(HOME + "orders/?page=x"))


def test_without_orders_the_page_says_what_will_appear(world, sign_in):
    order = world.order()
    from huitou.accounts.models import BuyerGrant

    client = sign_in(order)
    with in_shop(world.shop):
        BuyerGrant.objects.update(customer_id=world.shop.pk)
    text = words(client.get(HOME + "orders/"))
    assert "No orders here yet" in text
    assert "Your orders appear here as soon as the shop has taken them on." in text


def test_without_a_policy_nothing_is_promised_and_the_page_still_stands(database, clock, settings):
    from huitou.accounts.buyers import open_demo_session
    from huitou.accounts.verbs import open_shop
    from tests.worlds import World

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    shop = open_shop(
        slug="new",
        name="新店",
        currency="CNY",
        timezone="Asia/Shanghai",
        locale="zh-hans",
        country="CN",
        at=clock.now(),
    )
    world = World(shop, clock)
    order = world.order()
    from django.test import Client

    client = Client(headers={"accept-language": "en"})
    client.cookies["huitou_buyer"] = open_demo_session(shop_id=shop.pk, customer_id=order.customer_id, at=world.now)[1]
    text = words(client.get(f"/s/new/orders/{order.number}/"))
    assert "This shop has not published its return policy." in text
    assert "No policy yet" in words(client.get("/s/new/policy/"))


@pytest.mark.parametrize("page", ["orders/", "order", "apply"])
def test_twenty_lines_cost_no_more_queries_than_one(world, sign_in, page):
    small, large = big_order(world, "small", 1), big_order(world, "large", 20)
    client = sign_in(small)
    if page == "orders/":
        few = queries(client, HOME + page)
        for number in range(8):
            big_order(world, f"more-{number}", 20)
        assert queries(client, HOME + page) == few
        return
    rest = "apply/" if page == "apply" else ""
    assert queries(client, page_of(small) + rest) == queries(client, page_of(large) + rest)


def test_the_order_page_costs_the_same_with_many_cases(world, sign_in):
    order = world.order(cups=8)
    first = world.apply(order, cups=1, kind="refund_only", reason="damaged", photo=True)
    offer(case=first, amount_minor=500, actor=world.agent, at=world.now)
    client = sign_in(order)
    before = queries(client, page_of(order))
    for _ in range(5):
        case = world.apply(order, cups=1, kind="refund_only", reason="damaged", photo=True)
        offer(case=case, amount_minor=500, actor=world.agent, at=world.now)
    assert queries(client, page_of(order)) == before
    assert before <= 20


def test_money_that_went_back_stands_under_the_bill(world, sign_in):
    from huitou.core.jobs import run_pending

    order = world.order()
    case = world.apply(order, cups=1, kind="refund_only", reason="damaged", photo=True)
    agree(case=case, actor=world.agent, at=world.now)
    run_pending()
    assert "Paid back to you" in words(sign_in(order).get(page_of(order)))
