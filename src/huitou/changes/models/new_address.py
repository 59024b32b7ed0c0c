"""Where the buyer wants the goods instead. Personal data: erased for good with the customer."""

from django.db import models

from huitou.core.models import Personal, SameShop

FIELDS = ("name", "street", "city", "postcode", "region", "phone")


class NewAddress(Personal):
    """The address that a change asks for. The country is the order's: its law and its taxes hang on it."""

    change = models.OneToOneField(
        "changes.OrderChange", on_delete=models.PROTECT, related_name="address", db_constraint=False
    )
    name = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="changes_address_shop_id"),
            SameShop(field="change", to="changes.OrderChange", name="changes_address_change"),
        ]
