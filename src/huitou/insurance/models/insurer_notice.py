"""What an insurer told us, as it came: kept before it is worked on, once per (insurer, key)."""

from django.db import models

from huitou.core.models import ShopRow


class InsurerNotice(ShopRow):
    """`digest` is SHA-256 of the raw bytes; `facts` what the adapter read out of them: numbers, no personal data."""

    append_only = True

    insurer = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "insurer", "key"], name="insurance_notice_once"),
        ]
