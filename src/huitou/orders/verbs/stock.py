"""Pieces of a variant promised to a replacement: reserved, given free again, or gone with the parcel.

Called by the verbs of replacements, inside their transaction. One guarded statement each, so two at once never promise
the same piece.
"""

from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Conflict
from huitou.orders.models import Variant


class SoldOut(Conflict):
    """Fewer pieces of the variant are left than were asked for."""

    code = "sold_out"
    message = _("%(title)s is sold out: %(free)s left. Choose another variant, or your money back.")


def reserve_stock(variant_id: UUID, quantity: int) -> None:
    """Promise pieces. Raises SoldOut(title=…, free=…)."""
    free = Variant.objects.filter(pk=variant_id).filter(Q(stock=None) | Q(stock__gte=F("reserved") + quantity))
    if not free.update(reserved=F("reserved") + quantity):
        found = Variant.objects.get(pk=variant_id)
        raise SoldOut(title=str(found), free=found.free)


def release_stock(variant_id: UUID, quantity: int) -> None:
    """Give promised pieces free again."""
    Variant.objects.filter(pk=variant_id, reserved__gte=quantity).update(reserved=F("reserved") - quantity)


def take_stock(variant_id: UUID, quantity: int) -> None:
    """Promised pieces have left the house."""
    promised = Variant.objects.filter(pk=variant_id, reserved__gte=quantity)
    # Stock that is not counted (NULL) stays so: NULL less a number is NULL.
    promised.update(stock=F("stock") - quantity, reserved=F("reserved") - quantity)


def return_stock(sku: str, quantity: int) -> int | None:
    """Returned pieces are for sale again; how many there are now. None: not in the catalogue, or not counted."""
    counted = Variant.objects.filter(sku=sku, stock__isnull=False) if sku else Variant.objects.none()
    if not counted.update(stock=F("stock") + quantity):
        return None
    return counted.values_list("stock", flat=True).first()
