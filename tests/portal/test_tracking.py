"""The parcels' pages: by order, by number alone, in a frame; what each shows and what it never shows."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huitou.accounts.limits import Limit
from huitou.accounts.verbs import edit_shop
from huitou.core.deadlines import sweep_shop
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.lanes.verbs import revise_promise
from huitou.notifications.models import Mail
from huitou.orders.models import Line, OrderAddress
from huitou.parcels.following import follow_scans
from huitou.parcels.models import Parcel, ParcelEstimate, ParcelScan, ScanReading
from huitou.parcels.verbs import announce_parcel, record_scan
from huitou.portal.typed_numbers import number_in
from huitou.portal.views.parcels import track as track_view
from tests.news.telling import morning
from tests.portal.reading import words

TRACK = "/s/teahouse/track/"


def carrier_says(world, parcel, status, state, place="", text="", hours_ago=1.0):
    """A carrier's report with a place and its own words."""
    with in_shop(world.shop):
        found = Parcel.objects.get(pk=parcel.pk)
        at = world.now - timedelta(hours=hours_ago)
        scan = ParcelScan.objects.create(
            shop_id=world.shop.pk,
            parcel=found,
            state=state,
            status=status,
            occurred_at=at,
            source="test",
            fingerprint=f"{status}{hours_ago}",
        )
        ScanReading.objects.create(
            shop_id=world.shop.pk,
            parcel=found,
            scan=scan,
            status=status,
            state=state,
            why="code",
            place=place,
            text=text,
        )
        follow_scans(found)
        found.save()


def carrier_names(world, parcel, first, last, at):
    """A carrier's estimate in days from now."""
    with in_shop(world.shop):
        ParcelEstimate.objects.create(
            shop_id=world.shop.pk,
            parcel=parcel,
            source="test",
            earliest_at=world.now + timedelta(days=first),
            latest_at=world.now + timedelta(days=last),
            day_only=True,
            said_at=at,
        )
    revise_promise(parcel=parcel.pk, actor=world.system, at=at)


def parcel_of(world, order):
    with in_shop(world.shop):
        return Parcel.objects.get(order=order, direction="outbound")


@pytest.fixture
def number(world):
    """A parcel on its way, known by a number as carriers give them."""
    order = world.order(delivered_days_ago=None)
    with in_shop(world.shop):
        Parcel.objects.filter(order=order).update(tracking_number="SF1234567890")
    carrier_says(world, parcel_of(world, order), "transit.at_facility", "in_transit", "MEMPHIS, TN 38118, US",
                 "Left with MILLER at 12 Main St")  # fmt: skip
    return "SF1234567890"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("SF 1234 5678 90", "SF1234567890"),
        ("ＳＦ１２３４５６７８９０", "SF1234567890"),
        ("运单号：sf1234567890", "SF1234567890"),
        ("https://www.ups.com/track?loc=en&tracknum=1Z999AA10123456784&requester=x", "1Z999AA10123456784"),
        ("https://t.17track.net/en#nums=RB123456789CN", "RB123456789CN"),
        ("JD0012345678901-1-1-", "JD0012345678901-1-1"),
        ("hello world", ""),
        ("<script>alert(1)</script>", ""),
        ("https://[bad", ""),
        ("9" * 60, ""),
        ("", ""),
    ],
)
def test_the_number_in_what_people_paste(typed, read):
    assert number_in(typed) == read


def test_a_number_alone_shows_the_way_and_nothing_of_the_buyer(world, number):
    answer = Client(headers={"accept-language": "en"}).get(TRACK, {"number": "sf 1234 5678 90"})
    said = words(answer)
    assert answer.status_code == 200
    assert "On its way: last seen in Memphis." in said
    for private in ("青瓷杯", "陈小暖", "MILLER", "38118", "Main St", "1001"):
        assert private not in answer.content.decode().replace(number, "")
    assert "By its number alone we show no names" in said


def test_an_unknown_number_reads_as_one_that_was_not_scanned_yet(world):
    order = world.order(shipped=False, delivered_days_ago=None)
    announce_parcel(
        order_id=order.pk, direction="outbound", actor=world.agent, at=world.now, carrier="sf",
        tracking_number="SF5555555555",
    )  # fmt: skip
    run_pending()
    pages, statements = [], []
    for typed in ("SF5555555555", "SF4444444444"):
        with CaptureQueriesContext(connection) as seen:
            answer = Client(headers={"accept-language": "en"}).get(TRACK, {"number": typed})
        pages.append(words(answer).replace(typed, "N"))
        statements.append(len(seen))
    assert pages[0] == pages[1]
    assert "No carrier has reported anything of N yet." in pages[0]
    assert statements[0] == statements[1]


