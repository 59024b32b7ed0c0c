"""One wish of a buyer for the delivery of one parcel."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.changes.deliveries.wishes import KINDS, Wish
from huitou.core.models import Chained, SameShop, ShopRow


class WhyNot(models.TextChoices):
    """Why a wish cannot be done, as the shop or the carrier says it."""

    CARRIER = "carrier", _("The carrier does not do this.")
    LATE = "late", _("The parcel is too far on its way.")
    CHARGES = "charges", _("The carrier takes money for it, which you do not owe.")
    UNCLEAR = "unclear", _("The carrier could not find what you described.")


class DeliveryRequest(ShopRow, Chained):
    """Moved by `changes.deliveries.machine.DELIVERY_REQUEST`. Of each topic at most one is open for a parcel.

    `source`: whose interface was asked; "": a person of the shop asks. `answer`: what it said, `unknown` where that
    stayed open. `liability`: whether the buyer was told, before the last tap, what they take on, and took it on.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    kind = models.CharField(max_length=16, choices=[(str(wish), _(KINDS[wish].label)) for wish in Wish])
    topic = models.CharField(max_length=8)
    state = models.CharField(max_length=32)
    deadline_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    liability = models.BooleanField(default=False)
    source = models.CharField(max_length=20, blank=True)
    answer = models.CharField(max_length=12, blank=True)
    why = models.CharField(max_length=12, choices=WhyNot.choices, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="changes_delivery_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="changes_delivery_ref"),
            models.UniqueConstraint(
                fields=["shop", "parcel", "topic"], condition=Q(closed_at__isnull=True),
                name="changes_delivery_one_open",
            ),
            SameShop(field="order", to="orders.Order", name="changes_delivery_order"),
            SameShop(field="parcel", to="parcels.Parcel", name="changes_delivery_parcel"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["shop", "parcel"], name="changes_delivery_parcel_ix"),
            models.Index(fields=["shop", "order"], name="changes_delivery_order_ix"),
            models.Index(fields=["shop", "state", "opened_at"], name="changes_delivery_state_ix"),
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="changes_delivery_due_ix"
            ),
        ]

    def __str__(self) -> str:
        return self.ref
