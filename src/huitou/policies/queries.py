"""Reading policies: which version binds an order, and its document ready to be applied.

Called within `in_shop` by orders (to pin), cases, portal, desk and API. Never writes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet

from huitou.core.models import Shop
from huitou.policies.models import PolicyVersion
from huitou.policies.models.policy import RETURNS
from huitou.policies.rules import Document, read


def published_versions(shop: Shop | UUID, code: str = RETURNS) -> QuerySet[PolicyVersion]:
    """Return the versions that are, were or (scheduled) will be in force, oldest first."""
    rows = PolicyVersion.objects.filter(shop_id=_id(shop), policy__code=code)
    return rows.filter(in_force_from__isnull=False).order_by("in_force_from")


def versions(shop: Shop | UUID, code: str = RETURNS) -> QuerySet[PolicyVersion]:
    """Return all versions, newest first, the draft among them."""
    return PolicyVersion.objects.filter(shop_id=_id(shop), policy__code=code).order_by("-number")


def draft_of(shop: Shop | UUID, code: str = RETURNS) -> PolicyVersion | None:
    """Return the shop's draft, if there is one."""
    return versions(shop, code).filter(state=PolicyVersion.State.DRAFT).first()


def scheduled_of(shop: Shop | UUID, code: str = RETURNS) -> PolicyVersion | None:
    """Return the version that is to come into force on a day to come, if there is one."""
    return versions(shop, code).filter(state=PolicyVersion.State.SCHEDULED).first()


def version_in_force(shop: Shop | UUID, at: datetime, code: str = RETURNS) -> PolicyVersion | None:
    """Return the version in force at a moment, None before the first publication."""
    still = Q(in_force_until=None) | Q(in_force_until__gt=at)
    return published_versions(shop, code).filter(still, in_force_from__lte=at).last()


def version_binding(shop: Shop | UUID, placed_at: datetime, code: str = RETURNS) -> PolicyVersion | None:
    """Return the version that binds an order placed at a moment.

    The one in force then; for an order older than the shop's first policy (an import) the first one published.
    """
    return binding(list(published_versions(shop, code)), placed_at)


def binding(published: Sequence[PolicyVersion], placed_at: datetime) -> PolicyVersion | None:
    """As `version_binding`, over versions read once: importers pin thousands of orders with one query.

    `published`: oldest first, as `published_versions` returns them.
    """
    before = [version for version in published if version.in_force_from and version.in_force_from <= placed_at]
    if before:
        return before[-1]
    first = published[0] if published else None
    return first if first is not None and first.state != PolicyVersion.State.SCHEDULED else None


def document_of(version: PolicyVersion) -> Document:
    """Return the version's document, read and checked once per process."""
    return _read(version.digest, version.text)


@lru_cache(maxsize=512)
def _read(_digest: str, text: str) -> Document:
    return read(json.loads(text))


def _id(shop: Shop | UUID) -> UUID:
    return shop.pk if isinstance(shop, Shop) else shop
