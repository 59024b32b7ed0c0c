"""A place where buyers hand goods over in person: a store of the shop's, or a drop-off point of a carrier."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huitou.core.models import ShopRow


class PlaceKind(models.TextChoices):
    """Who stands behind the counter."""

    STORE = "store", _("Store")
    DROP_OFF = "drop_off", _("Drop-off point")


class ReturnPlace(ShopRow):
    """`hours` are written as the shop says them. `country`: empty, or the only one whose buyers are shown it."""

    kind = models.CharField(max_length=12, choices=PlaceKind.choices)
    name = models.CharField(max_length=120)
    address = models.TextField(max_length=600)
    hours = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="logistics_place_shop_id"),
            models.CheckConstraint(condition=models.Q(kind__in=PlaceKind.values), name="logistics_place_kind"),
        ]

    def __str__(self) -> str:
        return self.name
