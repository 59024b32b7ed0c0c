"""A parcel on its way out, back, or out again as a replacement."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huitou.core.models import Chained, SameShop, ShopRow


class Parcel(ShopRow, Chained):
    """`state` follows from the set of scans by the time they occurred (`parcels.course`), never by arrival.

    `external_id` is the source's own name of the parcel, unique within the order. Times are when things happened.
    `begins_at`: what was reported earlier is about another parcel; null: earlier than the order.
    `status` is the finer word for where it stands (`parcels.vocabulary`), empty for rows older than the vocabulary.
    """

    class Direction(models.TextChoices):
        OUTBOUND = "outbound"
        RETURN = "return"
        REPLACEMENT = "replacement"

    class State(models.TextChoices):
        ANNOUNCED = "announced"
        COLLECTED = "collected"
        IN_TRANSIT = "in_transit"
        DELIVERED = "delivered"
        RETURNED = "returned"
        LOST = "lost"

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="parcels", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    external_id = models.CharField(max_length=120)
    direction = models.CharField(max_length=12, choices=Direction.choices)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    status = models.CharField(max_length=32, blank=True, default="", db_default="")
    status_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    begins_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="parcels_parcel_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="parcels_parcel_ref"),
            models.UniqueConstraint(
                fields=["shop", "order", "direction", "external_id"], name="parcels_parcel_external"
            ),
            SameShop(field="order", to="orders.Order", name="parcels_parcel_order_same_shop"),
        ]
        indexes = [
            models.Index(fields=["shop", "tracking_number"], name="parcels_parcel_tracking"),
            # How many left in a week.
            models.Index(
                fields=["shop", "shipped_at"], condition=Q(direction="outbound"), name="parcels_parcel_shipped"
            ),
        ]
