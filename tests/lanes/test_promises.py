"""What is promised of a parcel and how the word changes; parcels in trouble and what is done about them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huitou.core.errors import Forbidden
from huitou.core.events import Event
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.lanes.jobs import _due, revise_shop
from huitou.lanes.models import DeliveryPromise, LaneRecord, TroubleStep
from huitou.lanes.promising import Known, Window, judge, why_revise
from huitou.lanes.stages import Stage
from huitou.lanes.times import Lane, LaneTimes
from huitou.lanes.trouble import STEPS, Kind, Step, Watched, trouble_of
from huitou.lanes.troubled import troubled
from huitou.lanes.verbs import recount_lanes, revise_promise
from huitou.notifications.models import Mail
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel, record_scan
from tests.portal.test_tracking import carrier_names, carrier_says
from tests.worlds import build_world

TODAY = date(2026, 11, 23)
LANE = Lane("SF", "CN", "CN", 0)


def spread(days=3, number=100):
    times = LaneTimes()
    times.add(LANE, days, on=0, number=number)
    return times.spread(LANE, on=0)


def known(**more):
    return Known(**{"stage": Stage.MOVING, "today": TODAY, "handed_on": TODAY - timedelta(days=1)} | more)


def test_the_carriers_word_comes_before_the_lane_and_the_lane_before_the_shops():
    by = TODAY + timedelta(days=9)
    named = (TODAY + timedelta(days=1), TODAY + timedelta(days=2))
    assert judge(known(carrier=named, spread=spread(), shop_by=by)).source == "carrier"
    lane = judge(known(spread=spread(), shop_by=by))
    assert (lane.source, lane.earliest, lane.latest) == ("lane", TODAY + timedelta(days=2), TODAY + timedelta(days=2))
    assert judge(known(spread=spread(number=5), shop_by=by)) == Window(None, by, "shop")
    assert judge(known(spread=spread(number=5))) is None


def test_no_word_names_a_day_that_has_passed():
    yesterday = TODAY - timedelta(days=1)
    assert judge(known(carrier=(yesterday, yesterday), shop_by=yesterday)) is None
    late = judge(known(handed_on=TODAY - timedelta(days=5), spread=spread()))
    assert late is None  # nobody on this lane was ever as late
    assert judge(known(carrier=(yesterday, TODAY))).earliest == TODAY


@pytest.mark.parametrize("stage", [Stage.DELIVERED, Stage.LOST, Stage.GOING_BACK, Stage.CAME_BACK, Stage.STOPPED])
def test_what_does_not_come_gets_no_day(stage):
    assert judge(known(stage=stage, spread=spread())) is None


def test_a_word_is_replaced_only_where_it_cannot_stand():
    old = Window(TODAY, TODAY + timedelta(days=2), "lane")
    moved = Window(TODAY + timedelta(days=1), TODAY + timedelta(days=3), "lane")
    assert why_revise(moved, old, Stage.MOVING, TODAY) == ""
    assert why_revise(moved, old, Stage.MOVING, TODAY + timedelta(days=3)) == "overdue"
    assert why_revise(moved, old, Stage.HELD, TODAY + timedelta(days=3)) == "held_up"
    assert why_revise(Window(TODAY, TODAY, "carrier"), old, Stage.MOVING, TODAY) == "source_said"
    assert why_revise(moved, None, Stage.MOVING, TODAY) == "first"


def watched(**more):
    return Watched(**{"stage": Stage.MOVING, "status": "", "today": TODAY, "announced_on": TODAY,
                      "handed_on": TODAY} | more)  # fmt: skip


@pytest.mark.parametrize(
    ("parcel", "kind"),
    [
        ({}, None),
        ({"stage": Stage.LOST}, Kind.LOST),
        ({"stage": Stage.DELIVERED, "handed_on": TODAY - timedelta(days=40)}, None),
        ({"stage": Stage.ATTEMPTED, "status": "attempt.bad_address"}, Kind.BAD_ADDRESS),
        ({"stage": Stage.ATTEMPTED, "status": "attempt.nobody"}, Kind.NOT_MET),
        ({"stage": Stage.CUSTOMS, "status": "customs.action_required"}, Kind.CUSTOMS),
        ({"stage": Stage.ANNOUNCED, "announced_on": TODAY - timedelta(days=2), "handed_on": None}, Kind.UNSCANNED),
        ({"stage": Stage.ANNOUNCED, "announced_on": TODAY - timedelta(days=1), "handed_on": None}, None),
        ({"handed_on": TODAY - timedelta(days=4), "spread": spread()}, Kind.STUCK),
        ({"handed_on": TODAY - timedelta(days=3), "spread": spread()}, None),
        # Without statistics only silence tells.
        ({"handed_on": TODAY - timedelta(days=9), "news_on": TODAY - timedelta(days=1)}, None),
        ({"handed_on": TODAY - timedelta(days=9), "news_on": TODAY - timedelta(days=8)}, Kind.STUCK),
        ({"latest_on": TODAY - timedelta(days=1)}, Kind.OVERDUE),
    ],
)
def test_what_counts_as_trouble(parcel, kind):
    found = trouble_of(watched(**parcel))
    assert (found.kind if found else None) == kind


def test_what_was_tried_makes_way_for_the_next_step():
    found = trouble_of(watched(handed_on=TODAY - timedelta(days=4), spread=spread()))
    assert found.best([]) == Step.ASK
    assert found.best([Step.ASK]) == Step.WRITE
    assert found.best(list(STEPS[Kind.STUCK])) == Step.REPLACE


def learned_shop(clock):
    """A shop of which twenty-two parcels arrived, each two days after it was sent."""
    world = build_world(clock)
    world.hire("agent")
    for _ in range(22):
        world.order(delivered_days_ago=2)
    assert recount_lanes(actor=world.system, at=world.now) > 0
    return world


@pytest.fixture
def lanes(once, clock):
    """That shop, built once."""
    world = once(lambda: learned_shop(clock))
    world.clock = clock
    return world


def sent(world, **facts):
    """An order whose parcel was just handed over."""
    order = world.order(shipped=False, delivered_days_ago=None, **facts)
    parcel = announce_parcel(
        order_id=order.pk, direction="outbound", actor=world.agent, at=world.now, carrier="sf",
        tracking_number=f"SF{order.number}000000",
    )  # fmt: skip
    record_scan(parcel=parcel, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
    run_pending()
    return order, parcel


def words_of(world, parcel):
    with in_shop(world.shop):
        return list(DeliveryPromise.objects.filter(parcel_id=parcel.pk).order_by("number"))


def test_a_shop_learns_promises_and_revises_and_keeps_every_word(lanes, clock):
    world = lanes
    with in_shop(world.shop):
        proper = [row for row in LaneRecord.objects.all() if row.key == "SF|CN|CN"]
    assert [row.number for row in proper] == [22]
    _order, parcel = sent(world)
    first = words_of(world, parcel)
    assert [(word.number, word.source, word.because) for word in first] == [(1, "lane", "first")]
    assert first[0].parcels == 22
    assert first[0].earliest_on <= first[0].latest_on
    carrier_names(world, parcel, 4, 5, world.now)
    carrier_names(world, parcel, 4, 5, world.now)
    told = words_of(world, parcel)
    assert [(word.source, word.because) for word in told] == [("lane", "first"), ("carrier", "source_said")]
    clock.forward(days=9)
    revise_shop(world.shop.pk, at=world.now)
    again = words_of(world, parcel)
    assert all(word.latest_on >= (world.now - timedelta(days=10)).date() for word in again)
    with in_shop(world.shop):
        kinds = list(
            Event.objects.filter(subject_id=parcel.pk, kind__startswith="lanes.").values_list("kind", flat=True)
        )
    assert kinds[:2] == ["lanes.promise.given", "lanes.promise.revised"]
    assert len(kinds) == len(again)


def test_a_word_of_another_shops_parcels_is_not_learned(worlds):
    one, other = worlds("one"), worlds("other")
    for _ in range(5):
        one.order(delivered_days_ago=2)
    recount_lanes(actor=one.system, at=one.now)
    recount_lanes(actor=other.system, at=other.now)
    with in_shop(other.shop):
        assert not LaneRecord.objects.exists()


def test_the_desk_shows_trouble_writes_once_and_lets_it_rest(lanes, clock, monkeypatch):
    world = lanes
    order, parcel = sent(world)
    _calm, _other = sent(world)
    clock.forward(days=1)
    carrier_says(world, parcel, "attempt.bad_address", "in_transit", hours_ago=1)
    # However many parcels may only be late: what its own status says is never cut off.
    monkeypatch.setattr("huitou.lanes.troubled.MOST", 0)
    with in_shop(world.shop):
        rows = troubled(world.shop, at=world.now)
        assert troubled(world.shop, at=world.now, only=_other.ref) == []
    assert [(row.parcel.pk, row.found.kind, row.best) for row in rows] == [(parcel.pk, Kind.BAD_ADDRESS, Step.WRITE)]
    desk = Client(headers={"accept-language": "en"})
    world.hire("agent")
    desk.force_login(world.staff["agent"])
    path = f"/desk/{world.shop.slug}/parcels/"
    lanes_page = desk.get(f"{path}lanes/").content.decode()
    assert "SF Express" in lanes_page
    assert 'data-label="Parcels">22<' in lanes_page
    page = desk.get(f"{path}trouble/").content.decode()
    assert "Address not found" in page
    assert f"pieces_{world.line(order, 'pot').pk}=1" in page
    answer = desk.post(f"{path}{parcel.ref}/trouble/write/")
    assert (answer.status_code, answer["Location"]) == (302, f"{path}trouble/")
    # A second click writes no second letter; who pressed on the queue stays there.
    again = desk.post(f"{path}{parcel.ref}/trouble/write/", {"from": "queue"})
    assert (again.status_code, again["Location"]) == (302, f"/desk/{world.shop.slug}/")
    with in_shop(world.shop):
        mail = Mail.objects.get(key__startswith="lanes.trouble:")
        assert TroubleStep.objects.get().did == "write"
        rested = troubled(world.shop, at=world.now)
    assert mail.to_email == "buyer@example.com"
    assert "快递员找不到收货地址。" in mail.text
    assert "请回信告诉我们正确的地址。" in mail.text
    assert [(row.resting, row.best) for row in rested] == [(True, Step.ASK)]
    clock.forward(days=3)
    with in_shop(world.shop):
        row = next(row for row in troubled(world.shop, at=world.now) if row.parcel.pk == parcel.pk)
    assert (row.resting, row.best) == (False, Step.ASK)
    # What the kind does not offer cannot be done.
    assert desk.post(f"{path}{parcel.ref}/trouble/search/").status_code == 404
    assert desk.post(f"{path}{parcel.ref}/trouble/nonsense/").status_code == 404


def test_an_open_case_takes_the_parcel_off_the_list_and_statements_do_not_grow(lanes, clock):
    world = lanes
    desk = Client(headers={"accept-language": "en"})
    world.hire("agent")
    desk.force_login(world.staff["agent"])
    path = f"/desk/{world.shop.slug}/parcels/trouble/"

    def trouble(times):
        for _ in range(times):
            _order, parcel = sent(world)
            carrier_says(world, parcel, "exception.lost", "lost", hours_ago=0)

    trouble(1)
    desk.get(path)
    with CaptureQueriesContext(connection) as before:
        assert "1 parcel in trouble" in desk.get(path).content.decode()
    trouble(3)
    with CaptureQueriesContext(connection) as after:
        assert "4 parcels in trouble" in desk.get(path).content.decode()
    assert len(after) == len(before)
    with in_shop(world.shop):
        lost = Parcel.objects.filter(state="lost").select_related("order").first()
    world.apply(lost.order, cups=1, kind="refund_only", reason="not_received")
    assert "3 parcels in trouble" in desk.get(path).content.decode()


def test_only_the_system_promises(world):
    order = world.order(delivered_days_ago=None)
    with in_shop(world.shop):
        parcel = Parcel.objects.get(order=order)
    with pytest.raises(Forbidden):
        revise_promise(parcel=parcel.pk, actor=world.agent, at=datetime.now(UTC))
    assert words_of(world, parcel) == []


def test_parcels_that_never_get_a_day_do_not_stand_before_the_others(lanes, clock, monkeypatch):
    world = lanes
    keys = {sent(world)[1].pk for _ in range(4)}
    monkeypatch.setattr("huitou.lanes.jobs.BATCH", 1)
    with in_shop(world.shop):
        seen = {key for _ in range(30) for key in _due(world.shop.pk, world.now + timedelta(days=30)) if key in keys}
    assert len(seen) > 1
