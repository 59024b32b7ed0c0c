"""One booked door pick-up: a seat in a slot, which nobody else can have at the same time."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import SameShop, ShopRow


class PickUp(ShopRow):
    """The open one of a return has no `ended_at`. `outcome`: `collected`, `missed`, `changed`, `cancelled`, `declined`.

    With couriers of a carrier: `reference` is its name of the booking, `tracking_number` the waybill, which belongs to
    this booking alone. `failure_code`: `asked` while it is being told, then why it was not, or not for certain.
    `call_off_failed_at`: the carrier refused to call its courier off: a person does, until `call_off_settled_at`.
    """

    goods_return = models.ForeignKey(
        "logistics.GoodsReturn", on_delete=models.CASCADE, related_name="booked", db_constraint=False, db_index=False
    )
    service = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seat = models.PositiveSmallIntegerField()
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    ordered_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    call_off_failed_at = models.DateTimeField(null=True)
    call_off_settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="logistics_pick_up_return"),
            models.UniqueConstraint(
                fields=["shop", "service", "starts_at", "seat"],
                condition=Q(ended_at=None),
                name="logistics_pick_up_seat",
            ),
            models.UniqueConstraint(
                fields=["shop", "goods_return"], condition=Q(ended_at=None), name="logistics_pick_up_one_open"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="logistics_pick_up_slot"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "call_off_failed_at"],
                condition=Q(call_off_failed_at__isnull=False, call_off_settled_at=None),
                name="logistics_pick_up_uncalled",
            ),
            models.Index(
                fields=["shop", "ended_at"],
                condition=Q(outcome__in=("collected", "missed")),
                name="logistics_pick_up_came",
            ),
        ]
