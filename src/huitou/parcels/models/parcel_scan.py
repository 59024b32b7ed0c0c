"""One thing that was reported of a parcel, kept as it was said: the parcel's state is computed from all of them."""

from django.db import models
from django.db.models.functions import Now

from huitou.core.models import SameShop, ShopRow


class ParcelScan(ShopRow):
    """`state` was reached at `occurred_at`; the report may have come much later or out of order.

    `weight_grams`: what whoever scanned it weighed, where they did.
    """

    append_only = True

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="scans", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=12)
    occurred_at = models.DateTimeField()
    source = models.CharField(max_length=40)
    weight_grams = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="parcels_scan_shop_id"),
            # The same report twice (a carrier's retry) is one scan.
            models.UniqueConstraint(fields=["shop", "parcel", "state", "occurred_at"], name="parcels_scan_once"),
            SameShop(field="parcel", to="parcels.Parcel", name="parcels_scan_parcel_same_shop"),
        ]
