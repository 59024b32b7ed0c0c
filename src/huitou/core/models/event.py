"""One append-only row per change. Timeline, mail, metrics and evidence only read it."""

import json
from typing import Any

from django.db import models
from django.db.models import Func
from django.db.models.functions import Now

from huitou.core.models.rows import ShopRow


class CurrentTransaction(Func):
    """The id of the writing transaction, for readers that must not overtake a late commit."""

    template = "pg_current_xact_id()"
    output_field = models.BigIntegerField()


class NextPosition(Func):
    """The next value of the sequence that the first migration creates."""

    template = "nextval('core_event_position')"
    output_field = models.BigIntegerField()


class TransactionIdField(models.Field):  # type: ignore[type-arg]
    """PostgreSQL's `xid8`."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class Event(ShopRow):
    """`kind` is `area.noun.verb_past`. `body` is the canonical JSON that was hashed, byte for byte.

    `hash` = SHA-256 over the previous hash and the body. Holds ids, codes, sums, digests: no personal data.
    """

    append_only = True
    # Who has reacted already in the transaction that writes it; not stored.
    reached: frozenset[str] = frozenset()

    # Orders events for readers; gaps are normal, order of commit is not promised (see `written_in`).
    position = models.BigIntegerField(db_default=NextPosition(), editable=False)
    written_in = TransactionIdField(db_default=CurrentTransaction(), editable=False)
    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    actor_role = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=80)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    body = models.TextField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="core_event_shop_id"),
            models.UniqueConstraint(fields=["shop", "subject_id", "seq"], name="core_event_chain"),
        ]
        indexes = [
            models.Index(fields=["shop", "position"], name="core_event_position_idx"),
            models.Index(fields=["shop", "kind", "at"], name="core_event_kind_idx"),
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb told: ids, codes, sums."""
        facts: dict[str, Any] = json.loads(self.body)["facts"]
        return facts
