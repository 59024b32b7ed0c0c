"""What goes wrong: unknown codes, corrections, recycled numbers, two carriers, moments that cannot be, junk."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from huitou.accounts.roles import StaffRole
from huitou.core.actors import system_actor
from huitou.core.errors import Forbidden
from huitou.core.events import verify_chain
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.personal_erasure import erase_person
from huitou.core.personal_registry import person
from huitou.core.tenancy import in_shop
from huitou.core.webhooks import CallRefused
from huitou.parcels import refused
from huitou.parcels.carriers.aftership import adapter as aftership
from huitou.parcels.carriers.kdniao import adapter as kdniao
from huitou.parcels.carriers.shopify import adapter as shopify
from huitou.parcels.carriers.simulator.journeys import journey
from huitou.parcels.carriers.simulator.mischief import deliveries
from huitou.parcels.carriers.simulator.writers import Written, write
from huitou.parcels.course import Scan, course_of, of_this_parcel
from huitou.parcels.file_import import FileUnreadable, import_file
from huitou.parcels.hooks import LARGEST_BODY, try_refused
from huitou.parcels.models import CarrierNotice, Followed, Parcel, ParcelScan, RefusedPush, ScanReading
from huitou.parcels.numbers import TrackingNumberMalformed, number_in
from huitou.parcels.replaying import replay
from huitou.parcels.strays import find_strays
from huitou.parcels.unread import bad_pushes, inbox, unmapped_codes
from huitou.parcels.verbs import decide_meaning, keep_carrier_account
from huitou.parcels.vocabulary.pairs import PAIRS, PLAIN
from huitou.parcels.vocabulary.sentences import SENTENCES
from tests.parcels.carrying import AT, VALUES, build

NUMBER = "SF1234567890123"


@pytest.fixture
def house(once, clock):
    return once(build)


@pytest.fixture
def carrying(house):
    return house.carrying


def push(*points, number=NUMBER, said_at=AT, name="", slug="sf-express", **more):
    """AfterShip tells (hours before AT, subtag) of a number."""
    told = [
        {"checkpoint_time": (AT - timedelta(hours=hours)).isoformat(), "subtag": code, "message": f"at {hours}"}
        for hours, code in points
    ]
    msg = {
        "tracking_number": number, "slug": slug, "checkpoints": told, "updated_at": said_at and said_at.isoformat(),
        **more,
    }  # fmt: skip
    body = json.dumps({"event_id": name or repr((points, said_at)), "msg": msg}).encode()
    return signed(body)


def signed(body):
    return Written({aftership.HEADER: aftership.sign("after-secret", body)}, body)


def test_every_pair_has_a_sentence_and_every_plain_state_a_pair():
    assert set(SENTENCES) == set(PAIRS)
    assert {PAIRS[status].state for status in PLAIN.values()} == set(PLAIN)
    assert {pair.state for pair in PAIRS.values()} - {""} == set(PLAIN)


def test_a_code_that_nobody_knows_changes_nothing_waits_and_is_read_later(carrying):
    carrying.send("aftership", push((20, "InTransit_002"), (4, "InTransit_042")))
    parcel = carrying.parcel(NUMBER)
    assert (parcel.state, parcel.status) == ("collected", "transit.collected")
    with in_shop(carrying.shop):
        (waits,) = unmapped_codes()
        assert (waits.source, waits.code, waits.reports, waits.text) == ("aftership", "InTransit_042", 1, "at 4")
    told = carrying.told(NUMBER)[-1]
    assert (told.status, told.why) == ("", "aftership v1 does not know InTransit_042")
    deed = {"source": "aftership", "code": "InTransit_042", "status": "customs.processing", "at": AT}
    with pytest.raises(Forbidden):
        decide_meaning(actor=carrying.actor(StaffRole.AGENT), **deed)
    decide_meaning(actor=carrying.actor(StaffRole.MANAGER), **deed)
    run_pending()
    parcel = carrying.parcel(NUMBER)
    assert (parcel.state, parcel.status) == ("in_transit", "customs.processing")
    assert carrying.told(NUMBER)[-1].why == "aftership: InTransit_042, as the shop decided"
    with in_shop(carrying.shop):
        assert unmapped_codes() == []
        # What was reported stays as it was first read; how it is read now stands beside it.
        assert list(ParcelScan.objects.filter(code="InTransit_042").values_list("state", "status")) == [
            ("unmapped", "")
        ]
        verify_chain(list(Event.objects.filter(subject_id=parcel.pk).order_by("seq")))
    again = replay(shop_id=carrying.shop.pk, actor=system_actor(carrying.shop.pk), at=AT)
    assert (again.parcels, again.reports) == (1, 0)


def test_what_a_newer_list_leaves_out_was_withdrawn_whenever_it_arrives(carrying):
    old = push((20, "InTransit_002"), (3, "Delivered_001"), said_at=AT - timedelta(hours=3))
    new = push((20, "InTransit_002"), (2, "InTransit_003"), said_at=AT - timedelta(hours=1))
    carrying.send("aftership", old)
    assert carrying.parcel(NUMBER).state == "delivered"
    for late in (new, old, new):
        carrying.send("aftership", late)
        parcel = carrying.parcel(NUMBER)
        assert (parcel.state, parcel.status, parcel.delivered_at) == ("in_transit", "transit.at_facility", None)
    assert [(one.code, one.set_aside) for one in carrying.told(NUMBER, every=True)] == [
        ("InTransit_002", ""), ("Delivered_001", "withdrawn"), ("InTransit_003", ""),
    ]  # fmt: skip


def test_an_older_list_that_comes_late_brings_nothing_back(carrying):
    carrying.send("aftership", push((20, "InTransit_002"), (3, "InTransit_003"), said_at=AT - timedelta(hours=1)))
    carrying.send("aftership", push((20, "InTransit_002"), (2, "Delivered_001"), said_at=AT - timedelta(hours=2)))
    assert (carrying.parcel(NUMBER).state, carrying.parcel(NUMBER).delivered_at) == ("in_transit", None)


def test_an_event_that_was_given_another_time_counts_once(carrying):
    carrying.send("aftership", push((20, "InTransit_002"), (3, "Delivered_001"), said_at=AT - timedelta(hours=2)))
    carrying.send("aftership", push((20, "InTransit_002"), (5, "Delivered_001"), said_at=AT - timedelta(hours=1)))
    assert carrying.parcel(NUMBER).delivered_at == AT - timedelta(hours=5)
    assert [one.code for one in carrying.told(NUMBER)] == ["InTransit_002", "Delivered_001"]


def test_a_number_that_had_another_parcel_before(carrying):
    """The old one's delivery came before the order was placed, two days ago."""
    carrying.send("aftership", push((24 * 300, "InTransit_002"), (24 * 298, "Delivered_001"), (6, "InTransit_002")))
    parcel = carrying.parcel(NUMBER)
    assert (parcel.state, parcel.delivered_at, parcel.shipped_at) == ("collected", None, AT - timedelta(hours=6))
    assert [one.set_aside for one in carrying.told(NUMBER, every=True)] == ["other_parcel", "other_parcel", ""]


