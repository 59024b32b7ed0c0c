"""Selling beside a parcel: what is recommended, a coupon's codes, the group held out, and what it brought."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from huitou.accounts.buyers import open_demo_session
from huitou.accounts.verbs import edit_shop
from huitou.core.errors import Forbidden
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line, Order, Payment
from huitou.orders.verbs import ask_erasure, save_variants
from huitou.orders.verbs.save_variants import VariantDraft
from huitou.portal.session import SESSION
from huitou.retention.counting import recount_pairings
from huitou.retention.models import CouponCode, Pairing, SellingRules, Showing
from huitou.retention.offering import NOTHING, Offers, give_code, offers_of, take_code
from huitou.retention.queries.attribution import sold, uses_of
from huitou.retention.verbs import add_coupon, close_coupon, set_selling, tell_pairs
from huitou.retention.verbs.selling import CouponInvalid, ProductLinkForeign, SellingRulesInvalid
from tests.worlds import World, build_world

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
LINK = "https://tea.example.com/search?q={sku}"
RULES = {"recommends": True, "product_link": LINK, "pinned": [], "excluded": [], "hold_out_percent": 0, "days": 7}


def with_website(world):
    """The shop says where its own website is."""
    facts = {"name": "陶杯社", "locale": "zh-hans", "legal_name": "", "contact_email": "", "support_hours": "",
             "address": ""}  # fmt: skip
    edit_shop(**facts, domain="tea.example.com", actor=world.hire("manager"), at=world.now)


@pytest.fixture
def shop(once, clock, settings):
    """A shop with a website and a catalogue, of whose orders four had cups and a pot; the last is one customer's."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build():
        world = build_world(clock)
        manager = world.hire("manager")
        with_website(world)
        drafts = [
            VariantDraft(sku, title, price, "CNY", product=product, stock=stock)
            for sku, product, title, price, stock in (
                ("CUP", "cup", "青瓷杯", 10_000, 9), ("POT", "pot", "紫砂壶", 50_000, 3),
                ("TRAY", "tray", "竹茶盘", 8_000, 5), ("TRAY-L", "tray", "竹茶盘", 9_000, 5),
                ("LID", "lid", "壶盖", 2_000, 0), ("BAG", "bag", "布袋", 1_000, None),
            )
        ]  # fmt: skip
        save_variants(drafts=drafts, actor=manager, at=world.now)
        set_selling(**RULES, actor=manager, at=world.now)
        for product in ("tray", "lid", "bag"):
            tell_pairs(product=product, others=[], actor=manager, at=world.now)
        tell_pairs(product="pot", others=["lid", "tray", "pot", "cup"], actor=manager, at=world.now)
        tell_pairs(product="cup", others=["bag"], actor=manager, at=world.now)
        orders = [world.order(customer=f"c{number}", email=f"c{number}@example.com") for number in range(4)]
        return world, orders

    world, orders = once(build)
    return World(Shop.objects.get(pk=world.shop.pk), clock, dict(world.staff)), orders


def offers(world, order, **more) -> Offers:
    from huitou.lanes.stages import Stage

    with in_shop(world.shop):
        lines = list(Line.objects.filter(order=order).select_related("order"))
        return offers_of(world.shop, world_order(order), lines, [(Stage.DELIVERED, False)], world.now, **more)


def world_order(order):
    return Order.objects.get(pk=order.pk)


def coupon_of(world, **more):
    given = {
        "title": "下次 9 折", "terms": "满 100 元可用", "code": "", "least_minor": 0,
        "codes": ["TEE-90-1", "TEE-90-2", "TEE-90-1", " "],
        "starts_on": world.now.date() - timedelta(days=1), "ends_on": world.now.date() + timedelta(days=9),
        "on_page": True, "in_mail": True,
    } | more  # fmt: skip
    return add_coupon(**given, actor=world.hire("manager"), at=world.now)


