"""The sweep, the queue and what a dead worker leaves behind."""

import threading

import pytest
from django.db import connection, connections, transaction

from huitou.core.deadlines import sweep_deadlines, sweep_shop
from huitou.core.jobs import enqueue, run_pending, take_over, task
from huitou.core.models import Event
from huitou.core.tenancy import in_shop

ran = []


@task("tests.note")
def note(*, what: str, **_):
    ran.append(what)


@pytest.fixture(autouse=True)
def nothing_ran():
    ran.clear()


def queued():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'tests.note'")
        return cursor.fetchone()[0]


def enqueue_and_fail():
    with transaction.atomic():
        enqueue(note, what="never")
        assert queued() == 1
        raise RuntimeError


def test_a_job_joins_the_transaction(database):
    with pytest.raises(RuntimeError):
        enqueue_and_fail()
    assert queued() == 0


def test_inside_a_worker_a_job_still_joins_the_transaction(database):
    """The worker swaps the usual app's connector; ours is another app, so it is not swapped."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()), pytest.raises(RuntimeError):
        enqueue_and_fail()
    assert queued() == 0


def test_a_lock_that_is_taken_does_not_abort_the_business_transaction(database):
    with transaction.atomic():
        enqueue(note, once="one", what="first")
        enqueue(note, once="one", what="second")
        enqueue(note, what="third")
    run_pending()
    assert ran == ["first", "third"]


def test_jobs_of_a_dead_worker_are_taken_over_and_a_clash_stops_nothing(database):
    with transaction.atomic():
        enqueue(note, once="held", what="clashing")
        enqueue(note, what="stalled")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    with transaction.atomic():
        enqueue(note, once="held", what="queued again")
    assert take_over(seconds=30) == 1
    run_pending()
    assert sorted(ran) == ["queued again", "stalled"]


def test_the_sweep_goes_shop_by_shop(world, worlds):
    other = worlds("other")
    mine = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    theirs = other.apply(other.order(), cups=1, reason="damaged", photo=True)
    world.clock.forward(hours=48)
    assert sweep_deadlines(at=world.now) == 2
    assert world.refreshed(mine).state == other.refreshed(theirs).state == "awaiting_goods"


def test_a_second_sweep_does_nothing(world):
    world.apply(world.order(), cups=1, reason="damaged", photo=True)
    world.clock.forward(hours=48)
    assert (sweep_deadlines(at=world.now), sweep_deadlines(at=world.now)) == (1, 0)


def test_a_minute_in_which_nothing_is_due_asks_once_for_all_machines(world, django_assert_num_queries):
    world.apply(world.order(), cups=1, reason="damaged", photo=True)
    with django_assert_num_queries(4):  # the transaction's begin and end, its shop, and one question
        assert sweep_shop(world.shop.pk, at=world.now) == 0


def test_one_that_cannot_move_never_stops_the_others(world, monkeypatch):
    from huitou.core.errors import Conflict
    from huitou.core.verbs import _verbs

    first, second = (world.apply(world.order(), cups=1, reason="damaged", photo=True) for _ in range(2))
    real = _verbs["case", "agree"]

    def agree(*, case, **rest):
        if case.pk == first.pk:
            raise Conflict()
        return real(case=case, **rest)

    monkeypatch.setitem(_verbs, ("case", "agree"), agree)
    world.clock.forward(hours=48)
    assert sweep_deadlines(at=world.now) == 1
    assert (world.refreshed(first).state, world.refreshed(second).state) == ("requested", "awaiting_goods")


@pytest.mark.race
def test_two_sweeps_at_once_agree_once(world):
    cases = [world.apply(world.order(), cups=1, reason="damaged", photo=True) for _ in range(4)]
    world.clock.forward(hours=48)
    at, moved = world.now, []

    def sweep():
        moved.append(sweep_deadlines(at=at))
        connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(moved) == 4
    with in_shop(world.shop):
        for case in cases:
            assert Event.objects.filter(subject_id=case.pk, kind="cases.case.agreed").count() == 1