START = datetime(2026, 1, 1, tzinfo=UTC)
LIVES = st.lists(
    st.builds(
        lambda status, days: Scan(PAIRS[status].state, START + timedelta(days=days), status),
        st.sampled_from(["info.label_created", "transit.collected", "delivered.other", "returned.other"]),
        st.integers(-5, 200),
    ),
    max_size=8,
)


@given(LIVES, st.randoms())
def test_whose_a_report_is_does_not_depend_on_the_order_of_arrival(scans, random):
    def kept(given_scans):
        ours = of_this_parcel(given_scans, begins_at=START)
        return sorted((one.occurred_at, one.status) for one, mine in zip(given_scans, ours, strict=True) if mine)

    shuffled = list(scans)
    random.shuffle(shuffled)
    assert kept(shuffled) == kept(scans)


def test_a_number_given_out_anew_leaves_the_old_parcel_delivered():
    old = [
        Scan("collected", START, "transit.collected"),
        Scan("delivered", START + timedelta(days=2), "delivered.other"),
    ]
    new = [Scan("collected", START + timedelta(days=90), "transit.collected")]
    assert of_this_parcel(old + new, begins_at=START) == [True, True, False]
    # Going back after a long time is still the same parcel.
    back = [Scan("in_transit", START + timedelta(days=90), "returning.other")]
    assert of_this_parcel(old + back, begins_at=START) == [True, True, True]


def test_delay_and_damage_before_the_hand_over_do_not_send_it():
    for status in ("exception.delayed", "exception.damaged", "exception.other", "expired.other"):
        course = course_of([Scan("announced", START, "info.label_created"), Scan("", START, status)])
        assert (course.state, course.shipped_at) == ("announced", None)
    assert course_of([Scan("unmapped", START)]).status == "info.label_created"


