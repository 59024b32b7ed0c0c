"""What was ruled before, over all shops of the platform: codes and sums only, nothing about any person.

Not under row-level security: an arbitrator compares across shops. Written when a ruling is carried out.
"""

from django.db import models

from huitou.cases.models.dispute import About, Outcome
from huitou.cases.models.ruling import Grounds
from huitou.core.ids import new_id


class Precedent(models.Model):
    """`share_basis_points` is what the buyer got of the sum in dispute, in hundredths of a per cent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("core.Shop", on_delete=models.CASCADE, related_name="+", db_index=False)
    dispute_id = models.UUIDField(unique=True)
    dispute_ref = models.CharField(max_length=16)
    case_ref = models.CharField(max_length=16)
    about = models.CharField(max_length=16, choices=About.choices)
    kind = models.CharField(max_length=32)
    reason = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    value_minor = models.BigIntegerField()
    value_band = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    amount_minor = models.BigIntegerField()
    share_basis_points = models.PositiveIntegerField()
    goods_back = models.BooleanField()
    grounds = models.CharField(max_length=20, choices=Grounds.choices)
    appealed = models.BooleanField()
    ruled_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["reason", "kind", "-ruled_at"], name="cases_precedent_alike"),
            models.Index(fields=["shop", "reason", "-ruled_at"], name="cases_precedent_of_shop"),
        ]

    def __str__(self) -> str:
        return self.dispute_ref
