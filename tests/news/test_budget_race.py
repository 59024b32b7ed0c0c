"""One customer, two orders, two workers at once, one message a day: one goes, one waits for tomorrow."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from huitou.core.actors import system_actor
from huitou.core.tenancy import in_shop
from huitou.news import choosing
from huitou.news.models import ParcelNews, Telling
from huitou.news.verbs import look, set_settings
from tests.news.telling import Post, morning


@pytest.fixture
def post(world, clock):
    morning(clock)
    return Post(world)


def both_at_once(post, monkeypatch):
    """Both have counted before either has told, unless something keeps the second from counting."""
    set_settings(values={"per_day": 1}, actor=post.world.hire("owner"), at=post.now)
    for _ in range(2):
        post.order = None
        post.by_hand(post.parcel(), "collected")
    post.jobs()
    morning(post.world.clock)
    with in_shop(post.world.shop):
        pieces = list(ParcelNews.objects.filter(state="waiting"))
        assert len({piece.order_id for piece in pieces}) == 2
    counted, within = Barrier(2), choosing.within

    def slowly(*given, **more):
        found = within(*given, **more)
        with suppress(BrokenBarrierError):
            counted.wait(timeout=0.4)
        return found

    monkeypatch.setattr(choosing, "within", slowly)

    at = post.now

    def one(piece):
        try:
            look(parcel_news=piece.pk, actor=system_actor(post.world.shop.pk), at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, pieces))
    with in_shop(post.world.shop):
        return Telling.objects.count(), sorted(ParcelNews.objects.values_list("state", "why"))


@pytest.mark.race
def test_two_orders_of_one_customer_never_exceed_the_day_s_budget(post, monkeypatch):
    assert both_at_once(post, monkeypatch) == (1, [("told", ""), ("waiting", "tomorrow")])


@pytest.mark.race
def test_negative_control_without_the_lock_both_go(post, monkeypatch):
    monkeypatch.setattr(choosing, "hold_budget", lambda customer: None)
    assert both_at_once(post, monkeypatch)[0] == 2
