"""How a source's report is read now, and what it said in words. The report itself (`ParcelScan`) never changes."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huitou.core.models import SameShop, ShopRow


class ScanReading(ShopRow):
    """`status` is empty while nobody knows what the source's code means: it then counts for nothing, and waits.

    `set_aside` says why a report does not count: withdrawn by its source, a moment that cannot be, an older parcel of
    the same number, another carrier (`vocabulary.asides`). `text` and `place` are the source's own words.
    """

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="readings", db_constraint=False, db_index=False
    )
    scan = models.ForeignKey(
        "parcels.ParcelScan", on_delete=models.PROTECT, related_name="readings", db_constraint=False, db_index=False
    )
    status = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=12)
    why = models.CharField(max_length=160)
    set_aside = models.CharField(max_length=16, blank=True, default="")
    text = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=160, blank=True)
    country = models.CharField(max_length=2, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="parcels_reading_shop_id"),
            models.UniqueConstraint(fields=["shop", "scan"], name="parcels_reading_of_scan"),
            SameShop(field="parcel", to="parcels.Parcel", name="parcels_reading_parcel_same_shop"),
            SameShop(field="scan", to="parcels.ParcelScan", name="parcels_reading_scan_same_shop"),
        ]
        indexes = [
            models.Index(fields=["shop", "parcel"], name="parcels_reading_of_parcel"),
            models.Index(fields=["shop"], name="parcels_reading_unmapped", condition=Q(status="")),
        ]
