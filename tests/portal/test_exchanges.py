"""How it is solved, by the pages' own forms: another variant, part of the price, each item its own way."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitou.cases.models import Case
from huitou.cases.verbs import agree
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import accept_goods, arrive, hand_over
from huitou.logistics.verbs.replace import confirm_difference, ship
from huitou.orders.models import Variant
from tests.cases.generous import ask, be_generous, stock
from tests.portal.reading import hidden, words
from tests.worlds import picture

HOME = "/s/teahouse/"


@pytest.fixture
def shop(world):
    be_generous(world)
    stock(world, "CUP", 10_000, pieces=None, name="中")
    return world


@pytest.fixture
def order(shop):
    return shop.order(cups=3, delivered_days_ago=2)


@pytest.fixture
def client(order, sign_in):
    return sign_in(order)


@pytest.fixture
def path(order):
    return f"{HOME}orders/{order.number}/apply/"


@pytest.fixture
def cup(shop, order):
    return shop.line(order, "cup").position


@pytest.fixture
def pot(shop, order):
    return shop.line(order, "pot").position


def chosen(cup, kind="exchange", reason="does_not_fit", **more):
    return {"step": "how", f"i{cup}": "1", "r": reason, "kind": kind, **more}


def the_case(world):
    with in_shop(world.shop):
        return Case.objects.select_related("sheet", "goods_return", "replacement").get()


def disabled(response):
    """The values of radio buttons that cannot be chosen."""
    tags = re.findall(r"<input[^>]+ disabled[^>]*>", response.content.decode())
    return [re.search(r'value="([^"]*)"', tag)[1] for tag in tags]


def test_a_shop_without_a_catalogue_sends_the_same_again(world, sign_in):
    be_generous(world)
    order = world.order()
    cup = world.line(order, "cup").position
    client, path = sign_in(order), f"{HOME}orders/{order.number}/apply/"
    how = client.get(path, chosen(cup))
    assert "which one do you want?" not in words(how)
    assert "Send back, get the replacement" in words(how)
    client.post(path, hidden(how, "send"))
    case = the_case(world)
    assert (case.kind, case.state, case.sheet.total_minor) == ("exchange", "awaiting_goods", 0)


def test_the_variants_say_what_they_cost_more_or_less(shop, client, path, cup):
    stock(shop, "CUP-L", 12_000, name="大")
    stock(shop, "CUP-S", 6_000, name="小")
    rare = stock(shop, "CUP-R", 9_000, pieces=0, name="绝版")
    how = client.get(path, chosen(cup))
    text = words(how)
    assert "The same again Same price" in text
    assert "大 +CN¥23.33 to pay" in text
    assert "小 CN¥36.67 back to you" in text
    assert "绝版 Sold out" in text
    assert disabled(how) == [str(rare.pk)]


def test_a_dearer_variant_is_paid_for_sent_and_received(shop, order, client, path, cup):
    large = stock(shop, "CUP-L", 12_000, name="大")
    how = client.get(path, chosen(cup, **{f"v{cup}": str(large.pk)}))
    text = words(how)
    assert "Exchange, pay CN¥23.33 more" in text
    assert "You pay the shop CN¥23.33 on top within 7 days." in text
    assert "The shop sends it within 2 working days." in text
    client.post(path, hidden(how, "send"))
    case = the_case(shop)
    page = f"{HOME}cases/{case.ref}/"
    assert "to 青瓷杯 (大)" in words(client.get(page))
    back = hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=shop.buyer(order), at=shop.now)
    back = arrive(goods_return=back, actor=shop.agent, at=shop.now)
    accept_goods(goods_return=back, actor=shop.agent, at=shop.now)
    run_pending()
    text = words(client.get(page))
    assert "What you chose costs CN¥23.33 more." in text
    assert "To pay on top CN¥23.33" in text
    case = the_case(shop)
    confirm_difference(replacement=case.replacement, actor=shop.hire("manager"), at=shop.now)
    ship(replacement=case.replacement, actor=shop.agent, at=shop.now, tracking_number="SF2", carrier="sf")
    text = words(client.get(page))
    assert "SF Express SF2" in text
    assert "I have it" in text
    client.post(f"{page}receive/")
    run_pending()
    assert the_case(shop).state == "resolved"
    assert "Replaced" in words(client.get(page))


def test_a_cheaper_variant_pays_the_difference_back(shop, client, path, cup):
    small = stock(shop, "CUP-S", 6_000, name="小")
    how = client.get(path, chosen(cup, **{f"v{cup}": str(small.pk)}))
    assert "Exchange, get CN¥36.67 back" in words(how)
    client.post(path, hidden(how, "send"))
    assert the_case(shop).sheet.total_minor == 3_667


def test_the_last_piece_may_be_gone_by_the_last_tap(shop, client, path, cup):
    rare = stock(shop, "CUP-R", 10_000, pieces=1, name="绝版")
    how = client.get(path, chosen(cup, **{f"v{cup}": str(rare.pk)}))
    with in_shop(shop.shop):
        Variant.objects.filter(pk=rare.pk).update(reserved=1)
    sent = client.post(path, hidden(how, "send"))
    assert "绝版 Sold out" in words(sent)
    with in_shop(shop.shop):
        assert not Case.objects.exists()


def test_a_variant_of_another_shop_is_no_choice(shop, worlds, client, path, cup):
    foreign = stock(worlds("other"), "CUP-X", 9_000)
    how = client.get(path, chosen(cup, **{f"v{cup}": str(foreign.pk)}))
    assert "Show what comes of it" in words(how)
    client.post(path, {**hidden(how, "choose"), "kind": "exchange", f"v{cup}": str(foreign.pk), "once": "1"})
    with in_shop(shop.shop):
        assert not Case.objects.exists()


def test_a_part_of_the_price_is_asked_for_with_its_most(shop, client, path, cup):
    client.post(f"{path}?step=why&i{cup}=1&r=damaged", {"do": "photo", "photo": _photo()})
    asked = chosen(cup, "partial_refund", "damaged")
    how = client.get(path, asked)
    assert "At most CN¥96.67, what you paid for this." in words(how)
    assert "Show what comes of it" in words(how)
    assert "At most CN¥96.67 can be asked for." in words(client.get(path, {**asked, f"a{cup}": "96.68"}))
    assert "Enter a sum above zero." in words(client.get(path, {**asked, f"a{cup}": "0"}))
    how = client.get(path, {**asked, f"a{cup}": "30"})
    assert "Get CN¥30.00 back" in words(how)
    client.post(path, hidden(how, "send"))
    case = the_case(shop)
    assert (case.kind, case.state, case.sheet.total_minor) == ("partial_refund", "requested", 3_000)


def test_a_price_that_fell_is_told_as_the_price_of_today(shop, client, path, cup):
    asked = chosen(cup, "price_adjustment", "other")
    assert "What one piece costs now" in words(client.get(path, asked))
    assert "This is not less than what you paid." in words(client.get(path, {**asked, f"a{cup}": "96.67"}))
    how = client.get(path, {**asked, f"a{cup}": "90"})
    client.post(path, hidden(how, "send"))
    run_pending()
    assert (the_case(shop).state, the_case(shop).sheet.total_minor) == ("resolved", 667)


def test_each_item_is_solved_its_own_way(shop, client, path, cup, pot):
    items = {"step": "how", f"i{cup}": "1", f"i{pot}": "1", "r": "does_not_fit"}
    together = client.get(path, items)
    assert "Each item its own way" in words(together)
    how = client.get(path, {**items, "apart": "1", f"k{cup}": "exchange", f"k{pot}": "return_and_refund"})
    assert "Send the request, get CN¥500.00" in words(how)
    client.post(path, hidden(how, "send"))
    case = the_case(shop)
    assert (case.kind, case.state, case.sheet.total_minor) == ("mixed", "awaiting_goods", 50_000)
    with in_shop(shop.shop):
        assert {line.order_line.sku: line.kind for line in case.lines.select_related("order_line")} == {
            "CUP": "exchange", "POT": "return_and_refund",
        }  # fmt: skip


def test_a_late_reship_asks_the_buyer_to_choose(shop, order, sign_in):
    case = shop_sends_nothing(shop, order)
    client = sign_in(order)
    page = f"{HOME}cases/{case.ref}/"
    text = words(client.get(page))
    assert "Wait on" in text
    assert "Money back instead" in text
    client.post(f"{page}give_up/")
    run_pending()
    assert the_case(shop).state == "resolved"


def shop_sends_nothing(shop, order):
    case = agree(case=ask(shop, order, "reship", "missing_item"), actor=shop.agent, at=shop.now)
    run_pending()
    shop.clock.forward(days=5)
    sweep_deadlines(at=shop.now)
    run_pending()
    return case


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW"])
def test_the_choices_speak_the_readers_language(shop, order, sign_in, path, cup, language):
    stock(shop, "CUP-L", 12_000, name="大")
    text = words(sign_in(order, language).get(path, chosen(cup)))
    assert {"zh-CN": "想换哪一款？", "zh-TW": "想換哪一款？"}[language] in text
    assert {"zh-CN": "需补 +¥23.33", "zh-TW": "需補 +"}[language] in text


def test_more_variants_cost_no_more_queries(shop, client, path, cup):
    stock(shop, "CUP-L", 12_000, name="大")
    client.get(path, chosen(cup))
    with CaptureQueriesContext(connection) as few:
        client.get(path, chosen(cup))
    for number in range(12):
        stock(shop, f"CUP-{number}", 9_000 + number, name=str(number))
    with CaptureQueriesContext(connection) as many:
        client.get(path, chosen(cup))
    assert len(many) == len(few)


def _photo():
    return SimpleUploadedFile("cup.jpg", picture().getvalue(), "image/jpeg")
