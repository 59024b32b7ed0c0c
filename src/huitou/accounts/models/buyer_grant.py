"""What a buyer's browser may see, and until when: the session behind a redeemed code or an opened link.

Bound to one shop and one customer, and for a link to one order. Only a digest of the browser's token is kept.
"""

from typing import ClassVar

from django.db import models

from huitou.core.models import ShopRow


class BuyerGrant(ShopRow):
    """One session of a buyer. ``order_id`` is null where the grant opens all orders of the customer."""

    customer_id = models.UUIDField()
    order_id = models.UUIDField(null=True)
    digest = models.BinaryField(max_length=32)
    way = models.CharField(max_length=8, choices=[("code", "code"), ("link", "link"), ("demo", "demo")])
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_buyer_grant"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "id"], name="accounts_buyer_grant_in_shop"),
            models.UniqueConstraint(fields=["shop", "digest"], name="accounts_buyer_grant_digest"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["shop", "customer_id"], name="accounts_buyer_grant_customer"),
            models.Index(fields=["shop", "expires_at"], name="accounts_buyer_grant_old"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.customer_id}"
