"""What the shop's people did about a parcel in trouble."""

from django.db import models

from huitou.core.models import SameShop, ShopRow


class TroubleStep(ShopRow):
    """`did` something (`lanes.trouble.Step`) about `kind`; until `rests_until` the parcel asks for nothing more.

    News of the parcel end the rest sooner.
    """

    append_only = True

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=16)
    did = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=80)
    at = models.DateTimeField()
    rests_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="lanes_trouble_step_shop_id"),
            SameShop(field="parcel", to="parcels.Parcel", name="lanes_trouble_step_parcel_same_shop"),
        ]
        indexes = [models.Index(fields=["shop", "parcel", "at"], name="lanes_trouble_step_parcel")]