def test_two_carriers_of_one_number(carrying, house):
    carrying.announce(carrying.order("O-2"), "777", carrier="yunda")
    carrying.announce(carrying.order("O-3"), "777", carrier="sf")
    carrying.send("aftership", push((5, "Delivered_001"), number="777", slug="sf-express"))
    with in_shop(carrying.shop):
        from huitou.parcels.models import Parcel

        states = dict(Parcel.objects.filter(tracking_number="777").values_list("carrier", "state"))
        asides = dict(ScanReading.objects.filter(parcel__tracking_number="777").values_list(
            "parcel__carrier", "set_aside"))  # fmt: skip
    assert states == {"yunda": "announced", "sf": "delivered"}
    assert asides == {"yunda": "other_carrier", "sf": ""}


@pytest.mark.parametrize("moment", ["1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "9999-12-31T23:59:59-11:00"])
def test_moments_that_cannot_be_are_kept_and_do_not_count(carrying, moment):
    right = push((20, "InTransit_002"), said_at=None)
    told = json.loads(right.body)
    told["msg"]["checkpoints"].append({"checkpoint_time": moment, "subtag": "Delivered_001"})
    carrying.send("aftership", signed(json.dumps(told).encode()))
    parcel = carrying.parcel(NUMBER)
    if moment.startswith("9999"):
        with in_shop(carrying.shop):
            assert (inbox().broken, CarrierNotice.objects.get().outcome) == (1, "broken")
        assert parcel.state == "announced"
        return
    assert (parcel.state, parcel.delivered_at) == ("collected", None)
    assert [one.set_aside for one in carrying.told(NUMBER, every=True) if one.set_aside] == ["impossible"]


@pytest.mark.parametrize(
    "body",
    [b"[]", b"null", b"{", b'{"event_id": "1"}', b'{"event_id": "1", "msg": {"tracking_number": ""}}', b"\xff\xfe{",
     '{"event_id": "1", "msg": {"tracking_number": "快递"}}'.encode("gbk"), b'{"event_id": NaN, "msg": {}}',
     b"[" * 100_000],
)  # fmt: skip
def test_nonsense_with_a_right_signature_is_refused(carrying, body):
    before = carrying.counts()
    assert carrying.send("aftership", signed(body)).status_code == 400
    assert carrying.counts() == before


def test_a_call_that_was_not_believed_is_kept_and_taken_in_once_the_secret_is_right(carrying):
    owner = carrying.actor(StaffRole.OWNER)
    forged = replace(push((5, "Delivered_001")), headers={aftership.HEADER: "forged"})
    meant = push((5, "Delivered_001"))
    keep_carrier_account(source_code="aftership", values={"webhook_secret": "mistyped"}, actor=owner, at=AT)
    for told in (forged, meant, meant):
        assert carrying.send("aftership", told, cookie="theirs").status_code == 401
    assert carrying.parcel(NUMBER).state == "announced"
    with in_shop(carrying.shop):
        kept = RefusedPush.objects.get(times=2)
        assert [(one.kind, one.why, one.raw) for one in bad_pushes()] == [
            ("refused", "signature_wrong", meant.body.decode())
        ] * 2
        assert set(kept.headers) == {aftership.HEADER, "content-type"}
    with pytest.raises(CallRefused):
        try_refused(refused=kept.pk, actor=owner, at=AT)
    with pytest.raises(Forbidden):
        try_refused(refused=kept.pk, actor=carrying.actor(StaffRole.AGENT), at=AT)
    keep_carrier_account(source_code="aftership", values=VALUES["aftership"], actor=owner, at=AT)
    assert try_refused(refused=kept.pk, actor=owner, at=AT) == 1
    run_pending()
    assert carrying.parcel(NUMBER).state == "delivered"
    with in_shop(carrying.shop):
        (forgery,) = RefusedPush.objects.all()
    with pytest.raises(CallRefused):
        try_refused(refused=forgery.pk, actor=owner, at=AT)


def test_a_knocker_fills_no_table(carrying, monkeypatch):
    monkeypatch.setattr(refused, "MOST_KEPT", 3)
    for number in range(5):
        carrying.send("aftership", Written({}, f'{{"n": {number}}}'.encode()))
    carrying.send("aftership", Written({}, b" " * (refused.LARGEST_KEPT + 1)))
    with in_shop(carrying.shop):
        assert RefusedPush.objects.count() == 3


def test_what_is_too_large_is_refused_unread(carrying):
    before = carrying.counts()
    answer = carrying.send("aftership", signed(b" " * (LARGEST_BODY + 1)))
    assert answer.status_code == 413
    assert carrying.counts() == before
    assert Client().get(f"/hooks/carriers/{carrying.shop.slug}/aftership/").status_code == 405


def test_a_form_in_another_charset_is_refused(carrying):
    body = b"param=%C8%CB&sign=00"
    assert carrying.send("kuaidi100", Written({}, body, "application/x-www-form-urlencoded")).status_code == 400


def test_odd_words_are_kept_as_far_as_they_can_be(carrying):
    odd = push((5, "Delivered_001"))
    told = json.loads(odd.body)
    told["msg"]["checkpoints"][0] |= {"message": "a\x00b\ud800<b>" + "长" * 900, "city": ["York"], "country_region": 7}
    carrying.send("aftership", signed(json.dumps(told).encode()))
    (kept,) = carrying.told(NUMBER)
    assert (kept.text[:6], len(kept.text), kept.place, kept.country) == ("a b<b>", 500, "", "")


def test_a_push_before_its_parcel_waits_for_it(carrying):
    way = journey("smooth", number="SF555", begins_at=AT - timedelta(days=1), carrier="sf")
    early = write("aftership", way, VALUES["aftership"], said_at=AT, name="e1")
    carrying.send("aftership", early)
    with in_shop(carrying.shop):
        assert inbox().strays == 1
    carrying.announce(carrying.order("O-5"), "SF555")
    run_pending()
    assert carrying.parcel("SF555").state == "delivered"
    with in_shop(carrying.shop):
        assert (inbox().strays, CarrierNotice.objects.get().payload) == (0, {})
    assert find_strays(shop_id=carrying.shop.pk, at=AT) == 0


def test_mischief_ends_where_the_way_ends(carrying):
    """Late, doubled, reordered, forged, and one step taken back by its carrier: one parcel for each of five dice."""
    for dice in range(5):
        number = f"SF77{dice}"
        carrying.announce(carrying.order(f"M-{dice}"), number)
        way = journey("missed", number=number, begins_at=AT - timedelta(hours=62), carrier="sf")
        sent = list(deliveries("aftership", way, VALUES["aftership"], Random(dice), slip=2))
        answers = [carrying.send("aftership", one.written, run=False).status_code for one in sent]
        assert answers == [200 if one.right else 401 for one in sent]
        run_pending()
        parcel = carrying.parcel(number)
        assert (parcel.state, parcel.status) == ("delivered", "delivered.collected")
        assert [one.status for one in carrying.told(number)] == [
            step.status for step in way.without(2).steps
        ], dice  # fmt: skip


def test_a_file_of_scans(carrying):
    rows = (
        "运单号,状态,时间,地点\n{n},揽收,2026-05-31 10:00:00,杭州\nSF 1234567890123,签收,2026-06-01 09:00,上海\n"
        ",签收,2026-06-01,\n{n},签收,gestern,\nSF999,签收,2026-06-01,\n"
    )
    for charset in ("utf-8-sig", "gb18030"):
        done = import_file(shop=carrying.shop, content=rows.format(n=NUMBER).encode(charset), at=AT)
        assert (done.taken, done.strays, [(one.line, one.why) for one in done.skipped]) == (
            2, 1, [(4, "number"), (5, "occurred_at")],
        )  # fmt: skip
    parcel = carrying.parcel(NUMBER)
    assert (parcel.state, parcel.delivered_at) == ("delivered", datetime(2026, 6, 1, 1, tzinfo=UTC))
    assert [one.zone for one in carrying.told(NUMBER)] == ["assumed", "assumed"]
    with pytest.raises(FileUnreadable):
        import_file(shop=carrying.shop, content=b"a,b\n1,2\n", at=AT)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (" sf 1234 5678 90123 ", "SF1234567890123"),
        ("ＳＦ１２３４５６７８９０１２３", "SF1234567890123"),
        ("https://www.17track.net/zh-cn?nums=YT5555508965056", "YT5555508965056"),
        ("https://www.ups.com/track?loc=en_US&tracknum=1Z5R89390357567127&requester=ST/", "1Z5R89390357567127"),
        ("https://www.sf-express.com/cn/sc/dynamic_function/waybill/#search/bill-number/SF1234567890123", None),
        ("https://example.com/track/RB123456785GB", "RB123456785GB"),
    ],
)
def test_a_number_is_read_out_of_what_is_pasted(typed, number):
    if number is None:
        assert number_in(typed.replace("#", "")) == "SF1234567890123"
    else:
        assert number_in(typed) == number


