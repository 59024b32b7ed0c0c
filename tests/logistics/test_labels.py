"""Return labels of a carrier: priced, bought once whatever gets lost, given, given back, and booked."""

from datetime import timedelta
from threading import Thread
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client

from huitou.accounts.buyers import open_demo_session
from huitou.core.actions import perform
from huitou.core.jobs import run_pending
from huitou.core.ledger import balance
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.logistics.labels import LabelTerms, label_of
from huitou.logistics.making_labels import make_label, watch_shop
from huitou.logistics.models import GoodsReturn, LabelPurchase, ReturnAddress, ReturnLabel, ReturnWay
from huitou.logistics.verbs import ask_label, cancel, declare_lost, hand_over, order_label, void_label
from huitou.logistics.verbs.hand_over import NumberOfVoidLabel
from huitou.logistics.verbs.return_settings import LabellerUnknown, ParcelSizeInvalid, add_address, keep_way
from huitou.notifications.models import Mail
from huitou.orders.models import OrderAddress, Variant
from huitou.parcels.carriers.collecting import NeverReached
from huitou.parcels.carriers.labelling import Place
from huitou.parcels.carriers.protocol import Retryable
from huitou.parcels.carriers.registry import source
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import keep_carrier_account, record_scan
from huitou.portal.session import SESSION
from huitou.settlements.models import ReturnCost
from tests.api.conftest import Caller, given, token_of
from tests.desk.conftest import client_of
from tests.logistics.conftest import House
from tests.worlds import build_world

SHOP = Place("陶杯社", "湖滨路 2 号", "杭州市", "浙江省", "310000", "CN", "0571-1")
SIMULATOR = type(source("simulator"))


def furnish(world):
    """Labels of the simulated carrier for up to 20.00; one return waits to be handed over, of cups of 600 g each."""
    found = House(world)
    world.hire("agent")
    keep_carrier_account(source_code="simulator", values={"secret": "sim"}, **found.who(world.hire("owner")))
    found.offer_all()
    add_address(address="杭州市湖滨路 2 号", parts=SHOP, **found.who(found.manager))
    sell(found, automatic=False)
    found.stocked()
    with in_shop(world.shop):
        Variant.objects.update(weight_grams=600)
    return SimpleNamespace(house=found, case=found.asked(cups=2))


def sell(house, **more):
    keep_way(way="shop_label", service="simulator", labelling=LabelTerms(limit_minor=2_000, **more),
             **house.who(house.manager))  # fmt: skip


@pytest.fixture
def asked(once, clock):
    found = once(lambda: furnish(build_world(clock)))
    found.house.world.clock = clock
    return found


def lives(asked, name="陈小暖", street="人民路 1 号"):
    house = asked.house
    with in_shop(house.world.shop):
        OrderAddress.objects.update_or_create(order=house.order, defaults={
            "shop": house.world.shop, "name": name, "street": street, "city": "上海市", "country": "CN",
        })  # fmt: skip


def ask(asked, **where):
    lives(asked, **where)
    ask_label(goods_return=asked.case.goods_return.pk, **asked.house.who(asked.house.buyer))
    return goods(asked)


def goods(asked):
    run_pending()
    return asked.house.rows(GoodsReturn, pk=asked.case.goods_return.pk)[0]


def purchases(asked):
    return asked.house.rows(LabelPurchase)


def share(asked, party):
    with in_shop(asked.house.world.shop):
        return balance(f"share:{party}", "CNY").minor


def later(asked, **time):
    asked.house.world.clock.forward(**time)
    watch_shop(asked.house.world.shop.pk)
    return goods(asked)


