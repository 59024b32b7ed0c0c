"""Where returned goods are sent: the shop's own addresses, or those of a company that checks goods for it."""

from django.db import models

from huitou.core.models import SameShop, ShopRow


class ReturnAddress(ShopRow):
    """`countries`: ISO 3166-1 alpha-2 codes of the buyers who send here; none: everybody whom no other row names.

    `parts`: the same by the names of `carriers.labelling.Place`, for carriers that sell labels; none: not for them.
    An address of a business, never of a private person.
    """

    address = models.TextField(max_length=600)
    countries = models.JSONField(default=list)
    parts = models.JSONField(default=dict)
    provider = models.ForeignKey(
        "logistics.ReturnsProvider", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="logistics_address_shop_id"),
            SameShop(field="provider", to="logistics.ReturnsProvider", name="logistics_address_provider"),
        ]
