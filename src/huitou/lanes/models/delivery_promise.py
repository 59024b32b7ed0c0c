"""When a parcel is to come, as it was said to its buyer: each word, never overwritten."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import SameShop, ShopRow


class DeliveryPromise(ShopRow):
    """The `number`-th word: between `earliest_on` and `latest_on`, days of the shop's zone; no earliest is "by".

    `because` says why it was given; `status`, `cause` and `place` (no finer than a city) what had happened, where that
    moved it. `parcels`: how many stand behind a window from the lane's own times, and at which of its levels.
    """

    append_only = True

    class Source(models.TextChoices):
        CARRIER = "carrier"
        LANE = "lane"
        SHOP = "shop"

    class Because(models.TextChoices):
        FIRST = "first"
        SOURCE_SAID = "source_said"
        HANDED_OVER = "handed_over"
        HELD_UP = "held_up"
        OVERDUE = "overdue"

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.PositiveSmallIntegerField()
    earliest_on = models.DateField(null=True)
    latest_on = models.DateField()
    source = models.CharField(max_length=10, choices=Source.choices)
    because = models.CharField(max_length=12, choices=Because.choices)
    status = models.CharField(max_length=32, blank=True)
    cause = models.CharField(max_length=16, blank=True)
    place = models.CharField(max_length=40, blank=True)
    parcels = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="lanes_promise_shop_id"),
            models.UniqueConstraint(fields=["shop", "parcel", "number"], name="lanes_promise_number"),
            SameShop(field="parcel", to="parcels.Parcel", name="lanes_promise_parcel_same_shop"),
            models.CheckConstraint(
                condition=Q(earliest_on=None) | Q(earliest_on__lte=F("latest_on")), name="lanes_promise_in_order"
            ),
        ]