def test_a_label_is_priced_bought_given_and_booked_on_whom_the_verdict_names(asked):
    back = ask(asked)
    [bought], [label] = purchases(asked), asked.house.rows(ReturnLabel)
    assert (back.state, back.label_standing) == ("awaiting_hand_over", "bought")
    # 8.00 and 2.00 for each whole kilogram, of which the goods weigh one.
    assert (bought.state, bought.price, bought.key) == ("bought", Money(1_000, "CNY"), f"{back.ref}-1")
    assert (label.maker, label.tracking_number) == ("simulator", bought.tracking_number)
    assert bytes(label.content).startswith(b"\x89PNG")
    assert len(label.sha256) == 64
    assert label.expires_at < bought.void_by
    [cost] = asked.house.rows(ReturnCost)
    assert (cost.cost_minor, cost.parts, share(asked, "buyer")) == (1_000, {"buyer": 1_000}, -1_000)
    with in_shop(asked.house.world.shop):
        assert Mail.objects.filter(subject__contains="面单").exists()
    # The parcel is followed under its number, and whoever looks again finds nothing to do.
    assert [one.tracking_number for one in asked.house.rows(Parcel, direction="return")] == [label.tracking_number]
    make_label(shop=str(asked.house.world.shop.pk), goods_return=str(back.pk))
    assert later(asked, minutes=30).label_standing == "bought"
    assert len(purchases(asked)) == len(asked.house.rows(ReturnLabel)) == 1


def test_what_the_goods_came_with_is_the_freight_and_no_table_is_asked_besides(asked):
    ask(asked)
    hand_over(goods_return=asked.case.goods_return.pk, way="shop_label", **asked.house.who(asked.house.buyer))
    back = goods(asked)
    [parcel] = asked.house.rows(Parcel, direction="return")
    scan = {"parcel": parcel.pk, "actor": asked.house.world.agent, "at": asked.house.now}
    record_scan(state="delivered", occurred_at=asked.house.now, **scan)
    assert (goods(asked).state, back.label_standing) == ("arrived", "bought")
    assert len(asked.house.rows(ReturnCost)) == 1
    assert later(asked, days=40).label_standing == "bought"  # used: nobody asks its money back
    assert purchases(asked)[0].state == "bought"


def test_the_carrier_bears_the_label_of_a_parcel_that_it_lost(asked):
    back = ask(asked)
    hand_over(goods_return=back.pk, way="shop_label", **asked.house.who(asked.house.buyer))
    goods(asked)
    [parcel] = asked.house.rows(Parcel, direction="return")
    record_scan(parcel=parcel.pk, state="lost", occurred_at=asked.house.now, at=asked.house.now,
                actor=asked.house.world.agent)  # fmt: skip
    assert goods(asked).state == "traced"
    declare_lost(goods_return=back.pk, **asked.house.who(asked.house.manager))
    goods(asked)
    assert (share(asked, "buyer"), share(asked, "carrier")) == (0, -1_000)
    [cost] = asked.house.rows(ReturnCost)
    assert (cost.rule, cost.parts) == ("lost", {"carrier": 1_000})


@pytest.mark.parametrize("name", ["陈 LOST", "陈 SLOW"])
def test_a_lost_answer_is_asked_for_and_nothing_is_bought_twice(asked, name, monkeypatch):
    sold, real = [], SIMULATOR.buy_label

    def buy(self, account, reference, rate):
        sold.append(reference)
        return real(self, account, reference, rate)

    monkeypatch.setattr(SIMULATOR, "buy_label", buy)
    back = ask(asked, name=name)
    [one] = purchases(asked)
    assert (back.state, one.state, one.failure_code) == ("label_due", "open", "time_out")
    assert asked.house.rows(ReturnCost) == []
    for _ in range(4):
        later(asked, minutes=5)
    back = goods(asked)
    [one] = purchases(asked)
    assert (back.state, one.state, set(sold)) == ("awaiting_hand_over", "bought", {one.reference})
    assert len(asked.house.rows(ReturnCost)) == 1


