"""One thing to tell of one parcel: it waits, and is told or dropped (`news.machine`)."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, SameShop, ShopRow


class ParcelNews(ShopRow, Chained):
    """Once per parcel, `trigger` and `key`, whatever is reported how often. `why` says why it was dropped, or waits on.

    `telling`: the message that told it, perhaps together with other pieces of the same order.
    """

    # For the verbs only: where a look leads, and how long the state that is entered lasts.
    outcome = ""
    lasts = timedelta(minutes=3)

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    trigger = models.CharField(max_length=24)
    key = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=10)
    why = models.CharField(max_length=20, blank=True)
    happened_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    telling = models.ForeignKey(
        "news.Telling", on_delete=models.PROTECT, null=True, related_name="pieces", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="news_parcel_news_shop_id"),
            models.UniqueConstraint(fields=["shop", "parcel", "trigger", "key"], name="news_parcel_news_once"),
            SameShop(field="parcel", to="parcels.Parcel", name="news_parcel_news_parcel_same_shop"),
            SameShop(field="order", to="orders.Order", name="news_parcel_news_order_same_shop"),
            SameShop(field="telling", to="news.Telling", name="news_parcel_news_telling_same_shop"),
            models.CheckConstraint(
                condition=Q(state="waiting", deadline_at__isnull=False) | (~Q(state="waiting") & Q(deadline_at=None)),
                name="news_parcel_news_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="news_due"),
            models.Index(fields=["shop", "order"], name="news_of_order"),
            models.Index(fields=["shop", "telling"], name="news_of_telling"),
        ]