@pytest.mark.parametrize("typed", ["12<script>", "单号", "https://[", "1" * 41])
def test_what_is_no_number_is_refused(typed):
    from huitou.parcels.numbers import TrackingNumberMissing

    with pytest.raises((TrackingNumberMalformed, TrackingNumberMissing)):
        number_in(typed)


def test_a_shop_does_not_read_anothers(house, carrying):
    right = push((5, "Delivered_001"))
    assert carrying.send("aftership", right, slug="pots").status_code == 503
    assert carrying.send("aftership", replace(right, headers={})).status_code == 401
    assert carrying.parcel(NUMBER).state == "announced"


def test_one_report_dated_in_the_future_does_not_freeze_the_parcel(carrying):
    carrying.send("aftership", push((20, "InTransit_002"), (-24 * 9000, "InTransit_003"), said_at=None, name="f1"))
    carrying.send("aftership", push((20, "InTransit_002"), (1, "Delivered_001"), said_at=None, name="f2"))
    assert carrying.parcel(NUMBER).state == "delivered"


def test_a_list_said_to_be_of_the_future_is_of_when_it_was_heard(carrying, clock):
    ahead = AT + timedelta(days=9000)
    carrying.send("aftership", push((20, "InTransit_002"), said_at=ahead, name="f1"))
    carrying.send("aftership", push((20, "InTransit_002"), (1, "Delivered_001"), said_at=ahead, name="f2"))
    with in_shop(carrying.shop):
        assert Followed.objects.get().list_said_at <= clock.now()
    assert carrying.parcel(NUMBER).state == "delivered"


