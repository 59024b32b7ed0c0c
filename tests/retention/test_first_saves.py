"""Two people who save the first of something at once: both get through, one after the other, and one row stands."""

import threading
from contextlib import suppress

import pytest
from django.db import DatabaseError, connections

from huitou.core import events
from huitou.core.tenancy import in_shop
from huitou.news.models import NewsRule, NewsSettings, NewsText, OrderWatch
from huitou.news.rules import Rule
from huitou.news.triggers import Trigger
from huitou.news.verbs import set_rule, set_settings, silence_order, write_text
from huitou.retention.models import Pairing, SellingRules
from huitou.retention.verbs import set_selling, tell_pairs
from tests.retention.test_selling import RULES, with_website
from tests.worlds import World, build_world

TEXT = "Your parcel is there: {products}."


def rule(world, order, which):
    set_rule(rule=Rule(Trigger.SHIPPED, wait_minutes=which), actor=world.staff_actor, at=world.now)


def news_settings(world, order, which):
    set_settings(values={"per_day": which}, actor=world.staff_actor, at=world.now)


def silence(world, order, which):
    silence_order(order=order.pk, silent=True, actor=world.staff_actor, at=world.now)


def text(world, order, which):
    write_text(
        trigger=Trigger.DELIVERED, form="short", locale="en", text=f"{TEXT} {which}", actor=world.staff_actor,
        at=world.now,
    )  # fmt: skip


def selling(world, order, which):
    set_selling(**(RULES | {"days": which}), actor=world.staff_actor, at=world.now)


def pairs(world, order, which):
    tell_pairs(product="pot", others=["cup", "tray"][:which], actor=world.staff_actor, at=world.now)


@pytest.fixture
def shop(once, clock, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build():
        world = build_world(clock)
        world.hire("manager")
        with_website(world)
        return world, world.order(delivered_days_ago=None)

    world, order = once(build)
    found = World(world.shop, clock, dict(world.staff))
    found.staff_actor = found.hire("manager")
    return found, order


@pytest.mark.parametrize(
    ("save", "model", "rows"),
    [
        (rule, NewsRule, 1), (news_settings, NewsSettings, 1), (silence, OrderWatch, 1), (text, NewsText, 2),
        (selling, SellingRules, 1), (pairs, Pairing, None),
    ],
)  # fmt: skip
def test_both_get_through(shop, monkeypatch, save, model, rows):
    world, order = shop
    both = threading.Barrier(2, timeout=0.3)

    def meet():
        """Wait for the other to come as far; who comes in turn waits in vain for a moment."""
        with suppress(threading.BrokenBarrierError):
            both.wait()

    recorded, made = events.record, Pairing.__init__
    monkeypatch.setattr(events, "record", lambda *args, **more: (meet(), recorded(*args, **more))[1])
    monkeypatch.setattr(Pairing, "__init__", lambda *args, **more: (meet(), made(*args, **more))[1])
    failures = []

    def run(which):
        try:
            save(world, order, which)
        except DatabaseError as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(which,)) for which in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with in_shop(world.shop):
        found = sorted(Pairing.objects.values_list("other", flat=True)) if model is Pairing else model.objects.count()
    assert (found in (["cup"], ["cup", "tray"])) if rows is None else (found == rows)
