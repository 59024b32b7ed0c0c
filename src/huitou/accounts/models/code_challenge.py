"""A one-time code that was asked for. Written and judged by ``buyers`` only.

A look-up that found nothing makes the same row without a customer: the code of such a row never opens anything.
The code itself is not stored, nor the address it went to.
"""

from typing import ClassVar

from django.db import models

from huitou.core.models import ShopRow


class CodeChallenge(ShopRow):
    """One code, good for ten minutes, five tries and one use. ``digest`` is keyed with the installation's secret."""

    customer_id = models.UUIDField(null=True)
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_code_challenge"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "id"], name="accounts_code_challenge_in_shop"),
        ]
        indexes: ClassVar = [models.Index(fields=["shop", "expires_at"], name="accounts_code_challenge_old")]

    def __str__(self) -> str:
        return str(self.id)
