"""Events at once, by job, and for readers together: once each, and a failure holds nobody else up."""

import threading

import pytest
from django.db import connection, connections

from huitou.cases.models import Case
from huitou.cases.verbs import say
from huitou.core import delivery, events
from huitou.core.delivery import SubscribersFailed, deliver_to_readers
from huitou.core.events import Reading, Subscribed, verify_chain
from huitou.core.jobs import enqueue, run_pending
from huitou.core.models import Delivery, Event
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from tests.environment import PATIENCE_SECONDS

KIND = "cases.message.written"


def waiting(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [name])
        return cursor.fetchone()[0]


def receipts(world):
    with in_shop(world.shop):
        return sorted(Delivery.objects.values_list("subscriber", flat=True))


@pytest.fixture
def case(world):
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    run_pending()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return case


@pytest.fixture
def register(monkeypatch):
    """Only these react and read from now on."""

    def register_only(*, at_once=None, by_job=(), reader=None):
        subscribers = [Subscribed("at_once", at_once, True)] if at_once else []
        subscribers += [Subscribed(f"by_job_{place}", one, False) for place, one in enumerate(by_job)]
        monkeypatch.setattr(events, "_subscribers", {KIND: subscribers} if subscribers else {})
        monkeypatch.setattr(events, "_readers", {KIND: [Reading("reader", reader)]} if reader else {})

    return register_only


def speak(world, case, body="你好"):
    return say(case=case, body=body, actor=world.agent, at=world.now)


# At once


def test_who_reacts_at_once_needs_no_job(world, case, register):
    before = receipts(world)
    seen = []
    register(at_once=lambda event: seen.append(event.kind))
    speak(world, case)
    assert (seen, waiting("core.deliver")) == ([KIND], 0)
    assert receipts(world) == sorted([*before, "at_once"])


def test_what_fails_at_once_is_undone_and_left_to_the_job(world, case, register, monkeypatch):
    """Its rows and its events go, the verb's own stay, and the job brings the event again."""
    moods = iter(["fails", "works"])
    actor, at = world.agent, world.now

    def answer(event):
        found = Case.objects.select_for_update(of=("self",)).get(pk=event.subject_id)
        events.record(found, "cases.message.answered", actor=actor, at=at, facts={})
        found.refusal = "other"
        found.save()
        if next(moods) == "fails":
            raise RuntimeError("not today")

    register(at_once=answer)
    speak(world, case)
    assert world.refreshed(case).refusal == ""
    assert waiting("core.deliver") == 1
    run_pending()
    assert world.refreshed(case).refusal == "other"
    with in_shop(world.shop):
        chain = list(Event.objects.filter(subject_id=case.pk).order_by("seq"))
    verify_chain(chain)
    assert [event.kind for event in chain][-2:] == [KIND, "cases.message.answered"]
    assert receipts(world).count("at_once") == 1


def test_who_would_wait_for_a_lock_is_left_to_the_job(world, case, register):
    """A reaction gives way before PostgreSQL looks for a deadlock, so no verb is its victim."""
    other = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    seen, held, done = [], threading.Event(), threading.Event()

    def hold():
        with in_shop(world.shop):
            Case.objects.select_for_update(of=("self",)).get(pk=other.pk)
            held.set()
            done.wait(PATIENCE_SECONDS)
        connections.close_all()

    def react(event):
        Case.objects.select_for_update(of=("self",)).get(pk=other.pk)
        seen.append(event.kind)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(PATIENCE_SECONDS)
    register(at_once=react)
    before = waiting("core.deliver")
    speak(world, case)
    done.set()
    holder.join()
    assert (seen, waiting("core.deliver")) == ([], before + 1)
    run_pending()
    assert seen == [KIND]


# By job


def test_who_is_delivered_to_alone_gives_way_to_locks_too(world, case, register):
    seen = []

    def note(event):
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            seen.append(cursor.fetchone()[0])
        if len(seen) == 1:
            raise RuntimeError("not together with others")

    register(by_job=[note])
    speak(world, case)
    run_pending()
    assert seen == [delivery.LOCK_PATIENCE] * 2


