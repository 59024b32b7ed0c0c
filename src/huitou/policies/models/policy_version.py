"""One version of a policy: its canonical text, digest, and the time in which it binds new orders."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from huitou.core.models import SameShop, ShopRow


class TextDigest(Func):
    """SHA-256 of a text in hex, by PostgreSQL itself: no extension is needed."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = models.CharField()


class PolicyVersion(ShopRow):
    """`text` is canonical JSON, and never changes once it is published; the database checks its digest.

    Binds orders placed from `in_force_from` until before `in_force_until` (None: still). A scheduled one binds from its
    moment on, whether or not the job that closes the one before it has run. `created_by` and
    `published_by` are actor ids, not names.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SCHEDULED = "scheduled"
        WITHDRAWN = "withdrawn"
        IN_FORCE = "in_force"
        SUPERSEDED = "superseded"

    policy = models.ForeignKey(
        "policies.Policy", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    in_force_from = models.DateTimeField(null=True, blank=True)
    in_force_until = models.DateTimeField(null=True, blank=True)
    created_by = models.CharField(max_length=80)
    published_by = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="policies_version_shop_id"),
            models.UniqueConstraint(fields=["shop", "policy", "number"], name="policies_version_number"),
            models.UniqueConstraint(
                fields=["shop", "policy"], condition=Q(state="draft"), name="policies_version_one_draft"
            ),
            models.UniqueConstraint(
                fields=["shop", "policy"], condition=Q(state="in_force"), name="policies_version_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["shop", "policy"], condition=Q(state="scheduled"), name="policies_version_one_scheduled"
            ),
            SameShop(field="policy", to="policies.Policy", name="policies_version_policy_same_shop"),
            models.CheckConstraint(condition=Q(digest=TextDigest(F("text"))), name="policies_version_digest"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"], in_force_from=None, in_force_until=None)
                | Q(state="scheduled", in_force_from__isnull=False, in_force_until=None)
                | Q(state="in_force", in_force_from__isnull=False, in_force_until=None)
                | Q(state="superseded", in_force_from__isnull=False, in_force_until__gt=F("in_force_from")),
                name="policies_version_times",
            ),
        ]

    @property
    def document(self) -> dict[str, Any]:
        """The policy as JSON; `queries.document_of` returns it read and checked."""
        document: dict[str, Any] = json.loads(self.text)
        return document
