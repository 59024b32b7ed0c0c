"""Answers to calls that carried an idempotency key, kept to be replayed."""

from django.db import models
from django.db.models.functions import Now

from huitou.core.models.rows import ShopRow


class IdempotentCall(ShopRow):
    """One (source, key), written with its answer. `fingerprint` is the SHA-256 of the request."""

    source = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    fingerprint = models.BinaryField()
    status = models.PositiveSmallIntegerField(null=True)
    response = models.BinaryField(default=b"")
    content_type = models.CharField(max_length=120, default="")
    started_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "source", "key"], name="core_idempotent_call_key")]