def test_a_number_of_long_ago_or_of_another_shop_leads_nowhere(world, number, clock):
    clock.forward(days=300)
    assert "No carrier has reported anything" in words(
        Client(headers={"accept-language": "en"}).get(TRACK, {"number": number})
    )


def test_look_ups_by_number_are_limited(world, number, monkeypatch):
    monkeypatch.setattr(track_view, "BY_CLIENT", Limit("track.client", times=2, window=timedelta(hours=1)))
    client = Client(headers={"accept-language": "en"})
    codes = [client.get(TRACK, {"number": typed}).status_code for typed in (number, "SF4444444444", number)]
    assert codes == [200, 200, 429]


def test_what_is_no_number_is_told_so(world):
    answer = Client(headers={"accept-language": "en"}).get(TRACK, {"number": "my parcel"})
    assert answer.status_code == 422
    assert "There is no tracking number in this." in words(answer)


def test_order_number_and_contact_lead_to_the_code_found_or_not(world):
    order = world.order(delivered_days_ago=None)
    for number in (order.number, "no-such-order"):
        answer = Client().post(TRACK, {"number": number, "contact": "buyer@example.com"})
        assert (answer.status_code, answer["Location"]) == (302, "/s/teahouse/code/")


def test_the_buyer_sees_contents_the_day_and_why_it_moved(world, sign_in):
    order = world.order(delivered_days_ago=None)
    parcel = parcel_of(world, order)
    carrier_names(world, parcel, 1, 1, world.now - timedelta(hours=8))
    carrier_says(world, parcel, "exception.delayed", "", "MEMPHIS, TN, US", "Weather delay", hours_ago=2)
    carrier_names(world, parcel, 3, 3, world.now)
    said = words(sign_in(order).get(f"/s/teahouse/orders/{order.number}/parcels/"))
    assert "Held up in Memphis." in said
    assert "weather in Memphis" in said
    assert "Was " in said
    assert "青瓷杯" in said
    assert "Weather delay" in said
    assert "SF Express says so." in said


def test_a_delivered_parcel_opens_the_right_case_filled_in(world, sign_in):
    order = world.order(cups=2)
    page = sign_in(order).get(f"/s/teahouse/orders/{order.number}/parcels/").content.decode()
    for reason in ("damaged", "wrong_item"):
        assert f"/orders/{order.number}/apply/?step=why&amp;i1=2&amp;i2=1&amp;r={reason}" in page
    # Before "it has not arrived" there is a look around, and the report is one tap away.
    parcel = parcel_of(world, order)
    help_page = f"/s/teahouse/orders/{order.number}/parcels/{parcel.ref}/not-received/"
    assert help_page in page
    first = sign_in(order).get(help_page).content.decode()
    assert f"/orders/{order.number}/apply/?step=why&amp;i1=2&amp;i2=1&amp;r=not_received" in first
    assert "Was it" not in page


def test_a_return_and_a_second_parcel_stand_beside_it_in_as_many_statements(world, sign_in):
    order = world.order()
    client = sign_in(order)
    path = f"/s/teahouse/orders/{order.number}/parcels/"
    client.get(path)
    with CaptureQueriesContext(connection) as before:
        client.get(path)
    line = world.line(order, "pot")
    back = announce_parcel(
        order_id=order.pk, direction="return", actor=world.agent, at=world.now, lines={line.pk: 1}, carrier="zto",
        tracking_number="ZT00000001",
    )  # fmt: skip
    record_scan(parcel=back, state="in_transit", occurred_at=world.now, actor=world.agent, at=world.now)
    announce_parcel(order_id=order.pk, direction="replacement", actor=world.agent, at=world.now, lines={line.pk: 1})
    with CaptureQueriesContext(connection) as after:
        said = words(client.get(path))
    assert "Your return" in said
    assert "Your replacement" in said
    assert "Your return is on its way to the shop." in said
    assert len(after) == len(before)


