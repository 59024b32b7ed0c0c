"""One return: some pieces of one order on their way back to the shop."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, SameShop, ShopRow


class Way(models.TextChoices):
    """How the goods come back."""

    OWN_PARCEL = "own_parcel", _("I send a parcel")
    SHOP_LABEL = "shop_label", _("I use the shop's label")
    PICK_UP = "pick_up", _("A courier picks it up")
    DROP_OFF = "drop_off", _("I drop it off")
    STORE = "store", _("I bring it to the shop")


class GoodsReturn(ShopRow, Chained):
    """Moved by `logistics.machine.GOODS_RETURN`. `terms` holds the lengths in hours that the policy sets by term name.

    `ways`: the ways offered when it was opened → what each costs the buyer, minor units; none: parcel or drop-off.
    `send_to` is the address that it goes to (`send_to_parts`: the same as carriers want it, by the names of `Place`),
    `provider` whose that is where not the shop's own, `place` the store or drop-off point where it was given.
    `pick_up_booked_at` and the two after it belong to the slot that is booked now.
    `settled_at`: it is decided what is paid for; `disposed_at`: and what becomes of every piece.
    `label_service`: who sells its labels, "" where a person gives them; `label_standing`: `buying`, `bought`, `failed`
    or `voided`, "" before.
    `weight_grams`: what the parcel weighed when it came, where somebody weighed it.
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
    weight_grams = models.PositiveIntegerField(null=True)
    damaged_basis_points = models.PositiveIntegerField(default=0)
    ways = models.JSONField(default=dict)
    send_to = models.TextField(blank=True)
    provider = models.ForeignKey(
        "logistics.ReturnsProvider", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    place = models.ForeignKey(
        "logistics.ReturnPlace", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    send_to_parts = models.JSONField(default=dict)
    label_service = models.CharField(max_length=20, blank=True)
    label_standing = models.CharField(max_length=8, blank=True)
    labels_asked = models.PositiveSmallIntegerField(default=0)
    pick_ups = models.PositiveSmallIntegerField(default=0)
    missed_pick_ups = models.PositiveSmallIntegerField(default=0)
    pick_up_booked_at = models.DateTimeField(null=True)
    pick_up_starts_at = models.DateTimeField(null=True)
    pick_up_ends_at = models.DateTimeField(null=True)
    found_fault = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    disposed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="logistics_return_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="logistics_return_ref"),
            SameShop(field="order", to="orders.Order", name="logistics_return_order"),
            SameShop(field="provider", to="logistics.ReturnsProvider", name="logistics_return_provider"),
            SameShop(field="place", to="logistics.ReturnPlace", name="logistics_return_place"),
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
            models.Index(
                fields=["shop", "provider", "opened_at"],
                condition=Q(provider__isnull=False),
                name="logistics_return_provider_ix",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
