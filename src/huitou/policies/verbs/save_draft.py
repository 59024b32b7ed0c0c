"""Save a shop's draft of its next policy. Called by the editor, by setup with a preset, and by the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.policies.errors import PolicyRefused
from huitou.policies.models import Policy, PolicyVersion
from huitou.policies.models.policy import RETURNS
from huitou.policies.rules import DocumentRefused, read
from huitou.policies.rules.writing import canonical, digest_of, write


@verb
def save_draft(*, actor: Actor, at: datetime, document: Mapping[str, Any], code: str = RETURNS) -> PolicyVersion:
    """Check a document and keep it as the shop's one draft, in place of an earlier draft.

    Raises: Forbidden, PolicyRefused with every fault of the document.
    """
    actor.require("policies.edit")
    try:
        text = canonical(write(read(document)))
    except DocumentRefused as refused:
        raise PolicyRefused(refused.problems) from refused
    policy = _locked(actor, code)
    draft = PolicyVersion.objects.filter(policy=policy, state=PolicyVersion.State.DRAFT).first()
    if draft is None:
        last = PolicyVersion.objects.filter(policy=policy).aggregate(last=Max("number"))["last"] or 0
        draft = PolicyVersion(shop_id=actor.shop_id, policy=policy, number=last + 1)
    draft.text, draft.digest, draft.created_by = text, digest_of(text), actor.id
    draft.save()
    facts = {"version": draft.id, "number": draft.number, "digest": draft.digest}
    events.record(policy, "policies.policy.drafted", actor=actor, at=at, facts=facts)
    policy.save()
    return draft


def _locked(actor: Actor, code: str) -> Policy:
    Policy.objects.bulk_create([Policy(shop_id=actor.shop_id, code=code)], ignore_conflicts=True)
    return Policy.objects.select_for_update().get(shop_id=actor.shop_id, code=code)
