"""What goes wrong at the edges: odd order numbers, a second parcel in trouble, erased questions, moved groups."""

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from huitou.accounts.buyers import open_demo_session
from huitou.core.errors import Forbidden
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.stages import Stage
from huitou.notifications.models import Mail
from huitou.orders.models import Line, Order
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel
from huitou.portal.session import SESSION
from huitou.retention.in_mails import coupon_for_mail
from huitou.retention.letters import answer_letter
from huitou.retention.models import Contact, Coupon, CouponCode, ParcelVisit, SellingRules, Showing
from huitou.retention.offering import NOTHING, offers_of, take_code
from huitou.retention.queries.attribution import sold
from huitou.retention.queries.contacts import wismo
from huitou.retention.verbs import add_coupon, ask_about_parcel, close_coupon, keep_analytics, set_selling
from huitou.retention.verbs.selling import MOST_CODES, CouponCodesTaken, CouponInvalid, SellingRulesInvalid
from huitou.retention.wismo import Rate
from tests.retention.test_selling import PHONE, RULES, with_website
from tests.worlds import World, build_world


@pytest.fixture
def shop(once, clock, settings):
    """A shop that sells beside parcels, with one order on its way and a coupon of two codes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build():
        world = build_world(clock)
        manager = world.hire("manager")
        with_website(world)
        set_selling(**RULES, actor=manager, at=world.now)
        coupon = add_coupon(
            title="九折", terms="", code="", codes=["K-1", "K-2"], starts_on=world.now.date() - timedelta(days=1),
            ends_on=world.now.date() + timedelta(days=9), least_minor=0, on_page=True, in_mail=True, actor=manager,
            at=world.now,
        )  # fmt: skip
        return world, world.order(delivered_days_ago=None), coupon

    world, order, coupon = once(build)
    return World(Shop.objects.get(pk=world.shop.pk), clock, dict(world.staff)), order, coupon


def offers(world, order):
    with in_shop(world.shop):
        lines = list(Line.objects.filter(order=order).select_related("order"))
        bought = Order.objects.get(pk=order.pk)
        return offers_of(world.shop, bought, lines, [(Stage.DELIVERED, False)], world.now)


@pytest.mark.parametrize("number", ["#1001", "Nr. 5%20", "A/1"])
def test_the_answer_leads_to_the_order_whatever_its_number(number):
    order = SimpleNamespace(number=number, pk="0190-key")
    letter = answer_letter(
        SimpleNamespace(slug="tea", pages_host=""),
        order,
        SimpleNamespace(answer="明天。", text="?"),
        name="",
        secret="s",
    )
    parts = urlsplit(letter.button.url)
    (place,) = parse_qs(parts.query)["to"]
    assert parts.fragment == "s"
    named = resolve(unquote(urlsplit(place).path)).kwargs["number"]
    assert named == ("0190-key" if "/" in number else number)


def test_a_number_that_cannot_stand_in_a_path_has_its_page(shop):
    world, order, _coupon = shop
    with in_shop(world.shop):
        Order.objects.filter(pk=order.pk).update(number="A/1")
    buyer = Client(HTTP_USER_AGENT=PHONE)
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    buyer.cookies[SESSION] = token
    page = f"/s/teahouse/orders/{order.pk}/parcels/"
    shown = buyer.get(page).content.decode()
    assert f'action="{page}ask/"' in shown
    assert f'action="{page}coupon/"' in shown
    assert buyer.post(f"{page}ask/", {"parcel": "P\x00", "text": "?"}).status_code == 404
    assert buyer.post(f"{page}coupon/").url == f"{page}#offers"


def test_no_mail_sells_where_another_parcel_of_the_order_is_late_or_lost(shop):
    world, order, _coupon = shop
    second = announce_parcel(
        order_id=order.pk, direction="outbound", actor=world.hire("agent"), at=world.now, carrier="sf",
        tracking_number="SF2",
    )  # fmt: skip

    def told(**first):
        with writing(world.shop.pk):
            Parcel.objects.filter(order=order).exclude(pk=second.pk).update(**first)
            return coupon_for_mail(world.shop, second, Order.objects.get(pk=order.pk), world.now)

    def promised(number, days):
        with in_shop(world.shop):
            DeliveryPromise.objects.create(
                shop=world.shop, parcel=Parcel.objects.filter(order=order).exclude(pk=second.pk).get(), number=number,
                latest_on=world.now.date() + timedelta(days=days), source="shop", because="first", said_at=world.now,
            )  # fmt: skip

    promised(1, -3)
    assert told() == ""
    promised(2, 3)
    assert told(state="lost") == ""
    with in_shop(world.shop):
        assert not Showing.objects.exists()
    assert "K-1" in told(state="collected")


def test_a_question_that_was_erased_unanswered_stands_in_nobodys_way(shop):
    world, order, _coupon = shop
    with in_shop(world.shop):
        parcel = Parcel.objects.get(order=order)
    for number in range(5):
        ask_about_parcel(parcel=parcel, text=f"问 {number}", actor=world.buyer(order), at=world.now)
    assert offers(world, order) is NOTHING
    with in_shop(world.shop):
        Contact.objects.update(text="", erased_at=world.now)
    assert offers(world, order).coupon is not None
    assert ask_about_parcel(parcel=parcel, text="又", actor=world.buyer(order), at=world.now).answered_at is None


def test_a_closed_coupon_and_a_former_website_are_offered_to_nobody(shop):
    world, order, coupon = shop
    shown = offers(world, order)
    close_coupon(coupon=coupon.pk, actor=world.hire("manager"), at=world.now)
    assert take_code(order=order.pk, offers=shown, actor=world.system, at=world.now) == ""
    with in_shop(world.shop):
        lines = list(Line.objects.filter(order=order).select_related("order"))
        moved = Shop.objects.get(pk=world.shop.pk)
        moved.domain = "pots.example.com"
        bought = Order.objects.get(pk=order.pk)
        with CaptureQueriesContext(connection) as asked:
            assert offers_of(moved, bought, lines, [(Stage.DELIVERED, False)], world.now) is NOTHING
    assert len(asked) == 2


def test_a_single_use_code_stands_in_one_coupon_only(shop):
    world, order, coupon = shop
    again = {
        "title": "八折", "terms": "", "code": "", "starts_on": world.now.date(), "ends_on": world.now.date(),
        "least_minor": 0, "on_page": True, "in_mail": False, "actor": world.hire("manager"), "at": world.now,
    }  # fmt: skip
    assert take_code(order=order.pk, offers=offers(world, order), actor=world.system, at=world.now) == "K-1"
    with pytest.raises(CouponCodesTaken, match="K-2"):
        add_coupon(codes=["K-2", "K-3"], **again)
    close_coupon(coupon=coupon.pk, actor=world.hire("manager"), at=world.now)
    with pytest.raises(CouponCodesTaken, match="K-1"):
        add_coupon(codes=["K-1", "K-3"], **again)
    made = add_coupon(codes=["K-2", "K-3"], **again)
    with in_shop(world.shop):
        assert sorted(made.codes.values_list("code", flat=True)) == ["K-2", "K-3"]
        assert [one.code for one in coupon.codes.all()] == ["K-1"]


def test_who_changes_the_group_stays_in_the_first(shop):
    world, order, _coupon = shop
    later = world.order(delivered_days_ago=None)
    with in_shop(world.shop):
        for one, held_out, days in ((order, False, 9), (later, True, 5)):
            Showing.objects.create(
                shop=world.shop, customer_id=one.customer_id, order=one, block="coupon", held_out=held_out,
                first_at=world.now - timedelta(days=days),
            )  # fmt: skip
        Order.objects.filter(pk=later.pk).update(placed_at=world.now - timedelta(days=6))
        found = sold(world.shop, world.now)["coupon"]
    assert (found.shown.people, found.shown.ordered, found.held.people) == (1, 1, 0)


def test_what_messages_changed_costs_the_same_however_many_there_are(shop):
    world, order, _coupon = shop
    with in_shop(world.shop):
        parcel = Parcel.objects.get(order=order)
        Parcel.objects.filter(pk=parcel.pk).update(shipped_at=world.now - timedelta(days=30))
        for days in (40, 33, 25, 10):
            Contact.objects.create(
                shop=world.shop, channel="phone", where_is_it=True, judged_by="words",
                asked_at=world.now - timedelta(days=days),
            )  # fmt: skip

        def told(kind, days):
            Mail.objects.create(
                shop=world.shop, key=f"{kind}:1", message_id=kind, state="sent", locale="en",
                queued_at=world.now - timedelta(days=days), about_type="parcels.parcel", about_id=parcel.pk,
            )  # fmt: skip

        told("a", 31)
        with CaptureQueriesContext(connection) as one:
            wismo(world.shop, world.now)
        told("b", 20)
        told("c", 12)
        with CaptureQueriesContext(connection) as three:
            found = {message.kind: message.compared for message in wismo(world.shop, world.now).messages}
    assert len(three) == len(one)
    # Nine days on either side of the first, twenty and twelve of the others.
    assert {kind: (it.before, it.after) for kind, it in found.items()} == {
        "a": (Rate(2, 0), Rate(1, 1)), "b": (Rate(3, 1), Rate(1, 0)), "c": (Rate(0, 0), Rate(1, 0))
    }  # fmt: skip


def test_an_account_begins_with_the_visits_that_would_be_sent(shop):
    world, order, _coupon = shop
    with in_shop(world.shop):
        parcel = Parcel.objects.get(order=order)
        for days in (1, 30):
            ParcelVisit.objects.create(
                shop=world.shop, parcel=parcel, day=world.now.date() - timedelta(days=days), stage="moving", late=False,
                opened=4,
            )  # fmt: skip
    values = {"measurement_id": "G-TEA12345", "api_secret": "s3cret-of-the-stream"}
    keep_analytics(values=values, actor=world.hire("manager"), at=world.now)
    with in_shop(world.shop):
        assert list(ParcelVisit.objects.order_by("day").values_list("handed_on", flat=True)) == [0, 4]


def test_a_coupon_and_the_rules_beside_it_at_their_bounds(world):
    manager, day = world.hire("manager"), world.today
    good = {
        "title": "x" * 120, "terms": "x" * 300, "code": "x" * 60, "codes": (), "starts_on": day, "ends_on": day,
        "least_minor": 10**15 - 1, "on_page": True, "in_mail": False, "actor": manager, "at": world.now,
    }  # fmt: skip
    for wrong in (
        {"title": " "}, {"title": "x" * 121}, {"terms": "x" * 301}, {"code": "x" * 61}, {"codes": ("A",)},
        {"code": " "}, {"code": "", "codes": (" ",)}, {"code": "", "codes": ("A", "x" * 61)}, {"title": "a\x00"},
        {"ends_on": day - timedelta(days=1)}, {"least_minor": -1}, {"least_minor": 10**15},
        {"code": "", "codes": [str(number) for number in range(MOST_CODES + 1)]},
    ):  # fmt: skip
        with pytest.raises(CouponInvalid):
            add_coupon(**(good | wrong))
    rules = {"recommends": False, "product_link": "", "pinned": (), "excluded": (), "actor": manager, "at": world.now}
    for percent, days in ((-1, 1), (51, 1), (0, 0), (0, 61)):
        with pytest.raises(SellingRulesInvalid):
            set_selling(**rules, hold_out_percent=percent, days=days)
    with pytest.raises(SellingRulesInvalid):
        set_selling(**(rules | {"pinned": [str(number) for number in range(201)]}), hold_out_percent=0, days=1)
    agent = {"actor": world.agent}
    for refused in (
        lambda: add_coupon(**(good | agent)),
        lambda: set_selling(**(rules | agent), hold_out_percent=0, days=1),
    ):
        with pytest.raises(Forbidden):
            refused()
    with in_shop(world.shop):
        assert (Coupon.objects.count(), SellingRules.objects.count()) == (0, 0)
    add_coupon(**good)
    add_coupon(**(good | {"code": "", "codes": ("A", " A", "B "), "least_minor": 0}))
    for percent, days in ((0, 1), (50, 60), (50, 60)):
        set_selling(**rules, hold_out_percent=percent, days=days)
    with in_shop(world.shop):
        assert sorted(CouponCode.objects.values_list("code", flat=True)) == ["A", "B"]
        # Said again it is no change.
        assert Event.objects.filter(kind="retention.selling_rules.set").count() == 2
