"""Real walks with changes of the order among the cases, and a post that loses, doubles and reorders the news."""

import pytest
from django.db.models import Sum

from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.models import Refund
from tests.cases.post import PostedWalk
from tests.cases.test_never_sticks import assert_the_laws_hold
from tests.seeds import some_of

STEPS = 45
LOST_NEWS = 431  # in this walk, news that a case waits for is lost
SEEDS = some_of([*range(401, 413), LOST_NEWS], [404, 402, LOST_NEWS])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_change_and_every_case_ends_once_whatever_the_post_does(world, seed):
    walk = PostedWalk(world, seed)
    for _ in range(STEPS):
        walk.step()
    walk.end()
    assert [(case.ref, case.state) for case in walk.open_cases()] == []
    assert [(change.ref, change.state) for change in walk.open_changes()] == []
    assert_the_laws_hold(world)
    walk.books_agree()
    with in_shop(world.shop):
        for change in OrderChange.objects.all():
            assert change.state in ORDER_CHANGE.finals
        money = Payment.objects.filter(order=walk.order).aggregate(
            back=Sum("refunded_minor"), paid=Sum("captured_minor")
        )
        told = Refund.objects.filter(order=walk.order, state="succeeded").aggregate(sum=Sum("amount_minor"))
        assert (told["sum"] or 0) == money["back"] <= money["paid"], "nothing is paid twice"


@pytest.mark.sweep
def test_the_walks_are_about_something(world):
    """They ask for changes, and the post really does its worst."""
    walk = PostedWalk(world, 402)
    for _ in range(200):
        walk.step()
        if walk.done["ask for a change"] and min(walk.news.values()) > 0:
            return
    raise AssertionError(walk.news)


@pytest.mark.sweep
def test_without_catching_up_lost_news_leaves_a_case_waiting_for_ever(world):
    """The negative control: the same post, and nobody who looks whether it is over already."""
    walk = PostedWalk(world, LOST_NEWS, catches_up=False)
    for _ in range(STEPS):
        walk.step()
    walk.end(rounds=1)
    assert walk.open_cases(), "nothing was lost that mattered"
