"""A buyer says that they have paid: only a first word, up to the shop's sum, is confirmed by silence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from huitou.changes.machine import ORDER_CHANGE
from huitou.core.calendars import Calendar
from huitou.core.errors import Forbidden
from huitou.core.locks import lock_or_make
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.logistics.replacing import REPLACEMENT
from huitou.orders.models import OrderWords
from huitou.orders.paid_by_word import ANSWERS, LOOKS, SILENCE_UP_TO_MINOR, SaysPaid, confirmed_by_silence
from huitou.orders.queries import silence_counts, silence_limit
from huitou.orders.verbs import set_silence_limit, take_word
from huitou.orders.verbs.take_word import WordLimitInvalid
from huitou.services.machine import REPAIR


@pytest.mark.parametrize(("word", "minor", "confirmed"), [(1, 0, True), (1, 500, True), (1, 501, False), (2, 1, False)])
def test_when_silence_confirms_a_word(word, minor, confirmed):
    assert confirmed_by_silence(word=word, minor=minor, up_to_minor=500) is confirmed


def test_a_sum_in_another_currency_is_never_confirmed_by_silence():
    subject = SaysPaid()
    subject.said_paid = 0
    limit = Money(20_000, "CNY")
    assert silence_counts(subject, Money(5, "EUR"), limit) is False


@pytest.mark.parametrize("machine", [ORDER_CHANGE, REPLACEMENT, REPAIR], ids=lambda one: one.name)
def test_the_machines_share_the_waits_and_only_the_first_ends_in_a_yes(machine):
    said, check = machine.waiting("payment_said"), machine.waiting("payment_to_check")
    assert (said.for_, said.then, check.for_, check.then) == (LOOKS, "count_as_paid", ANSWERS, "end_unanswered")
    assert not [step for step in machine.steps if step.state == "payment_to_check" and step.action == "count_as_paid"]


def test_no_weekend_and_no_holiday_decides():
    """National Day 2026 is off from 1 to 7 October, and Saturday the 10th is a working day; before it a Friday."""
    china = Calendar(zone=ZoneInfo("Asia/Shanghai"), country="CN")
    eve = datetime(2026, 9, 30, 9, tzinfo=UTC)
    assert LOOKS.end(eve, china) == datetime(2026, 10, 9, 9, tzinfo=UTC)
    friday = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert LOOKS.end(friday, china) == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert ANSWERS.end(friday, china) == datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_the_shop_sets_the_sum(world):
    with in_shop(world.shop):
        assert silence_limit(world.shop.pk) == Money(SILENCE_UP_TO_MINOR, "CNY")
    boss = world.hire("manager")
    for minor in (-1, 10**15 + 1):
        with pytest.raises(WordLimitInvalid):
            set_silence_limit(up_to_minor=minor, actor=boss, at=world.now)
    with pytest.raises(Forbidden):
        set_silence_limit(up_to_minor=1, actor=world.agent, at=world.now)
    set_silence_limit(up_to_minor=0, actor=boss, at=world.now)
    with in_shop(world.shop):
        assert silence_limit(world.shop.pk) == Money(0, "CNY")


def says(order, *, said_paid=0):
    """Something of the order that is to be paid by hand."""
    subject = SaysPaid()
    subject.order_id, subject.said_paid = order.pk, said_paid
    return subject


def test_a_sum_that_is_divided_among_many_subjects_of_an_order_gets_no_further_than_one(world):
    """A liar exchanges piece after piece, each for a little more: silence confirms up to the limit of the order."""
    one, other, third = world.order(), world.order(), world.order()
    limit = Money(SILENCE_UP_TO_MINOR, "CNY")
    share = Money(SILENCE_UP_TO_MINOR // 2, "CNY")
    with in_shop(world.shop):
        taken = []
        for _ in range(3):
            subject = says(one)
            told = silence_counts(subject, share, limit)
            taken.append((told, take_word(subject, share, shop_id=world.shop.pk), subject.said_paid))
        assert taken == [(True, True, 1), (True, True, 1), (False, False, 1)]
        assert OrderWords.objects.get().trusted_minor == SILENCE_UP_TO_MINOR
        # What is above the limit, said again or in another currency takes nothing of it; another order has its own.
        for subject, money in (
            (says(other), Money(SILENCE_UP_TO_MINOR + 1, "CNY")),
            (says(other, said_paid=1), share),
            (says(other), Money(5, "EUR")),
        ):
            assert take_word(subject, money, shop_id=world.shop.pk) is False
        assert take_word(says(other), limit, shop_id=world.shop.pk) is True
        # The sum of the order is held while it is looked at; where there is none yet, its making is.
        for order, ways in ((one, ["FOR UPDATE"]), (third, ["FOR UPDATE", "advisory", "FOR UPDATE"])):
            with CaptureQueriesContext(connection) as asked:
                lock_or_make(OrderWords.objects.filter(order_id=order.pk))
            assert len(asked) == len(ways)
            assert all(way in one["sql"] for way, one in zip(ways, asked, strict=True))


def test_two_words_at_once_do_not_both_take_what_is_left(world):
    order = world.order()
    limit = Money(SILENCE_UP_TO_MINOR, "CNY")

    def say(_):
        try:
            with in_shop(world.shop):
                return take_word(says(order), limit, shop_id=world.shop.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(say, range(4))) == [False, False, False, True]
