"""How a buyer can be reached. Personal data: erased for good by `orders.verbs.erase_customer`."""

from django.db import models

from huitou.core.models import Personal, SameShop


class CustomerContact(Personal):
    """`email` is lower case, `phone` E.164 (`+8613800138000`), as `orders.contacts` normalises them."""

    customer = models.OneToOneField(
        "orders.Customer", on_delete=models.PROTECT, related_name="contact", db_constraint=False
    )
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    locale = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_contact_shop_id"),
            SameShop(field="customer", to="orders.Customer", name="orders_contact_customer_same_shop"),
        ]
        indexes = [
            models.Index(fields=["shop", "email"], name="orders_contact_email"),
            models.Index(fields=["shop", "phone"], name="orders_contact_phone"),
        ]