def test_two_workers_buy_under_one_name(asked, monkeypatch):
    sold, others, real = [], [], SIMULATOR.buy_label
    lives(asked)
    job = {"shop": str(asked.house.world.shop.pk), "goods_return": str(asked.case.goods_return.pk)}
    order_label(goods_return=asked.case.goods_return.pk, **asked.house.who(asked.house.world.agent))

    def work():
        make_label(**job)
        connection.close()

    def quoted(self, account, asked_for):
        # Each run prices it under a name of its own, and the other one is through before this one has kept its.
        found = quote(self, account, asked_for)
        if not others:
            others.append(Thread(target=work))
            others[0].start()
            others[0].join()
        return found

    def buy(self, account, reference, rate):
        sold.append(reference)
        return real(self, account, reference, rate)

    quote = SIMULATOR.quote_label
    monkeypatch.setattr(SIMULATOR, "quote_label", quoted)
    monkeypatch.setattr(SIMULATOR, "buy_label", buy)
    make_label(**job)
    goods(asked)
    assert len(others) == 1
    assert len(set(sold)) == len(purchases(asked)) == len(asked.house.rows(ReturnLabel)) == 1
    assert len(asked.house.rows(ReturnCost)) == 1


def test_nothing_arrived_over_there_so_it_is_tried_again(asked, monkeypatch):
    tries, real = [], SIMULATOR.buy_label

    def buy(self, account, reference, rate):
        tries.append(reference)
        if len(tries) == 1:
            raise NeverReached("unreachable")
        return real(self, account, reference, rate)

    monkeypatch.setattr(SIMULATOR, "buy_label", buy)
    lives(asked)
    order_label(goods_return=asked.case.goods_return.pk, **asked.house.who(asked.house.world.agent))
    with pytest.raises(NeverReached):
        run_pending()
    assert purchases(asked)[0].state == "open"
    assert later(asked, minutes=5).label_standing == "bought"
    assert len(purchases(asked)) == 1


@pytest.mark.parametrize(
    ("where", "failure", "said"),
    [
        ({"name": "陈 DEAR"}, "too_dear", ""),
        ({"name": "陈 FULL"}, "no_rate", "the simulated carrier does not go there"),
        ({"street": "1 NOWHERE"}, "address_buyer", "street: not found"),
        ({"street": ""}, "address_buyer", "incomplete"),
    ],
)
def test_what_is_not_bought_is_told_to_the_shop_which_can_try_again(asked, where, failure, said):
    back = ask(asked, **where)
    [one] = purchases(asked)
    assert (back.state, back.label_standing) == ("label_due", "failed")
    assert (one.state, one.failure_code, one.failure_said) == ("refused", failure, said)
    assert asked.house.rows(ReturnCost) == []
    with in_shop(asked.house.world.shop):
        assert Mail.objects.filter(subject__startswith="The label was not bought").exists()
    if failure == "too_dear":
        order_label(goods_return=back.pk, above_limit=True, **asked.house.who(asked.house.world.agent))
        assert goods(asked).label_standing == "bought"
        assert purchases(asked)[-1].price == Money(9_900, "CNY")


def test_a_label_is_given_back_and_its_money_booked_once_it_is_there(asked):
    back = ask(asked)
    [label] = asked.house.rows(ReturnLabel)
    void_label(goods_return=back.pk, **asked.house.who(asked.house.world.agent))
    back = goods(asked)
    [one] = purchases(asked)
    with in_shop(asked.house.world.shop):
        assert label_of(back, asked.house.now) is None
    # The carrier has taken it in; until the money is back, it is the buyer's cost.
    assert (one.state, share(asked, "buyer")) == ("voiding", -1_000)
    with pytest.raises(NumberOfVoidLabel):
        hand_over(goods_return=back.pk, tracking_number=label.tracking_number, **asked.house.who(asked.house.buyer))
    order_label(goods_return=back.pk, **asked.house.who(asked.house.world.agent))
    goods(asked)
    assert share(asked, "buyer") == -2_000
    back = later(asked, hours=13)
    first, second = purchases(asked)
    assert (first.state, second.state, back.label_standing) == ("voided", "bought", "bought")
    assert first.tracking_number != second.tracking_number
    later(asked, hours=13)
    assert share(asked, "buyer") == -1_000
    assert [cost.reversed_at is not None for cost in asked.house.rows(ReturnCost)] == [True, False]


