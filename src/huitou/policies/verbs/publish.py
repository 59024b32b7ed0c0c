"""Publish a draft: from this moment it binds new orders. Called by the editor, by setup, and by the API."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.policies.access import access_policy_version
from huitou.policies.errors import AlreadyPublished, PolicyBelowLaw, PolicyRefused, PublishedLater
from huitou.policies.law.compare import compare
from huitou.policies.models import Policy, PolicyVersion
from huitou.policies.rules import Document, Problem, read
from huitou.policies.rules.vocabulary import N_


@verb
def publish(*, actor: Actor, at: datetime, version: PolicyVersion | UUID) -> PolicyVersion:
    """Put a draft in force from `at`; the version before it stays bound to the orders placed until then.

    Raises: Forbidden, PolicyVersionNotFound, AlreadyPublished, PublishedLater, PolicyRefused (not this shop's
    currency or time zone), PolicyBelowLaw (with the articles).
    """
    actor.require("policies.publish")
    seen = access_policy_version(actor, version)
    policy = Policy.objects.select_for_update().get(pk=seen.policy_id)
    draft = access_policy_version(actor, seen, lock=True)
    if draft.state != PolicyVersion.State.DRAFT:
        raise AlreadyPublished(number=draft.number)
    demand_lawful(draft, actor, at)
    waiting = PolicyVersion.objects.filter(policy=policy, state=PolicyVersion.State.SCHEDULED, in_force_from__lte=at)
    for due in waiting:
        bring_in(policy, due, due.in_force_from or at)
    draft.published_by = actor.id
    bring_in(policy, draft, at)
    facts = {"version": draft.id, "number": draft.number, "digest": draft.digest}
    events.record(policy, "policies.policy.published", actor=actor, at=at, facts=facts)
    policy.save()
    return draft


def bring_in(policy: Policy, version: PolicyVersion, from_at: datetime) -> None:
    """Put a version in force from a moment, in place of the one before. For verbs, under the policy's lock."""
    _supersede(policy, from_at)
    version.state, version.in_force_from = PolicyVersion.State.IN_FORCE, from_at
    version.save()


def demand_lawful(version: PolicyVersion, actor: Actor, at: datetime) -> None:
    """Refuse a version that is not this shop's or below the law of that day. Raises: PolicyRefused, PolicyBelowLaw."""
    _check(read(version.document), Shop.objects.get(pk=actor.shop_id), at)


def _supersede(policy: Policy, at: datetime) -> None:
    current = PolicyVersion.objects.filter(policy=policy, state=PolicyVersion.State.IN_FORCE).first()
    if current is None:
        return
    assert current.in_force_from is not None
    if at <= current.in_force_from:
        raise PublishedLater(number=current.number)
    current.state, current.in_force_until = PolicyVersion.State.SUPERSEDED, at
    current.save()


def _check(document: Document, shop: Shop, at: datetime) -> None:
    foreign = list(_not_this_shop(document, shop))
    if foreign:
        raise PolicyRefused(foreign)
    below = compare(document, at.astimezone(ZoneInfo(shop.timezone)).date())
    if below:
        raise PolicyBelowLaw(below)


def _not_this_shop(document: Document, shop: Shop) -> list[Problem]:
    pairs = (
        ("country", document.country, shop.country),
        ("currency", document.currency, shop.currency),
        ("timezone", document.timezone, shop.timezone),
    )
    msgid = N_('it says "%(here)s", the shop says "%(there)s"; make them the same')
    return [
        Problem("not_this_shop", name, msgid, {"here": here, "there": there})
        for name, here, there in pairs
        if here != there
    ]