def test_a_number_alone_says_that_it_came_and_not_who_took_it_in_or_who_was_out(world, number, sign_in):
    with in_shop(world.shop):
        order = Parcel.objects.select_related("order").get(tracking_number=number).order
    carrier_says(world, parcel_of(world, order), "attempt.nobody", "in_transit", hours_ago=0.6)
    carrier_says(world, parcel_of(world, order), "delivered.neighbour", "delivered", hours_ago=0.5)
    said = words(Client(headers={"accept-language": "en"}).get(TRACK, {"number": number}))
    assert "The parcel was delivered." in said
    assert "neighbour" not in said
    assert "nobody" not in said
    mine = words(sign_in(order).get(f"/s/teahouse/orders/{order.number}/parcels/"))
    assert "The parcel was handed to a neighbour." in mine
    assert "The courier met nobody." in mine


def test_the_frame_is_for_the_shops_domain_only_and_sets_no_cookie(world, number):
    world.hire("manager")
    shop = Shop.objects.get(pk=world.shop.pk)
    edit_shop(actor=world.hire("manager"), at=world.now, name=shop.name, locale=shop.locale, domain="cups.example.com")
    answer = Client().get(reverse("portal:track_embed", args=[shop.slug]) + f"?lang=en&number={number}")
    assert "frame-ancestors https://cups.example.com https://*.cups.example.com" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "last seen in Memphis" in words(answer)
    script = Client().get(reverse("portal:track_embed_script", args=[shop.slug]))
    assert "cookie" not in script.content.decode()
    assert not script.cookies


def test_the_mail_that_a_parcel_left_carries_the_same_as_data_and_nothing_breaks_out_of_it(world, clock):
    morning(clock)
    order = world.order(shipped=False, delivered_days_ago=None)
    with in_shop(world.shop):
        Line.objects.filter(order=order, external_id="cup").update(title='</script><b>"杯"</b>')
        # Without all of an address Gmail takes nothing, so nothing would be written.
        OrderAddress.objects.create(
            shop=world.shop,
            order=order,
            street="和平路 8 号",
            city="杭州",
            region="浙江省",
            postcode="310000",
            country="CN",
        )
    parcel = announce_parcel(
        order_id=order.pk, direction="outbound", actor=world.agent, at=world.now, carrier="dhl",
        tracking_number="JD00000123456789", promised_at=world.now + timedelta(days=3),
    )  # fmt: skip
    record_scan(parcel=parcel, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
    run_pending()
    clock.forward(minutes=4)
    sweep_shop(world.shop.pk, at=world.now)
    with in_shop(world.shop):
        mail = Mail.objects.get(about_id=parcel.pk)
    start = mail.html.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    data = json.loads(mail.html[start : mail.html.index("</script>", start)])
    assert data["@type"] == "ParcelDelivery"
    assert data["carrier"] == data["provider"] == {"@type": "Organization", "name": "DHL"}
    assert data["partOfOrder"]["orderNumber"] == order.number
    assert data["partOfOrder"]["merchant"]["name"] == world.shop.name
    assert data["deliveryAddress"]["addressCountry"] == "CN"
    assert data["expectedArrivalUntil"][:10] == f"{world.now + timedelta(days=3):%Y-%m-%d}"
    assert data["itemShipped"][0]["name"] == '</script><b>"杯"</b> × 3'
    assert data["trackingUrl"].endswith("/s/teahouse/track/?number=JD00000123456789")
    assert "<b>" not in mail.html


def test_the_list_of_orders_says_where_each_is_in_as_many_statements_for_one_as_for_many(world, number, sign_in):
    with in_shop(world.shop):
        on_its_way = Parcel.objects.select_related("order").get(tracking_number=number)
    carrier_names(world, on_its_way, 1, 1, world.now)
    client, orders = sign_in(on_its_way.order), "/s/teahouse/orders/"
    client.get(orders)
    with CaptureQueriesContext(connection) as of_one:
        client.get(orders)
    delivered, waiting = world.order(), world.order(delivered_days_ago=None)
    carrier_says(world, parcel_of(world, waiting), "pickup_ready.other", "in_transit")
    second = announce_parcel(
        order_id=delivered.pk, direction="outbound", actor=world.agent, at=world.now, carrier="sf",
        lines={world.line(delivered, "pot").pk: 1},
    )  # fmt: skip
    record_scan(parcel=second, state="lost", occurred_at=world.now, actor=world.agent, at=world.now)
    with CaptureQueriesContext(connection) as of_three:
        page = client.get(orders)
    said = words(page)
    assert "On its way with SF Express. Expected" in said
    assert "It waits for you at the pick-up point." in said
    assert "1 of 2 parcels have come. It was lost on its way." in said
    assert page.content.decode().count('class="order-where is-') == 2
    assert len(of_three) == len(of_one)
