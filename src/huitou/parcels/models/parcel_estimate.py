"""When a source thinks that a parcel comes: each word it gave, never overwritten."""

from django.db import models
from django.db.models.functions import Now

from huitou.core.models import SameShop, ShopRow


class ParcelEstimate(ShopRow):
    """A window from `earliest_at` to `latest_at`, as `source` said it at `said_at`.

    The first one is the promise, every later one a revision. `day_only`: only the day was said, not the hour.
    """

    append_only = True

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="estimates", db_constraint=False, db_index=False
    )
    source = models.CharField(max_length=40)
    earliest_at = models.DateTimeField()
    latest_at = models.DateTimeField()
    day_only = models.BooleanField()
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="parcels_estimate_shop_id"),
            models.UniqueConstraint(fields=["shop", "parcel", "source", "said_at"], name="parcels_estimate_once"),
            SameShop(field="parcel", to="parcels.Parcel", name="parcels_estimate_parcel_same_shop"),
        ]
