"""How often something was tried in its time window: the rate limits' counters. Written by ``limits`` only.

Holds no address: the key is a keyed digest. Counts of all shops share the table, and none names a shop.
"""

from typing import ClassVar

from django.db import models


class AttemptCount(models.Model):
    """One counter of one kind of attempt for one key."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32)
    window_started_at = models.DateTimeField()
    window_ends_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "accounts_attempt_count"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "digest"], name="accounts_attempt_count_key"),
        ]
        indexes: ClassVar = [models.Index(fields=["window_ends_at"], name="accounts_attempt_count_old")]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"
