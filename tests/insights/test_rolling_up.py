"""The roll-up: the same figures as by hand, however often it is built, and no case but those that moved."""

import time

from django.db import connection

from huitou.cases.verbs import agree
from huitou.core.tenancy import in_shop
from huitou.insights.models import CaseStep, RollUp
from huitou.insights.rolling_up import rebuild, roll_up


def steps_of(world, case) -> dict[str, tuple[int, str]]:
    """Step → (whole minutes, who ended it)."""
    with in_shop(world.shop):
        return {row.step: (row.seconds // 60, row.by) for row in CaseStep.objects.filter(case=case)}


def everything(world) -> list[tuple]:
    with in_shop(world.shop):
        return sorted(CaseStep.objects.values_list("case", "step", "began_at", "ended_at", "seconds", "outcome"))


def catch_up(world) -> None:
    """Roll up until every committed event is in: another database of the cluster can hold the horizon back a while."""
    for _ in range(100):
        roll_up(world.shop.pk, at=world.now)
        with in_shop(world.shop), connection.cursor() as cursor:
            cursor.execute("SELECT max(position) FROM core_event WHERE shop_id = %s", [world.shop.pk])
            last = cursor.fetchone()[0]
            if RollUp.objects.get().position == last:
                return
        time.sleep(0.1)
    raise AssertionError("the roll-up never caught up")


def test_the_steps_are_those_that_hands_compute(known):
    world = known.world
    catch_up(world)
    assert steps_of(world, known.returned) == {
        "hand_over": (2 * 1440, "buyer"),
        "arrive": (3 * 1440, "merchant"),
        "inspect": (60, "merchant"),
        "refund": (0, "gateway"),
        "shop": (60, "system"),
        "whole": (5 * 1440 + 60, "system"),
    }
    assert steps_of(world, known.agreed) == {"answer": (30, "merchant")}
    assert steps_of(world, known.silent)["answer"] == (48 * 60, "system")
    assert steps_of(world, known.withdrawn) == {"whole": (10, "buyer"), "shop": (10, "buyer")}


def test_building_anew_gives_the_same(known):
    catch_up(known.world)
    before = everything(known.world)
    assert rebuild(known.world.shop.pk, at=known.world.now) == 4
    assert everything(known.world) == before
    assert rebuild(known.world.shop.pk, at=known.world.now) == 4
    assert everything(known.world) == before


def test_a_second_run_measures_nothing_and_a_move_only_its_case(known):
    world = known.world
    catch_up(world)
    assert roll_up(world.shop.pk, at=world.now) == 0
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    catch_up(world)
    assert steps_of(world, case) == {}
    agree(case=case, actor=world.agent, at=world.now)
    catch_up(world)
    assert steps_of(world, case) == {"answer": (0, "merchant")}


def test_the_roll_up_of_one_shop_touches_no_other(known, worlds):
    other = worlds("other")
    other.apply(other.order(), cups=1, reason="damaged", photo=True)
    catch_up(known.world)
    with in_shop(other.shop):
        assert not RollUp.objects.exists()