def test_a_carrier_that_keeps_the_money_leaves_it_booked(asked):
    back = ask(asked, name="陈 KEPT")
    void_label(goods_return=back.pk, **asked.house.who(asked.house.world.agent))
    goods(asked)
    assert (purchases(asked)[0].state, share(asked, "buyer")) == ("kept", -1_000)


@pytest.mark.parametrize("end", ["cancelled", "another_way", "unused"])
def test_nobody_pays_for_a_label_that_the_return_does_not_need(asked, end):
    back = ask(asked)
    if end == "cancelled":
        cancel(goods_return=back.pk, **asked.house.who(asked.house.buyer))
    elif end == "another_way":
        hand_over(goods_return=back.pk, tracking_number="ZT1", carrier="zto", **asked.house.who(asked.house.buyer))
    else:
        with in_shop(asked.house.world.shop):
            ReturnLabel.objects.update(expires_at=asked.house.now + timedelta(days=2))
            LabelPurchase.objects.update(next_ask_at=asked.house.now + timedelta(days=2))
        later(asked, days=2, hours=1)
    goods(asked)
    assert purchases(asked)[0].state == "voiding"
    later(asked, hours=13)
    assert (purchases(asked)[0].state, goods(asked).label_standing) == ("voided", "voided")
    assert share(asked, "buyer") == 0


def test_what_was_bought_after_the_buyer_changed_their_mind_is_given_back(asked):
    back = ask(asked, name="陈 LOST")
    cancel(goods_return=back.pk, **asked.house.who(asked.house.buyer))
    goods(asked)
    assert purchases(asked)[0].unwanted
    later(asked, minutes=5)
    assert purchases(asked)[0].state == "voiding"  # it had been bought after all
    assert asked.house.rows(ReturnLabel) == []
    later(asked, hours=13)
    assert (purchases(asked)[0].state, share(asked, "buyer")) == ("voided", 0)


def test_a_file_that_does_not_come_is_fetched_again_and_bought_once(asked, monkeypatch):
    fetched, real = [], SIMULATOR.fetch_label

    def fetch(self, account, bought, asked_for):
        fetched.append(bought.reference)
        if len(fetched) == 1:
            raise Retryable("server_error")
        return real(self, account, bought, asked_for)

    monkeypatch.setattr(SIMULATOR, "fetch_label", fetch)
    assert ask(asked).state == "label_due"
    assert later(asked, minutes=20).state == "awaiting_hand_over"
    assert len(fetched) == 2
    assert len(asked.house.rows(ReturnCost)) == 1


def test_where_the_shop_pays_the_label_comes_with_the_agreement(asked):
    house = asked.house
    sell(house, automatic=True)
    order = house.world.order()
    with in_shop(house.world.shop):
        OrderAddress.objects.create(
            shop=house.world.shop, order=order, name="陈小暖", street="人民路 1 号", city="上海市", country="CN"
        )
    case = house.world.apply(order, cups=1, reason="wrong_item", photo=True)
    perform("case", "agree", case.pk, {}, actor=house.world.agent, at=house.now)
    case = house.fresh(case)
    back = case.goods_return
    assert (back.state, back.label_standing, back.ways["shop_label"]) == ("awaiting_hand_over", "bought", 0)
    [cost] = house.rows(ReturnCost)
    assert cost.parts == {"merchant": cost.cost_minor}
    # Where the buyer pays the way back, nothing is bought that they may not want.
    assert goods(asked).label_standing == ""