def test_subscribers_get_in_one_transaction_what_waits_together(world, case, register):
    seen = []

    def note(event):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            seen.append((event.seq, cursor.fetchone()[0]))

    register(by_job=[note, note])
    first = world.refreshed(case).chain_length + 1
    for _ in range(3):
        speak(world, case)
    assert waiting("core.deliver") == 3
    assert run_pending() == 1
    assert [seq for seq, _ in seen] == [seq for seq in range(first, first + 3) for _ in range(2)]
    assert len({transaction for _, transaction in seen}) == 1
    assert (receipts(world).count("by_job_0"), receipts(world).count("by_job_1")) == (3, 3)


def test_a_subscriber_that_fails_holds_up_no_other_and_no_other_event(world, case, register):
    """What was done together is taken back, rows and events; then each does it alone, and one stays to be tried."""
    actor, at = world.agent, world.now

    def answer(event):
        found = Case.objects.select_for_update(of=("self",)).get(pk=event.subject_id)
        events.record(found, "cases.message.answered", actor=actor, at=at, facts={})
        found.save()

    def fail(event):
        raise RuntimeError("not today")

    register(by_job=[answer, fail])
    speak(world, case)
    speak(world, case)
    with pytest.raises(SubscribersFailed, match="by_job_1"):
        run_pending()
    assert (receipts(world).count("by_job_0"), receipts(world).count("by_job_1")) == (1, 0)
    assert waiting("core.deliver") == 2
    with in_shop(world.shop):
        chain = list(Event.objects.filter(subject_id=case.pk).order_by("seq"))
    verify_chain(chain)
    assert [event.kind for event in chain][-3:] == [KIND, KIND, "cases.message.answered"]


def test_the_jobs_of_a_verb_are_queued_in_their_order_with_its_commit(world):
    before = waiting("core.deliver_to_readers")
    with writing(world.shop.pk):
        for number in range(2):
            enqueue(deliver_to_readers, shop=str(world.shop.pk), events=[str(number)])
        assert waiting("core.deliver_to_readers") == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->'events'->>0 FROM procrastinate_jobs ORDER BY id DESC LIMIT 2")
        assert cursor.fetchall() == [("1",), ("0",)]


# Readers


def test_readers_get_together_what_waits_together(world, case, register):
    seen = []
    register(reader=lambda found: seen.append(len(found)))
    for _ in range(3):
        speak(world, case)
    assert waiting("core.deliver_to_readers") == 3
    assert run_pending() == 1
    assert (seen, waiting("core.deliver_to_readers")) == ([3], 0)
    assert receipts(world).count("reader") == 3


def test_what_fails_together_is_read_one_by_one(world, case, register):
    """The poisoned event is tried again; the others are read, and leave the queue only with their receipts."""
    read = []

    def choosy(found):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if any(event.seq == poisoned for event in found):
            raise RuntimeError("unreadable")
        read.extend(event.seq for event in found)

    register(reader=choosy)
    speak(world, case)
    poisoned = world.refreshed(case).chain_length
    speak(world, case)
    speak(world, case)
    with pytest.raises(SubscribersFailed, match="reader"):
        run_pending()
    assert (read, waiting("core.deliver_to_readers")) == ([], 3)
    with connection.cursor() as cursor:
        # As the worker does with a failed job: it has been tried once, so no other takes it along.
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 1 WHERE id = (SELECT min(id) FROM procrastinate_jobs)")
    with in_shop(world.shop):
        second = Event.objects.get(subject_id=case.pk, seq=poisoned + 1)
    deliver_to_readers.func(shop=str(world.shop.pk), events=[str(second.pk)])
    assert (read, waiting("core.deliver_to_readers")) == ([poisoned + 1, poisoned + 2], 1)


def test_a_job_that_runs_twice_reads_once(world, case, register):
    seen = []
    register(reader=lambda found: seen.extend(found))
    speak(world, case)
    with in_shop(world.shop):
        key = str(Event.objects.filter(subject_id=case.pk).order_by("-seq").first().pk)
    for _ in range(2):
        deliver_to_readers.func(shop=str(world.shop.pk), events=[key])
    assert len(seen) == 1


def test_no_more_than_so_many_are_read_together(world, case, register, monkeypatch):
    monkeypatch.setattr(delivery, "TOGETHER", 2)
    seen = []
    register(reader=lambda found: seen.append(len(found)))
    for _ in range(4):
        speak(world, case)
    run_pending()
    # `run_pending` leaves its own job in the queue meanwhile, so that it is among the two.
    assert seen == [2, 2]
