"""One time somebody turned to the shop about an order: asked here, in a case, or by any other way. Counted, and where
it was asked here, answered.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from huitou.core.models import Personal, SameShop


class Channel(models.TextChoices):
    """How they turned to the shop. `page` and `case` are noted by themselves."""

    PAGE = "page", pgettext_lazy("contact", "Tracking page")
    CASE = "case", pgettext_lazy("contact", "Case")
    PHONE = "phone", pgettext_lazy("contact", "Telephone")
    EMAIL = "email", pgettext_lazy("contact", "E-mail")
    CHAT = "chat", pgettext_lazy("contact", "Chat")
    STORE = "store", pgettext_lazy("contact", "In the store")
    OTHER = "other", pgettext_lazy("contact", "Another way")


class Contact(Personal):
    """`where_is_it`: whether it asks where an order is; `judged_by` words of `retention.asking` or a person.

    `text` and `answer` are kept of questions on the page only. `stage`: of the parcel when it was asked; `after`: which
    message about the parcel had gone out last. `source_key`: what the contact is called where it comes from.
    """

    class Judge(models.TextChoices):
        WORDS = "words"
        PERSON = "person"

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=8, choices=Channel)
    where_is_it = models.BooleanField()
    judged_by = models.CharField(max_length=6, choices=Judge)
    text = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    stage = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    # When it was written down, which may be long after; null for those from before that was kept.
    noted_at = models.DateTimeField(null=True)
    # When the shop's people were told of it by mail.
    told_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="retention_contact_shop_id"),
            models.UniqueConstraint(
                fields=["shop", "channel", "source_key"], condition=~Q(source_key=""), name="retention_contact_once"
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="retention_contact_channel"),
            SameShop(field="order", to="orders.Order", name="retention_contact_order_same_shop"),
            SameShop(field="parcel", to="parcels.Parcel", name="retention_contact_parcel_same_shop"),
        ]
        indexes = [
            models.Index(fields=["shop", "asked_at"], name="retention_contact_asked"),
            models.Index(fields=["shop", "order", "asked_at"], name="retention_contact_order"),
            models.Index(
                fields=["shop", "asked_at"],
                condition=Q(channel="page", answered_at=None),
                name="retention_contact_open",
            ),
        ]
