"""A company that receives and checks returned goods for the shop. Sees only the returns that go to its address."""

from django.db import models

from huitou.core.models import ShopRow


class ReturnsProvider(ShopRow):
    """`retired_at`: gets no new returns. What was sent to it before is still its own to check."""

    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="logistics_provider_shop_id"),
            models.UniqueConstraint(fields=["shop", "name"], name="logistics_provider_name"),
        ]

    def __str__(self) -> str:
        return self.name
