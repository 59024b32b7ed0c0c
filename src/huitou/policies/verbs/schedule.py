"""Schedule a draft for a day to come, withdraw it, and bring it in force when its moment is there.

Called by the editor and by `policies.jobs`. A scheduled version cannot be changed; it can only be withdrawn.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.policies.access import access_policy_version
from huitou.policies.errors import AlreadyPublished, AlreadyScheduled, NotScheduled, ScheduleOutOfBounds
from huitou.policies.models import Policy, PolicyVersion
from huitou.policies.verbs.publish import bring_in, demand_lawful

FURTHEST = timedelta(days=366)


@verb
def schedule(*, actor: Actor, at: datetime, version: PolicyVersion | UUID, from_at: datetime) -> PolicyVersion:
    """Let a draft bind the orders that are placed from `from_at` on, by the law of that day.

    Raises: Forbidden, PolicyVersionNotFound, AlreadyPublished, AlreadyScheduled, ScheduleOutOfBounds, PolicyRefused,
    PolicyBelowLaw.
    """
    actor.require("policies.publish")
    if not at < from_at <= at + FURTHEST:
        raise ScheduleOutOfBounds()
    policy, draft = _locked(actor, version)
    if draft.state != PolicyVersion.State.DRAFT:
        raise AlreadyPublished(number=draft.number)
    waiting = PolicyVersion.objects.filter(policy=policy, state=PolicyVersion.State.SCHEDULED).first()
    if waiting is not None:
        raise AlreadyScheduled(number=waiting.number)
    demand_lawful(draft, actor, from_at)
    draft.state, draft.in_force_from, draft.published_by = PolicyVersion.State.SCHEDULED, from_at, actor.id
    draft.save()
    _record(policy, draft, "scheduled", actor, at)
    return draft


@verb
def withdraw(*, actor: Actor, at: datetime, version: PolicyVersion | UUID) -> PolicyVersion:
    """Take a scheduled version back before its moment. It is the draft again, unless there is a newer one.

    Raises: Forbidden, PolicyVersionNotFound, NotScheduled.
    """
    actor.require("policies.publish")
    policy, found = _locked(actor, version)
    if found.state != PolicyVersion.State.SCHEDULED or found.in_force_from is None or found.in_force_from <= at:
        raise NotScheduled(number=found.number)
    newer = PolicyVersion.objects.filter(policy=policy, state=PolicyVersion.State.DRAFT).exists()
    found.state = PolicyVersion.State.WITHDRAWN if newer else PolicyVersion.State.DRAFT
    found.in_force_from, found.published_by = None, ""
    found.save()
    _record(policy, found, "withdrawn", actor, at)
    return found


@verb
def come_into_force(*, actor: Actor, at: datetime, version: PolicyVersion | UUID) -> PolicyVersion:
    """Bring a scheduled version in force at the moment it was scheduled for, not at the job's.

    Raises: Forbidden, PolicyVersionNotFound, NotScheduled.
    """
    actor.require("policies.publish")
    policy, found = _locked(actor, version)
    if found.state != PolicyVersion.State.SCHEDULED or found.in_force_from is None or found.in_force_from > at:
        raise NotScheduled(number=found.number)
    bring_in(policy, found, found.in_force_from)
    _record(policy, found, "published", actor, at)
    return found


def _locked(actor: Actor, version: PolicyVersion | UUID) -> tuple[Policy, PolicyVersion]:
    seen = access_policy_version(actor, version)
    policy = Policy.objects.select_for_update().get(pk=seen.policy_id)
    return policy, access_policy_version(actor, seen, lock=True)


def _record(policy: Policy, version: PolicyVersion, what: str, actor: Actor, at: datetime) -> None:
    facts = {"version": version.id, "number": version.number, "digest": version.digest}
    if version.in_force_from is not None:
        facts["from"] = version.in_force_from.isoformat()
    events.record(policy, f"policies.policy.{what}", actor=actor, at=at, facts=facts)
    policy.save()
