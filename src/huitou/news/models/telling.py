"""One message to a buyer: about one order, perhaps several parcels and several things."""

from django.db import models

from huitou.core.models import SameShop, ShopRow


class Telling(ShopRow):
    """`trigger` leads the message. `message_id` is the mail or, by `channel`, the short message.

    `opened_at`: when the buyer first came by its link. `fallen_back_at`: it did not arrive, and no other way was left.
    `by_hand`: somebody of the shop's people wrote it; it counts in no budget.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    customer_id = models.UUIDField()
    ref = models.CharField(max_length=16)
    trigger = models.CharField(max_length=24)
    channel = models.CharField(max_length=10)
    message_id = models.UUIDField(null=True)
    by_hand = models.BooleanField(default=False)
    told_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    fallen_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="news_telling_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="news_telling_ref"),
            SameShop(field="order", to="orders.Order", name="news_telling_order_same_shop"),
        ]
        indexes = [
            models.Index(fields=["shop", "customer_id", "told_at"], name="news_telling_of_customer"),
            models.Index(fields=["shop", "told_at"], name="news_telling_newest"),
        ]