def test_what_the_shop_tells_goes_first_and_nothing_that_cannot_be_had(shop):
    world, orders = shop
    shown = offers(world, orders[0]).products
    assert [(one.product, one.price.minor) for one in shown] == [("tray", 8_000), ("bag", 1_000)]
    assert shown[0].url == "https://tea.example.com/search?q=TRAY"
    manager = world.hire("manager")
    set_selling(**(RULES | {"pinned": ["bag"], "excluded": ["tray"]}), actor=manager, at=world.now)
    assert [one.product for one in offers(world, orders[0]).products] == ["bag"]
    with pytest.raises(ProductLinkForeign):
        set_selling(**(RULES | {"product_link": "https://evil.com/{sku}"}), actor=manager, at=world.now)
    with pytest.raises(ProductLinkForeign):
        set_selling(**(RULES | {"product_link": "https://{sku}.tea.example.com/"}), actor=manager, at=world.now)
    with pytest.raises(SellingRulesInvalid):
        set_selling(**(RULES | {"hold_out_percent": 51}), actor=manager, at=world.now)
    with pytest.raises(Forbidden):
        set_selling(**RULES, actor=world.agent, at=world.now)


def test_pairs_are_counted_from_orders_without_what_came_back(shop):
    world, orders = shop
    with in_shop(world.shop):
        Pairing.objects.all().delete()
    recount_pairings(actor=world.system, at=world.now)
    with in_shop(world.shop):
        # All four orders have both: more than chance it is not, so only bestsellers stand.
        rows = sorted(Pairing.objects.values_list("product", "other", "baskets"))
        assert rows == [("", "cup", 4), ("", "pot", 4)]
        Line.objects.filter(order=orders[0], sku="POT").update(returned=1)
    recount_pairings(actor=world.system, at=world.now)
    with in_shop(world.shop):
        assert sorted(Pairing.objects.values_list("other", "baskets")) == [("cup", 4), ("pot", 3)]
        # Placed and never paid is not bought.
        Order.objects.filter(pk=orders[1].pk).update(state="placed")
    recount_pairings(actor=world.system, at=world.now)
    with in_shop(world.shop):
        assert sorted(Pairing.objects.values_list("other", "baskets")) == [("cup", 3)]


def test_nothing_is_sold_while_something_is_open_or_held_out(shop):
    world, orders = shop
    coupon_of(world)
    set_selling(**(RULES | {"hold_out_percent": 50}), actor=world.hire("manager"), at=world.now)
    seen = [offers(world, order) for order in orders]
    assert {one.eligible for one in seen} == {frozenset({"products", "coupon"})}
    for one in seen:
        assert bool(one.products or one.coupon) is not one.held_out
    world.apply(orders[1], cups=1, reason="damaged", photo=True)
    assert offers(world, orders[1]) is NOTHING


def test_a_single_use_code_is_given_once_also_to_many_at_once(shop):
    world, orders = shop
    coupon = coupon_of(world, codes=["TEE-90-1", "TEE-90-2", "TEE-90-3"])
    given: list[str] = []

    def take(order):
        shown = Offers(coupon=offers(world, order).coupon)
        given.append(take_code(order=order.pk, offers=shown, actor=world.system, at=world.now))
        connections.close_all()

    threads = [threading.Thread(target=take, args=(order,)) for order in (*orders[:3], orders[0])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(given)) == ["TEE-90-1", "TEE-90-2", "TEE-90-3"]
    assert len(given) == 4
    assert offers(world, orders[3]).coupon is None
    assert offers(world, orders[0]).coupon.code in given
    ask_erasure(customer_id=orders[0].customer_id, actor=world.hire("owner"), at=world.now)
    with in_shop(world.shop):
        assert CouponCode.objects.count() == 2
        assert give_code(coupon.pk, orders[3].customer_id, world.now) == ""
    close_coupon(coupon=coupon.pk, actor=world.hire("manager"), at=world.now)
    assert offers(world, orders[1]).coupon is None


def test_a_coupon_has_words_days_and_one_kind_of_codes(shop):
    world, orders = shop
    for wrong in (
        {"title": " "}, {"code": "X"}, {"codes": []}, {"ends_on": world.now.date() - timedelta(days=2)},
        {"least_minor": -1}, {"codes": ["x" * 61]},
    ):  # fmt: skip
        with pytest.raises(CouponInvalid):
            coupon_of(world, **wrong)
    coupon_of(world, codes=[], code="TEA", least_minor=10**9)
    assert offers(world, orders[0]).coupon is None
    coupon_of(world, codes=[], code="TEA", on_page=False)
    assert offers(world, orders[0]).coupon is None
    assert offers(world, orders[0], place="mail").coupon.code == "TEA"


