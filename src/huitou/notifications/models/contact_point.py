"""Where a customer can be reached besides their mail: a phone, a WeChat id, a browser. With what they agreed to.

Written by `verbs.contact_points`, read by `reach` and by the delivery of short messages.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from huitou.core.models import Chained, Personal

LIVE = Q(dead_at=None, silenced_at=None, erased_at=None)


class PointKind(models.TextChoices):
    """What kind of address it is."""

    PHONE = "phone", pgettext_lazy("contact point", "Phone")
    WECHAT = "wechat", pgettext_lazy("contact point", "WeChat")
    PUSH = "push", pgettext_lazy("contact point", "Browser")


class ContactPoint(Personal, Chained):
    """One address of one customer. `digest` finds the address without reading it; the same number has the same one.

    Consent: `consented_at`, `consent_how` (portal, shop, wechat), `purposes` (what for), `messages_left` where one
    consent is good for so many messages (null: no such limit). `verified_at`: its holder typed the code that was sent
    there, or the shop vouches for it; before that nothing but a code goes there. `dead_at`: the provider says that
    nobody is there. `silenced_at`: whoever holds it wants nothing more. `used_at`: when it was given or last reached.
    """

    PERSONAL_FIELDS: ClassVar = ("address", "keys", "digest", "code_digest")

    customer_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=PointKind)
    address = models.CharField(max_length=1000, blank=True)
    keys = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32, null=True)
    purposes = models.JSONField(default=list)
    consent_how = models.CharField(max_length=20)
    consented_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    code_digest = models.BinaryField(max_length=32, null=True)
    code_ends_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    messages_left = models.PositiveIntegerField(null=True)
    # Marks of the newest calls that changed `messages_left`: a call that comes twice counts once.
    counted_calls = models.JSONField(default=list)
    dead_at = models.DateTimeField(null=True)
    dead_why = models.CharField(max_length=60, blank=True)
    silenced_at = models.DateTimeField(null=True)
    silenced_how = models.CharField(max_length=20, blank=True)
    used_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_contact_point"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "id"], name="notifications_point_shop_id"),
            models.UniqueConstraint(fields=["shop", "customer_id", "kind", "digest"], name="notifications_point_once"),
            models.CheckConstraint(condition=Q(kind__in=PointKind.values), name="notifications_point_kind_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["shop", "kind", "digest"], name="notifications_point_address")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"
