"""An e-mail address that a customer's contact had before. Personal data: soon erased by itself."""

from django.db import models

from huitou.core.models import Personal, SameShop


class FormerEmail(Personal):
    """Until `until` its reader can put it back, and codes for changes go there (`orders.former_emails`)."""

    customer = models.ForeignKey(
        "orders.Customer", on_delete=models.PROTECT, related_name="former_emails", db_constraint=False, db_index=False
    )
    email = models.CharField(max_length=254, blank=True)
    changed_at = models.DateTimeField()
    until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [SameShop(field="customer", to="orders.Customer", name="orders_former_email_customer_same_shop")]
        indexes = [models.Index(fields=["shop", "customer", "changed_at"], name="orders_former_email")]
