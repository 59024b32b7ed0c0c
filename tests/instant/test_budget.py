"""The hard stop of the month: however many ask at once, and what happens without its guard."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from huitou.core.actors import system_actor
from huitou.core.tenancy import in_shop
from huitou.instant import budget
from huitou.instant.access import rules_of_shop
from huitou.instant.models import Advance, Assessment, InstantRules, MonthBudget
from huitou.instant.verbs import move_threshold, set_rules

THREADS = 8


def careless(month, set_aside_minor, expected_minor):
    """Looks first and writes then, as one would without the guarded UPDATE."""
    row = MonthBudget.objects.get(pk=month.pk)
    if row.left_minor < set_aside_minor:
        return False
    barrier.wait(timeout=20)
    budget.move(month.pk, set_aside_minor=set_aside_minor, expected_minor=expected_minor)
    return True


barrier = Barrier(THREADS)


def race(world, spend):
    """So many threads want 40.00 each of 100.00: how many got it, and the row afterwards."""
    with in_shop(world.shop):
        month = budget.month_of(world.shop, InstantRules(budget_minor=10_000), world.now)

    def one(_number):
        try:
            with in_shop(world.shop):
                return spend(month, 4_000, 100)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as threads:
        got = sum(threads.map(one, range(THREADS)))
    with in_shop(world.shop):
        return got, MonthBudget.objects.get().set_aside_minor


@pytest.mark.race
def test_however_many_ask_at_once_the_budget_holds(world):
    assert race(world, budget.spend) == (2, 8_000)


@pytest.mark.race
def test_without_the_guard_it_would_not(world):
    got, aside = race(world, careless)
    assert got == THREADS
    assert aside == THREADS * 4_000 > 10_000


def test_without_room_nobody_is_paid_ahead_and_the_reason_is_kept(world, ahead):
    ahead.switch(budget_minor=100_000)
    first, second = (ahead.returned(customer=name, email=f"{name}@example.com") for name in ("a", "b"))
    assert ahead.advance(first).state == ahead.advance(second).state == "promised"
    with in_shop(world.shop):
        MonthBudget.objects.update(lost_minor=50_000)
    third = ahead.returned(customer="c", email="c@example.com")
    assert ahead.advance(third) is None
    assert ahead.assessment(third).outcome == "budget_spent"
    assert ahead.month().left_minor == 100_000 - 50_000 - 2 * 19_333


def test_shadow_mode_assesses_and_pays_nobody(world, ahead):
    ahead.switch("shadow", best_points=20)
    case = ahead.returned()
    found = ahead.assessment(case)
    assert (found.outcome, found.would, ahead.advance(case)) == ("shadow", "at_once", None)
    assert ahead.month().set_aside_minor == 0


def test_the_controller_moves_the_threshold_and_says_so(world, ahead):
    ahead.switch(narrowest_points=50)
    ahead.threshold(80)
    system = system_actor(world.shop.pk)
    found = move_threshold(actor=system, at=world.now)
    assert (found.target, found.points) == (50, 75)
    with in_shop(world.shop):
        assert rules_of_shop(world.shop.pk).threshold == 75
        MonthBudget.objects.update(lost_minor=500_000)
    assert move_threshold(actor=system, at=world.now + timedelta(days=1)).points == 101


def test_a_claim_makes_its_band_dear_at_once(world, ahead):
    from huitou.instant.bands import bands_of_shop

    case = ahead.unreturned()
    points = ahead.assessment(case).points
    with in_shop(world.shop):
        band = next(one for one in bands_of_shop(world.now) if one.lowest == points // 5 * 5)
    assert (band.ended, band.lost, band.paid_minor, band.lost_minor) == (1, 1, 19_333, 19_333)


def test_the_budget_of_this_month_follows_the_rules(world, ahead):
    ahead.switch()
    ahead.returned()
    rules = {"mode": "on", "largest_minor": 1, "actor": world.hire("manager"), "at": world.now}
    set_rules(budget_minor=7, **rules)
    assert ahead.month().budget_minor == 7
    with in_shop(world.shop):
        assert (Assessment.objects.count(), Advance.objects.count()) == (1, 1)
