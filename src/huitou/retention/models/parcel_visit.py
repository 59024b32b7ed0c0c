"""How often a parcel's pages were opened, by day and by where it stood: numbers, nothing of who opened them."""

from django.db import models

from huitou.core.models import SameShop, ShopRow


class ParcelVisit(ShopRow):
    """`opened` times on `day` (of the shop's zone) while the parcel stood at `stage`; `late`: past its promised day, or
    held up. `handed_on` of them were told to the shop's web analytics, or are not to be.
    """

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    stage = models.CharField(max_length=20)
    late = models.BooleanField()
    opened = models.PositiveIntegerField()
    handed_on = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="retention_visit_shop_id"),
            models.UniqueConstraint(fields=["shop", "parcel", "day", "stage", "late"], name="retention_visit_once"),
            SameShop(field="parcel", to="parcels.Parcel", name="retention_visit_parcel_same_shop"),
        ]
        indexes = [models.Index(fields=["shop", "day"], name="retention_visit_day")]
