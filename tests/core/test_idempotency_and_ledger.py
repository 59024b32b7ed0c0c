"""Replayed answers and balanced books."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from huitou.core import idempotency
from huitou.core.errors import NotFound
from huitou.core.idempotency import Answer, Call, KeyReused, StillUnderWay, answer_once, fingerprint
from huitou.core.ledger import NothingToBook, balance, post
from huitou.core.models import IdempotentCall, LedgerEntry
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from tests.environment import PATIENCE_SECONDS

CONTENT = fingerprint(b"POST", b"/api/v1/cases", b"{}")
GIVEN = Answer(201, b'{"ref": "R-1"}', "application/json")
REPLAYED = Answer(201, b'{"ref": "R-1"}', "application/json", replayed=True)


def send(world, do=lambda: GIVEN, key="k1", content=CONTENT):
    return answer_once(Call(world.shop.pk, "token:1", key, content, world.now), do)


def never():
    raise AssertionError("a replay does nothing again")


def test_the_first_answer_is_replayed(world):
    assert send(world) == GIVEN
    assert send(world, never) == REPLAYED


def test_the_same_key_with_another_content_is_an_error(world):
    send(world)
    with pytest.raises(KeyReused):
        send(world, never, content=fingerprint(b"other"))


def test_the_answer_and_its_effect_are_there_together_or_not_at_all(world):
    def cut_off():
        book(world)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(world, cut_off)
    with in_shop(world.shop):
        assert (LedgerEntry.objects.count(), IdempotentCall.objects.count()) == (0, 0)
    assert send(world) == GIVEN


@pytest.mark.parametrize("status", [400, 422])
def test_a_refusal_takes_back_what_was_written_and_is_replayed(world, status):
    refusal = Answer(status, b"{}", "application/problem+json")

    def refuse():
        book(world)
        return refusal

    assert send(world, refuse) == refusal
    with in_shop(world.shop):
        assert LedgerEntry.objects.count() == 0
    assert send(world, never) == Answer(status, b"{}", "application/problem+json", replayed=True)


@pytest.mark.parametrize("status", [401, 409, 413, 415, 429, 500, 503])
def test_an_answer_that_may_change_frees_the_key(world, status):
    send(world, lambda: Answer(status, b"", "application/json"))
    assert send(world) == GIVEN


def test_an_error_of_the_work_comes_through_and_frees_the_key(world):
    def absent():
        raise NotFound()

    with pytest.raises(NotFound):
        send(world, absent)
    assert send(world) == GIVEN


def test_a_key_is_its_senders_own(world):
    send(world)
    other = Call(world.shop, "token:2", "k1", fingerprint(b"other"), world.now)
    assert answer_once(other, lambda: Answer(200, b"", "")) == Answer(200, b"", "")
    assert send(world, never) == REPLAYED


def test_an_answer_that_came_second_leaves_nothing(world, monkeypatch):
    """Whoever gets past the lock all the same finds the key taken when the answer is kept."""
    monkeypatch.setattr(idempotency, "_keep", lambda call, answer: False)

    def booked():
        book(world)
        return GIVEN

    with pytest.raises(StillUnderWay):
        send(world, booked)
    with in_shop(world.shop):
        assert LedgerEntry.objects.count() == 0


@pytest.mark.race
def test_a_call_under_way_is_not_started_twice(world):
    begun, may_end, answers = threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        may_end.wait(PATIENCE_SECONDS)
        return GIVEN

    def first():
        answers.append(send(world, slow))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    begun.wait(PATIENCE_SECONDS)
    with pytest.raises(StillUnderWay):
        send(world, never)
    may_end.set()
    thread.join(PATIENCE_SECONDS)
    assert answers == [GIVEN]
    assert send(world, never) == REPLAYED


def book(world, minor=500, key="m1"):
    return post(
        shop_id=world.shop.pk, key=key, debit="gateway:sandbox", credit="payment:1", money=Money(minor, "CNY"),
        subject_type="test", subject_id=world.shop.pk, at=world.now,
    )  # fmt: skip


def test_what_one_account_loses_the_other_gains(world):
    with in_shop(world.shop):
        book(world)
        book(world, 249, "m2")
        book(world, 1, "m3")
        assert balance("payment:1", "CNY") == Money(750, "CNY")
        assert balance("gateway:sandbox", "CNY") == Money(-750, "CNY")
        assert balance("payment:1", "EUR") == Money(0, "EUR")


def test_a_movement_is_booked_once(world):
    with in_shop(world.shop):
        book(world)
        with pytest.raises(IntegrityError), transaction.atomic():
            book(world)
        assert balance("payment:1", "CNY") == Money(500, "CNY")


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_is_not_booked(world, minor):
    with in_shop(world.shop), pytest.raises(NothingToBook):
        book(world, minor)
