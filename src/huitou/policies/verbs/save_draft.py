"""Save a shop's draft of its next policy. Called by the editor, by setup with a preset, and by the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.policies.errors import DraftChanged, PolicyRefused
from huitou.policies.models import Policy, PolicyVersion
from huitou.policies.models.policy import RETURNS
from huitou.policies.rules import DocumentRefused, read
from huitou.policies.rules.writing import canonical, digest_of, write


@verb
def save_draft(
    *, actor: Actor, at: datetime, document: Mapping[str, Any], base: str | None = None, code: str = RETURNS
) -> PolicyVersion:
    """Check a document and keep it as the shop's one draft, in place of an earlier draft.

    `base`: digest of the draft that the writer saw, "" where there was none; None replaces whatever is there.
    Raises: Forbidden, PolicyRefused with every fault of the document, DraftChanged.
    """
    actor.require("policies.edit")
    try:
        text = canonical(write(read(document)))
    except DocumentRefused as refused:
        raise PolicyRefused(refused.problems) from refused
    policy = _locked(actor, code)
    draft = PolicyVersion.objects.filter(policy=policy, state=PolicyVersion.State.DRAFT).first()
    _demand_base(draft, base)
    if draft is None:
        last = PolicyVersion.objects.filter(policy=policy).aggregate(last=Max("number"))["last"] or 0
        draft = PolicyVersion(shop_id=actor.shop_id, policy=policy, number=last + 1)
    draft.text, draft.digest, draft.created_by = text, digest_of(text), actor.id
    draft.save()
    facts = {"version": draft.id, "number": draft.number, "digest": draft.digest}
    events.record(policy, "policies.policy.drafted", actor=actor, at=at, facts=facts)
    policy.save()
    return draft


@verb
def discard_draft(*, actor: Actor, at: datetime, base: str, code: str = RETURNS) -> None:
    """Throw the draft away; its number is free again, as it never bound anybody. Raises: Forbidden, DraftChanged."""
    actor.require("policies.edit")
    policy = _locked(actor, code)
    draft = PolicyVersion.objects.filter(policy=policy, state=PolicyVersion.State.DRAFT).first()
    _demand_base(draft, base)
    if draft is None:
        return
    facts = {"version": draft.id, "number": draft.number, "digest": draft.digest}
    draft.delete()
    events.record(policy, "policies.policy.discarded", actor=actor, at=at, facts=facts)
    policy.save()


def _demand_base(draft: PolicyVersion | None, base: str | None) -> None:
    if base is not None and base != (draft.digest if draft is not None else ""):
        raise DraftChanged()


def _locked(actor: Actor, code: str) -> Policy:
    Policy.objects.bulk_create([Policy(shop_id=actor.shop_id, code=code)], ignore_conflicts=True)
    return Policy.objects.select_for_update().get(shop_id=actor.shop_id, code=code)
