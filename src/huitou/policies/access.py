"""The one way to a policy version for views and verbs: absent and forbidden look the same."""

from __future__ import annotations

from uuid import UUID

from huitou.core.actors import Actor
from huitou.policies.errors import PolicyVersionNotFound
from huitou.policies.models import PolicyVersion


def access_policy_version(actor: Actor, version: PolicyVersion | UUID, *, lock: bool = False) -> PolicyVersion:
    """Return the version if the actor may see it: drafts only with `policies.view`; within `in_shop`.

    Raises: PolicyVersionNotFound.
    """
    key = version.pk if isinstance(version, PolicyVersion) else version
    rows = PolicyVersion.objects.select_related("policy").filter(shop_id=actor.shop_id, pk=key)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None or not actor.may("policies.view"):
        raise PolicyVersionNotFound()
    if found.state == PolicyVersion.State.DRAFT and not actor.may("policies.edit"):
        raise PolicyVersionNotFound()
    return found
