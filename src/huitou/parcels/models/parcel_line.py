"""What is in a parcel: so many pieces of one order line."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class ParcelLine(ShopRow):
    """`quantity` pieces of `order_line` travel in `parcel`."""

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="lines", db_constraint=False, db_index=False
    )
    order_line = models.ForeignKey(
        "orders.Line", on_delete=models.PROTECT, related_name="parcel_lines", db_constraint=False
    )
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="parcels_parcel_line_shop_id"),
            models.UniqueConstraint(fields=["shop", "parcel", "order_line"], name="parcels_parcel_line_once"),
            SameShop(field="parcel", to="parcels.Parcel", name="parcels_parcel_line_parcel_same_shop"),
            SameShop(field="order_line", to="orders.Line", name="parcels_parcel_line_line_same_shop"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="parcels_parcel_line_positive"),
        ]
