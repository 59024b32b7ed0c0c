"""What a shop has set about claims on one carrier."""

from django.db import models

from huitou.core.models import Chained, ShopRow


class ClaimRule(ShopRow, Chained):
    """`carrier` is our code, "" stands for every other one. Days are null where the shop has set none.

    `claims`: whether claims open by themselves at all. `guarantees_days`: the carrier has promised the day that it
    names, so that a later arrival is claimed. `place`: where claims are filed, an address of the web or of mail.
    """

    carrier = models.CharField(max_length=60, blank=True)
    claims = models.BooleanField(default=True)
    guarantees_days = models.BooleanField(default=False)
    place = models.CharField(max_length=300, blank=True)
    lost_days = models.PositiveSmallIntegerField(null=True)
    damaged_days = models.PositiveSmallIntegerField(null=True)
    late_days = models.PositiveSmallIntegerField(null=True)
    weight_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="claims_rule_shop_id"),
            models.UniqueConstraint(fields=["shop", "carrier"], name="claims_rule_once"),
        ]

    def days(self, what: str) -> int | None:
        """The days that the shop has set for claims of this cause."""
        own: int | None = getattr(self, f"{what}_days")
        return own
