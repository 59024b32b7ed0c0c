"""One return: some pieces of one order on their way back to the shop."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, SameShop, ShopRow


class Way(models.TextChoices):
    """How the goods come back."""

    OWN_PARCEL = "own_parcel", _("I send a parcel")
    DROP_OFF = "drop_off", _("I drop it off")
    STORE = "store", _("I bring it to the shop")


class GoodsReturn(ShopRow, Chained):
    """Moved by `logistics.machine.GOODS_RETURN`. `terms` holds the lengths in hours that the policy sets by term name.

    `damaged_basis_points`: what the shop takes off damaged pieces, in hundredths of a per cent, set at the inspection.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=32)
    deadline_at = models.DateTimeField(null=True)
    terms = models.JSONField(default=dict)
    way = models.CharField(max_length=16, choices=Way.choices, blank=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    inspected_at = models.DateTimeField(null=True)
    damaged_basis_points = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="logistics_return_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="logistics_return_ref"),
            SameShop(field="order", to="orders.Order", name="logistics_return_order"),
            models.CheckConstraint(condition=Q(damaged_basis_points__lte=10_000), name="logistics_return_damage_share"),
        ]
        indexes = [
            models.Index(fields=["shop", "order"], name="logistics_return_order_idx"),
            models.Index(fields=["shop", "state", "opened_at"], name="logistics_return_state_idx"),
            models.Index(
                fields=["shop", "deadline_at"],
                condition=Q(deadline_at__isnull=False),
                name="logistics_return_due_idx",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
