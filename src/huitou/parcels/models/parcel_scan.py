"""One thing that was reported of a parcel, kept as it was said: the parcel's state is computed from all of them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huitou.core.models import SameShop, ShopRow


class ParcelScan(ShopRow):
    """`state` was reached at `occurred_at`; the report may have come much later or out of order.

    `weight_grams`: what whoever scanned it weighed, where they did. `source` told it under its own `code`, which we
    took for `status` because of `why`; how it is read now, and its words, stand in `ScanReading`. `zone`: how sure the
    time zone is (`vocabulary.certainty`). `fingerprint`: what makes two reports of a source the same one; empty for
    reports by hand and by import, which say no more than state and moment.
    """

    append_only = True

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="scans", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=12)
    occurred_at = models.DateTimeField()
    source = models.CharField(max_length=40)
    code = models.CharField(max_length=80, blank=True, default="", db_default="")
    status = models.CharField(max_length=32, blank=True, default="", db_default="")
    why = models.CharField(max_length=160, blank=True, default="", db_default="")
    zone = models.CharField(max_length=12, blank=True, default="", db_default="")
    fingerprint = models.CharField(max_length=64, blank=True, default="", db_default="")
    weight_grams = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="parcels_scan_shop_id"),
            # The same report twice (a carrier's retry) is one scan.
            models.UniqueConstraint(
                fields=["shop", "parcel", "state", "occurred_at", "fingerprint"], name="parcels_scan_once"
            ),
            models.UniqueConstraint(
                fields=["shop", "parcel", "source", "fingerprint"],
                name="parcels_scan_told_once",
                condition=~Q(fingerprint=""),
            ),
            SameShop(field="parcel", to="parcels.Parcel", name="parcels_scan_parcel_same_shop"),
        ]
