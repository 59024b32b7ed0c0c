"""A version that waits for its day: binds from its moment, can be withdrawn until then, and is judged by the law."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huitou.core.errors import Forbidden
from huitou.core.tenancy import in_shop
from huitou.policies import presets, queries
from huitou.policies.errors import (
    AlreadyPublished,
    AlreadyScheduled,
    DraftChanged,
    NotScheduled,
    PolicyBelowLaw,
    ScheduleOutOfBounds,
)
from huitou.policies.jobs import bring_due_in_force
from huitou.policies.models import PolicyVersion
from huitou.policies.verbs import come_into_force, discard_draft, publish, save_draft, schedule, withdraw

from .test_versions import longer

WEEK = timedelta(days=7)


@pytest.fixture
def first(manager, at):
    """Seven days, in force."""
    return publish(actor=manager, at=at, version=save_draft(actor=manager, at=at, document=longer(7)))


def days_binding(shop, moment) -> int:
    with in_shop(shop):
        version = queries.version_binding(shop, moment)
    return version.document["rules"][2]["offers"][0]["window"]["days"]


def state_of(shop, version) -> str:
    with in_shop(shop):
        return PolicyVersion.objects.get(pk=version.pk).state


def test_it_binds_from_its_moment_on_whenever_the_job_runs(shop, manager, at, first, clock) -> None:
    second = save_draft(actor=manager, at=at, document=longer(14))
    schedule(actor=manager, at=at, version=second, from_at=at + WEEK)
    assert days_binding(shop, at + WEEK - timedelta(seconds=1)) == 7
    assert days_binding(shop, at + WEEK) == 14
    bring_due_in_force(timestamp=0)
    assert state_of(shop, second) == "scheduled"
    clock.forward(days=7, minutes=5)
    with in_shop(shop):
        assert queries.version_in_force(shop, clock.now()).number == 2
    bring_due_in_force(timestamp=0)
    assert (state_of(shop, second), state_of(shop, first)) == ("in_force", "superseded")
    with in_shop(shop):
        assert PolicyVersion.objects.get(pk=second.pk).in_force_from == at + WEEK
        assert PolicyVersion.objects.get(pk=first.pk).in_force_until == at + WEEK
    assert days_binding(shop, at + WEEK - timedelta(seconds=1)) == 7
    assert days_binding(shop, at + WEEK) == 14


def test_withdrawn_it_is_the_draft_again_and_binds_nobody(shop, manager, at, first) -> None:
    second = save_draft(actor=manager, at=at, document=longer(14))
    schedule(actor=manager, at=at, version=second, from_at=at + WEEK)
    assert withdraw(actor=manager, at=at, version=second).state == "draft"
    assert days_binding(shop, at + WEEK) == 7


def test_withdrawn_beside_a_newer_draft_it_stays_in_the_history(shop, manager, at, first) -> None:
    second = save_draft(actor=manager, at=at, document=longer(14))
    schedule(actor=manager, at=at, version=second, from_at=at + WEEK)
    third = save_draft(actor=manager, at=at, document=longer(30))
    assert third.number == 3
    assert withdraw(actor=manager, at=at, version=second).state == "withdrawn"
    assert state_of(shop, third) == "draft"


def test_what_waits_cannot_be_doubled_changed_or_come_early(shop, manager, at, first) -> None:
    second = save_draft(actor=manager, at=at, document=longer(14))
    schedule(actor=manager, at=at, version=second, from_at=at + WEEK)
    with pytest.raises(AlreadyPublished):
        schedule(actor=manager, at=at, version=second, from_at=at + WEEK)
    with pytest.raises(NotScheduled):
        come_into_force(actor=manager, at=at, version=second)
    third = save_draft(actor=manager, at=at, document=longer(30))
    with pytest.raises(AlreadyScheduled, match="Version 2"):
        schedule(actor=manager, at=at, version=third, from_at=at + 2 * WEEK)
    with pytest.raises(NotScheduled):
        withdraw(actor=manager, at=at + WEEK, version=second)


def test_one_that_is_put_in_force_at_once_comes_after_the_one_that_was_due(shop, manager, at, first) -> None:
    second = save_draft(actor=manager, at=at, document=longer(14))
    schedule(actor=manager, at=at, version=second, from_at=at + WEEK)
    third = save_draft(actor=manager, at=at, document=longer(30))
    publish(actor=manager, at=at + 2 * WEEK, version=third)
    assert (state_of(shop, second), state_of(shop, third)) == ("superseded", "in_force")
    assert days_binding(shop, at + WEEK) == 14
    assert days_binding(shop, at + 2 * WEEK) == 30


@pytest.mark.parametrize("away", [timedelta(0), -WEEK, timedelta(days=367)])
def test_only_a_moment_to_come_within_a_year(manager, at, first, away) -> None:
    second = save_draft(actor=manager, at=at, document=longer(14))
    with pytest.raises(ScheduleOutOfBounds):
        schedule(actor=manager, at=at, version=second, from_at=at + away)


def test_less_than_the_law_of_that_day_is_refused(shop, manager, at, first) -> None:
    second = save_draft(actor=manager, at=at, document=longer(3))
    with pytest.raises(PolicyBelowLaw) as refused:
        schedule(actor=manager, at=at, version=second, from_at=at + WEEK)
    assert "Article 25" in refused.value.text
    assert state_of(shop, second) == "draft"


def test_an_agent_may_not(agent, manager, at, first) -> None:
    second = save_draft(actor=manager, at=at, document=longer(14))
    with pytest.raises(Exception) as refused:
        schedule(actor=agent, at=at, version=second, from_at=at + WEEK)
    assert isinstance(refused.value, Forbidden)


def test_a_first_policy_that_only_waits_binds_no_order_of_before(shop, manager, at) -> None:
    only = save_draft(actor=manager, at=at, document=longer(7))
    schedule(actor=manager, at=at, version=only, from_at=at + WEEK)
    with in_shop(shop):
        assert queries.version_binding(shop, at) is None
        assert queries.version_in_force(shop, at) is None


def test_a_draft_is_not_written_over_by_who_did_not_see_it(shop, manager, at) -> None:
    seen = save_draft(actor=manager, at=at, document=longer(7), base="")
    other = save_draft(actor=manager, at=at, document=longer(10), base=seen.digest)
    with pytest.raises(DraftChanged):
        save_draft(actor=manager, at=at, document=longer(14), base=seen.digest)
    with pytest.raises(DraftChanged):
        discard_draft(actor=manager, at=at, base=seen.digest)
    with in_shop(shop):
        assert queries.draft_of(shop).digest == other.digest
    discard_draft(actor=manager, at=at, base=other.digest)
    with in_shop(shop):
        assert queries.draft_of(shop) is None
    assert save_draft(actor=manager, at=at, document=presets.load("cn"), base="").number == 1
