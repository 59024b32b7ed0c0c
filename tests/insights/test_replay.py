"""The policy time machine: exactly the cases and orders whose answer differs, with the money; nothing is written."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.insights.replay import effect_of
from huitou.insights.replay_facts import history_of
from huitou.orders.models import Order
from huitou.parcels.queries import facts, facts_of_many
from huitou.policies.queries import document_of, version_in_force
from huitou.policies.rules import read


def raw(world):
    with in_shop(world.shop):
        return version_in_force(world.shop, world.now).document


def with_window(document, days: int):
    """The rule that decides for a change of mind, with another window."""
    changed = json.loads(json.dumps(document))
    rule = next(one for one in changed["rules"] if one["id"] == "no-reason")
    rule["offers"][0]["window"]["days"] = days
    return changed


def effect(world, document):
    with in_shop(world.shop):
        current = document_of(version_in_force(world.shop, world.now))
        return effect_of(current, read(document), history_of(world.now))


def test_the_same_policy_changes_nothing(world):
    world.apply(world.order(), cups=1)
    found = effect(world, raw(world))
    assert (found.cases, found.changed, found.longer, found.shorter) == (1, (), 0, 0)
    assert (found.changed_orders, found.money, found.buyers) == ((), {}, 0)


def test_a_shorter_window_takes_away_what_was_given_and_says_how_much(world):
    late = world.apply(world.order(delivered_days_ago=6), cups=1)
    early = world.apply(world.order(delivered_days_ago=1), cups=1)
    found = effect(world, with_window(raw(world), 3))
    assert [one.case.ref for one in found.changed] == [late.ref]
    assert found.by_change == {"not_given": 1}
    [one] = found.changed
    assert one.after_minor == 0
    assert one.before_minor == 9_666, "a third of 290.00, as one of three cups goes back"
    assert found.money == {"CNY": -one.before_minor}
    assert found.shorter == 1, early.ref


def test_a_longer_window_gives_more_time_and_opens_orders_again(world):
    world.apply(world.order(delivered_days_ago=2), cups=1)
    over = world.order(delivered_days_ago=10)
    found = effect(world, with_window(raw(world), 14))
    assert (found.changed, found.longer) == ((), 1)
    assert [one.order.number for one in found.changed_orders] == [over.number]
    assert (found.more, found.less, found.buyers) == (1, 0, 1)


def test_facts_of_many_are_the_facts_of_each(world):
    world.apply(world.order(delivered_days_ago=2), cups=1)
    world.order(shipped=False, delivered_days_ago=None)
    with in_shop(world.shop):
        orders = list(Order.objects.order_by("pk"))
        many = facts_of_many(orders, returns={})
        assert many == {order.pk: facts(order) for order in orders}


def test_reading_takes_as_many_queries_for_many_as_for_few_and_writes_nothing(world):
    def queries() -> int:
        with in_shop(world.shop), CaptureQueriesContext(connection) as seen:
            history_of(world.now)
        return sum(' FROM "' in query["sql"] for query in seen)

    world.apply(world.order(), cups=1)
    few = queries()
    for _ in range(4):
        world.apply(world.order(), cups=1)
    with in_shop(world.shop):
        before = Event.objects.count()
    assert queries() == few
    effect(world, with_window(raw(world), 3))
    with in_shop(world.shop):
        assert Event.objects.count() == before


def test_no_more_than_asked_for_the_newest_first(world):
    world.apply(world.order(), cups=1)
    world.clock.forward(minutes=1)
    newest = world.apply(world.order(), cups=1)
    with in_shop(world.shop):
        found = history_of(world.now, most=1)
        earlier = history_of(newest.opened_at - timedelta(seconds=1))
    assert [case.ref for case in found.cases] == [newest.ref]
    assert newest.ref not in {case.ref for case in earlier.cases}


def test_a_case_whose_facts_are_gone_is_counted_not_guessed(world):
    case = world.apply(world.order(), cups=1)
    with in_shop(world.shop):
        type(case).objects.filter(pk=case.pk).update(judged={})
        found = history_of(world.now)
    assert (len(found.cases), found.unread) == (0, 1)


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_says_what_differs(world, tmp_path, monkeypatch, as_json):
    from contextlib import nullcontext

    from typer.testing import CliRunner

    from huitou.config.cli import replay_command

    world.apply(world.order(delivered_days_ago=6), cups=1)
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(with_window(raw(world), 3)), encoding="utf-8")
    monkeypatch.setattr(replay_command, "opened", lambda data: nullcontext())
    arguments = ["--shop", world.shop.slug, "--policy", str(file), *(["--json"] if as_json else [])]
    answer = CliRunner().invoke(replay_command.app, arguments)
    assert answer.exit_code == 0, answer.output
    if as_json:
        said = json.loads(answer.output)
        assert (said["cases"], said["changed"], said["by_change"]) == (1, 1, {"not_given": 1})
    else:
        assert "1 of 1 cases would have another answer." in answer.output
    file.write_text('{"schema": "huitou.policy/1"}', encoding="utf-8")
    answer = CliRunner().invoke(replay_command.app, arguments)
    assert answer.exit_code == 1
    assert "rules" in answer.stderr