def test_an_erasure_takes_what_carriers_said_and_what_they_sent_along_was_never_kept(house, carrying):
    carrying.send("aftership", push((20, "InTransit_002"), customers=[{"email": "a@example.com"}]), run=False)
    fulfilment = json.dumps({"id": 77, "tracking_number": NUMBER, "destination": {"name": "A"}}).encode()
    carrying.send("shopify", Written({shopify.HEADER: shopify.sign("shop-secret", fulfilment)}, fulfilment), run=False)
    with in_shop(carrying.shop):
        assert CarrierNotice.objects.count() == 2
        assert not any(
            "example.com" in str(row.payload) or "'A'" in str(row.payload) for row in CarrierNotice.objects.all()
        )
        Parcel.objects.update(external_id="77")
        erase_person(person(carrying.shop.pk, house.order.customer_id), AT)
        assert CarrierNotice.objects.count() == 0
        assert Parcel.objects.get().tracking_number == ""


def test_an_odd_row_takes_no_other_with_it_and_an_odd_batch_is_refused(carrying):
    def birds(data):
        form = {
            "RequestData": data, "DataSign": kdniao.sign("bird-key", data), "EBusinessID": "1672544",
            "RequestType": "101",
        }  # fmt: skip
        return Written({}, urlencode(form).encode(), "application/x-www-form-urlencoded")

    trace = '{"AcceptTime": "2026-06-01 09:00:00", "AcceptStation": "运输中", "Action": "2"}'
    good = f'{{"LogisticCode": "{NUMBER}", "Traces": [{trace}]}}'
    assert carrying.send("kdniao", birds(f'{{"Data": [{{"LogisticCode": ""}}, {good}]}}')).status_code == 200
    assert carrying.parcel(NUMBER).state == "in_transit"
    before = carrying.counts()
    for odd in ('{"Data": [{"LogisticCode": "X", "W": 1e999}]}', json.dumps({"Data": [{}] * 600})):
        assert carrying.send("kdniao", birds(odd)).status_code == 400
    assert carrying.counts() == before


def test_what_nobody_could_read_is_read_once_its_adapter_was_mended(carrying, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(aftership.AfterShip, "read", lambda *_: [][0])
        carrying.send("aftership", push((20, "InTransit_002")))
    with in_shop(carrying.shop):
        assert inbox().broken == 1
    replay(shop_id=carrying.shop.pk, actor=system_actor(carrying.shop.pk), at=AT)
    run_pending()
    with in_shop(carrying.shop):
        assert inbox().broken == 0
    assert carrying.parcel(NUMBER).state == "collected"
