"""That a source follows a parcel: what it was last asked, what it last told, when it is asked again."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class Followed(ShopRow):
    """One per parcel and source. `list_said_at` and `list_heard_at` are of the newest whole list it sent.

    `next_poll_at` is empty where it is not asked: it pushes, or the parcel's way is over.
    """

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="followed", db_constraint=False, db_index=False
    )
    source = models.CharField(max_length=40)
    carrier = models.CharField(max_length=60, blank=True, default="")
    list_said_at = models.DateTimeField(null=True)
    list_heard_at = models.DateTimeField(null=True)
    subscribed_at = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)
    next_poll_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failure_code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="parcels_followed_shop_id"),
            models.UniqueConstraint(fields=["shop", "parcel", "source"], name="parcels_followed_once"),
            SameShop(field="parcel", to="parcels.Parcel", name="parcels_followed_parcel_same_shop"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "next_poll_at"], name="parcels_followed_due", condition=Q(next_poll_at__isnull=False)
            )
        ]
