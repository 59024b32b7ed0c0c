"""The shop: the tenant row that every other row belongs to. It is known before a scope is open."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now

from huitou.core.ids import new_id


class Shop(models.Model):
    """A merchant's shop with its brand. `accent` is `#RRGGBB`; `timezone` an IANA name; `currency` ISO 4217."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=60)
    locale = models.CharField(max_length=10, default="zh-hans")
    accent = models.CharField(max_length=7, default="#0E7A5F", validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}$")])
    logo = models.ImageField(upload_to="logos/", blank=True)
    # The shop's website, whose pages may hold frames of ours.
    domain = models.CharField(max_length=253, blank=True)
    # A host of the shop's that is proven, and stands for its buyers' pages (accounts/domains); of one shop only.
    pages_host = models.CharField(max_length=253, blank=True, default="")
    contact_email = models.EmailField(blank=True)
    support_hours = models.CharField(max_length=120, blank=True)
    address = models.TextField(blank=True)
    # Without a platform the owner is the last instance of a dispute.
    sole = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    # What is measured of its readers, where something is: `opens`, `clicks` (of mails); `gtag`, `baidu` (ids at pages).
    measuring = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pages_host"], condition=~models.Q(pages_host=""), name="core_shop_pages_host"
            ),
        ]

    def __str__(self) -> str:
        return self.name