def test_labels_need_an_account_and_a_parcel_that_carriers_take(asked):
    house = asked.house
    with pytest.raises(LabellerUnknown):
        keep_way(way="shop_label", service="easypost", **house.who(house.manager))
    with pytest.raises(ParcelSizeInvalid):
        sell(house, size_mm=(0, 10, 10))


# Who sees it


def signed_in(world, order):
    """The browser of the order's buyer."""
    _grant, session = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    client = Client(headers={"accept-language": "en"})
    client.cookies[SESSION] = session
    return client


def test_the_buyer_and_the_shop_have_the_label_and_nobody_else(asked, settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    house, world = asked.house, asked.house.world
    case, back = asked.case, ask(asked)
    with in_shop(world.shop):
        ReturnLabel.objects.update(counter=b"\x89PNG the code")
    [label] = house.rows(ReturnLabel)
    mine, theirs = signed_in(world, house.order), signed_in(world, world.order(customer="other", email="o@example.com"))
    page = f"/s/{world.shop.slug}/cases/{case.ref}/"
    shown = mine.get(page).content.decode()
    assert f"{page}label/?part=print" in shown
    assert "another parcel&#x27;s stands on its receipt" in shown
    assert f'<img src="{page}label/?part=code"' in shown
    file = mine.get(f"{page}label/")
    assert (file.content, file["Content-Disposition"].split(";")[0]) == (bytes(label.content), "attachment")
    code = mine.get(f"{page}label/?part=code")
    assert (code.content, code["Content-Type"]) == (b"\x89PNG the code", "image/png")
    assert "default-src 'none'" in code["Content-Security-Policy"]
    assert f'src="{page}label/?part=picture"' in mine.get(f"{page}label/?part=print").content.decode()
    for part in ("", "?part=code", "?part=print"):
        assert theirs.get(f"{page}label/{part}").status_code == 404
    # What it cost is told to the shop alone.
    owner = client_of(world.staff["owner"])
    told = owner.get(f"/desk/{world.shop.slug}/cases/{case.ref}/").content.decode()
    assert "10.00" in told[told.index('id="label"') :][:600]
    for role, price in (("agent", 1_000), ("buyer", None)):
        token = token_of(world, role, house.order.customer_id if role == "buyer" else None)
        purchase = given(Caller(token).get(f"/returns/{back.ref}"))["label_purchase"]
        assert (purchase or {}).get("price_minor") == price
    void_label(goods_return=back.pk, **house.who(world.agent))
    assert mine.get(f"{page}label/").status_code == 404


def test_the_shop_sets_who_sells_its_labels_and_where_to(asked):
    house = asked.house
    owner = client_of(house.world.staff["owner"])
    base = f"/desk/{house.world.shop.slug}/settings/returns/"
    way = {"way": "shop_label", "labeller": "simulator", "automatic": "on", "limit": "15", "carriers": "USPS，UPS",
           "grams": "800", "size": "310 x 210 x 110"}  # fmt: skip
    assert owner.post(f"{base}way/", way).status_code == 302
    with in_shop(house.world.shop):
        kept = ReturnWay.objects.get(way="shop_label")
    terms = LabelTerms(True, ("USPS", "UPS"), 1_500, 800, (310, 210, 110))
    assert (kept.service, LabelTerms.from_json(kept.labelling)) == ("simulator", terms)
    refused = owner.post(f"{base}way/", way | {"size": "flat"})
    assert (refused.status_code, "in millimetres" in refused.content.decode()) == (422, True)
    address = {
        "address": "上海市南京路 1 号", "part_name": "陶杯社", "part_street": "南京路 1 号", "part_city": "上海市",
        "part_country": "cn",
    }  # fmt: skip
    assert owner.post(f"{base}address/", address).status_code == 302
    with in_shop(house.world.shop):
        parts = ReturnAddress.objects.get(address__startswith="上海市").parts
    assert parts == {"name": "陶杯社", "street": "南京路 1 号", "city": "上海市", "country": "CN"}
