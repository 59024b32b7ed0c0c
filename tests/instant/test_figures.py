"""The page of instant refunds, its figures written by hand: who got it and why, lost, back, time gained, repurchase."""

import importlib
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from huitou.core.actions import perform
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.desk.views.instant import PERIOD
from huitou.instant.figures import Group, figures
from huitou.orders.models import Order
from tests.desk.conftest import client_of
from tests.portal.reading import words

ASSESS = importlib.import_module("huitou.instant.verbs.assess")
EACH = 19_333  # two cups of three: 200.00 less their share of 10.00 off


@pytest.fixture
def quarter(world, ahead, monkeypatch):
    """Seven buyers return two cups each, at the same moment; what becomes of them is told hour by hour.

    at once: kept (goods came), gone (never sent, 50.00 paid back, the rest let go), owing (never sent, still owed);
    at scan: soon (after 4 hours), late (after 10 hours), never (not sent, so never paid);
    not: held (held out, paid after 30 hours), unwanted (its reason is excluded).
    """
    start = world.now
    ahead.switch(excluded_reasons=["does_not_fit"])
    cases = {}

    def back(name, best_points=90, held=False, reason="no_longer_wanted"):
        ahead.switch(best_points=best_points, excluded_reasons=["does_not_fit"])
        monkeypatch.setattr(ASSESS, "held_out", lambda *_about: held)
        order = world.order(customer=name, email=f"{name}@example.com")
        case = world.apply(order, cups=2, reason=reason)
        run_pending()
        cases[name] = world.refreshed(case)

    for name in ("kept", "gone", "owing"):
        back(name, best_points=20)
    for name in ("soon", "late", "never"):
        back(name)
    back("held", held=True)
    back("unwanted", reason="does_not_fit")
    assert world.now - start < timedelta(minutes=5)

    world.clock.forward(hours=4)
    ahead.scan(cases["soon"])
    world.clock.forward(hours=6)
    ahead.scan(cases["late"])
    world.clock.forward(hours=20)
    for name in ("held", "unwanted", "kept"):
        ahead.scan(cases[name])
    for name in ("held", "unwanted", "soon", "late", "kept"):
        ahead.bring(world.refreshed(cases[name]))
    world.clock.forward(days=8)
    ahead.sweep()  # who never sent anything: gone and owing owe, never was not paid
    gone = ahead.advance(cases["gone"])
    perform("advance", "record_payment", gone, {"amount_minor": 5_000, "note": "transfer"}, actor=world.agent,
            at=world.now)  # fmt: skip
    perform("advance", "waive", ahead.advance(cases["gone"]), {}, actor=world.agent, at=world.now)
    return cases, start


def later_order(world, name, **facts):
    return world.order(customer=name, email=f"{name}@example.com", shipped=False, delivered_days_ago=None, **facts)


def test_every_figure_of_the_page(world, ahead, quarter):
    cases, start = quarter
    with in_shop(world.shop):
        early = figures(since=start - PERIOD, at=world.now)
    # Nine days on: nobody's sixty days are over, and nothing is said of them.
    assert (early.granted.old_enough, early.granted.came_back_per_cent) == (0, None)

    world.clock.forward(days=20)
    later_order(world, "kept")  # day 26, counts
    later_order(world, "kept")  # the same buyer again is one buyer
    later_order(world, "held")  # day 26, counts
    cancelled = later_order(world, "soon")  # day 26, cancelled: does not count
    with in_shop(world.shop):
        Order.objects.filter(pk=cancelled.pk).update(state=Order.State.CANCELLED)
    world.clock.forward(days=40)
    later_order(world, "late")  # day 66: too late to count
    with in_shop(world.shop):
        found = figures(since=world.now - PERIOD, at=world.now)
        nothing = figures(since=world.now - timedelta(days=1), at=world.now)

    assert found.outcomes == {"at_once": 3, "at_scan": 3, "held_out": 1, "reason_excluded": 1}
    # Waits in hours: 0, 0, 0 at once, 4 and 10 at the scan; the one that was never sent was never paid.
    assert found.granted == Group(count=6, amount_minor=6 * EACH, hours=0, old_enough=6, came_back=1)
    assert found.granted.came_back_per_cent == 16
    assert found.held_out == Group(count=1, amount_minor=EACH, hours=30, old_enough=1, came_back=1)
    assert found.held_out.came_back_per_cent == 100
    assert found.paid_minor == 5 * EACH == 96_665
    assert found.recovered_minor == 5_000
    assert found.lost_minor == EACH - 5_000 == 14_333
    assert found.open_minor == EACH
    assert (nothing.outcomes, nothing.granted.count, nothing.paid_minor, nothing.granted.hours) == ({}, 0, 0, None)

    # The page says the same, in words.
    world.hire("owner")
    with override("en"):
        page = words(client_of(world.staff["owner"]).get(reverse("desk:instant", args=[world.shop.slug])))
    for said in (
        "Granted 6 CN¥1,159.98 less than an hour 16 % (1/6)",
        "Held out 1 CN¥193.33 30 hours 100 % (1/1)",
        "Money lost CN¥143.33", "Paid ahead CN¥966.65", "Recovered from buyers CN¥50.00", "Still owed CN¥193.33",
        "Paid on approval 3", "Paid at the courier's first scan 3", "Held out for comparison: paid after the check 1",
        "You excluded this reason 1",
    ):  # fmt: skip
        assert said in page, said
    for name, case in cases.items():
        assert case.ref in page, name
    # Who got it, and what became of it.
    with in_shop(world.shop):
        numbers = dict(Order.objects.values_list("pk", "number"))
    over = "Nothing owed"
    became = {
        "kept": over, "gone": "Claim dropped", "owing": "Claimed from the buyer", "soon": over, "late": over,
        "never": "Not paid ahead after all",
    }  # fmt: skip
    for name, case in cases.items():
        row = page.split(case.ref, 1)[1].split("R-", 1)[0]
        assert numbers[case.order_id] in row, (name, row)
        assert became.get(name, "") in row, (name, row)