def test_what_it_brought_is_net_of_refunds_and_in_time(shop):
    world, orders = shop
    with in_shop(world.shop):
        for number, order in enumerate(orders):
            Showing.objects.create(
                shop=world.shop, customer_id=order.customer_id, order=order, block="products", held_out=number == 3,
                first_at=world.now - timedelta(days=10), clicked_at=world.now if number == 0 else None,
            )  # fmt: skip
        Order.objects.update(placed_at=world.now - timedelta(days=12))
    # Placed 4 days ago (in time), and one 1 day ago (too late); one paid back in part; one by who was held out.
    first = [world.order(customer=f"c{number}", delivered_days_ago=1) for number in (0, 1, 3)]
    world.order(customer="c2", shipped=False, delivered_days_ago=None)
    with in_shop(world.shop):
        Order.objects.filter(customer_id=orders[2].customer_id).exclude(pk=orders[2].pk).update(
            placed_at=world.now - timedelta(days=1)
        )
        Payment.objects.filter(order=first[1]).update(refunded_minor=30_000)
        found = sold(world.shop, world.now)["products"]
    goods = 3 * 10_000 - 1_000 + 50_000
    assert (found.shown.people, found.shown.ordered, found.shown.net_minor) == (3, 2, goods + goods - 30_000)
    assert (found.held.people, found.held.ordered, found.held.net_minor) == (1, 1, goods)
    assert (found.clicked, found.effect.enough) == (1, False)
    with in_shop(world.shop):
        Order.objects.filter(pk=first[0].pk).update(state="placed")  # and was never paid
        assert sold(world.shop, world.now)["products"].shown.ordered == 1


def test_uses_are_counted_from_the_codes_that_orders_name(shop):
    world, _orders = shop
    listed, shared = coupon_of(world), coupon_of(world, codes=[], code="TEE")
    for codes in (("tee-90-1", "TEE"), ("TEE",), ("OTHER",), ()):
        world.order(customer="c0", shipped=False, delivered_days_ago=None, discount_codes=codes)
    with in_shop(world.shop):
        Order.objects.exclude(discount_codes=[]).update(placed_at=world.now)
        paid = Payment.objects.filter(order__discount_codes=["TEE"]).get()
        Payment.objects.filter(pk=paid.pk).update(refunded_minor=10_000)
        used = uses_of(world.shop, [listed.pk, shared.pk])
    goods = 3 * 10_000 - 1_000 + 50_000
    assert {key: (one.orders, one.net_minor) for key, one in used.items()} == {
        listed.pk: (1, goods), shared.pk: (2, goods + goods - 10_000)
    }  # fmt: skip


def test_the_pages(shop):
    world, orders = shop
    coupon_of(world)
    order, buyer = orders[0], Client(HTTP_ACCEPT_LANGUAGE="en", HTTP_USER_AGENT=PHONE)
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    buyer.cookies[SESSION] = token
    page = f"/s/teahouse/orders/{order.number}/parcels/"
    shown = buyer.get(page).content.decode()
    assert "竹茶盘" in shown
    assert "下次 9 折" in shown
    assert "TEE-90-1" not in shown
    link = shown.split('href="/s/teahouse/go/')[1].split('"')[0]
    assert buyer.get(f"/s/teahouse/go/{link}").url == "https://tea.example.com/search?q=TRAY"
    assert buyer.get("/s/teahouse/go/forged:1:x/").status_code == 404
    assert buyer.post(f"{page}coupon/").url == f"{page}#offers"
    assert "TEE-90-1" in buyer.get(page).content.decode()
    with in_shop(world.shop):
        rows = {one.block: (one.held_out, one.clicked_at is not None) for one in Showing.objects.all()}
        assert rows == {"products": (False, True), "coupon": (False, True)}
        assert SellingRules.objects.get().chain_length == 1
