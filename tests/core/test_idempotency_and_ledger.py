"""Replayed answers and balanced books."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from huitou.core.idempotency import Answer, KeyReused, StillUnderWay, begin, fingerprint, finish
from huitou.core.ledger import NothingToBook, balance, post
from huitou.core.money import Money
from huitou.core.tenancy import in_shop

CONTENT = fingerprint(b"POST", b"/api/v1/cases", b"{}")
GIVEN = Answer(201, b'{"ref": "R-1"}', "application/json")


def start(world, key="k1", content=CONTENT, later=timedelta(0)):
    return begin(world.shop.pk, "token:1", key, content, world.now + later)


def test_the_first_answer_is_replayed(world):
    assert start(world) is None
    finish(world.shop.pk, "token:1", "k1", GIVEN)
    assert start(world) == GIVEN


def test_the_same_key_with_another_content_is_an_error(world):
    start(world)
    finish(world.shop.pk, "token:1", "k1", GIVEN)
    with pytest.raises(KeyReused):
        start(world, content=fingerprint(b"other"))


def test_a_call_under_way_is_not_started_twice_but_a_cut_off_one_is(world):
    start(world)
    with pytest.raises(StillUnderWay):
        start(world)
    assert start(world, later=timedelta(minutes=3)) is None


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_an_answer_that_may_change_frees_the_key(world, status):
    start(world)
    finish(world.shop.pk, "token:1", "k1", Answer(status, b"", "application/json"))
    assert start(world) is None


def book(world, minor=500, key="m1"):
    return post(
        shop_id=world.shop.pk, key=key, debit="gateway:sandbox", credit="payment:1", money=Money(minor, "CNY"),
        subject_type="test", subject_id=world.shop.pk, at=world.now,
    )  # fmt: skip


def test_what_one_account_loses_the_other_gains(world):
    with in_shop(world.shop):
        book(world)
        book(world, 250, "m2")
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
