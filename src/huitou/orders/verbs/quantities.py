"""Pieces of a line on their way back: claimed by an open case, released by its end, settled when they are back.

Called by the verbs of cases and refunds, inside their transaction. One guarded statement each, so two at once never
claim more than was bought.
"""

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError, Invalid, NotFound
from huitou.orders.models import Line


class QuantityInvalid(Invalid):
    """Zero pieces, or fewer."""

    code = "quantity_invalid"
    message = _("%(quantity)s is not a quantity. Choose at least one item.")


class QuantityExceeded(HuitouError):
    """More pieces than are left."""

    code = "quantity_exceeded"
    status = 422
    message = _("%(available)s of these items can still be chosen. Lower the quantity.")


def claim_quantity(order_line_id: UUID, quantity: int) -> None:
    """Reserve pieces for an open case. Raises QuantityInvalid, QuantityExceeded(available=…), NotFound."""
    _demand_positive(quantity)
    free = Line.objects.filter(pk=order_line_id, quantity__gte=F("claimed") + F("returned") + quantity)
    if not free.update(claimed=F("claimed") + quantity):
        line = _line(order_line_id)
        raise QuantityExceeded(available=line.available)


def release_quantity(order_line_id: UUID, quantity: int) -> None:
    """Give claimed pieces free again. Raises QuantityInvalid, QuantityExceeded(available=claimed), NotFound."""
    _demand_positive(quantity)
    claimed = Line.objects.filter(pk=order_line_id, claimed__gte=quantity)
    if not claimed.update(claimed=F("claimed") - quantity):
        raise QuantityExceeded(available=_line(order_line_id).claimed)


def settle_quantity(order_line_id: UUID, quantity: int) -> None:
    """Claimed pieces are back for good. Raises QuantityInvalid, QuantityExceeded(available=claimed), NotFound."""
    _demand_positive(quantity)
    claimed = Line.objects.filter(pk=order_line_id, claimed__gte=quantity)
    if not claimed.update(claimed=F("claimed") - quantity, returned=F("returned") + quantity):
        raise QuantityExceeded(available=_line(order_line_id).claimed)


def _demand_positive(quantity: int) -> None:
    if quantity <= 0:
        raise QuantityInvalid(quantity=quantity)


def _line(order_line_id: UUID) -> Line:
    line = Line.objects.filter(pk=order_line_id).first()
    if line is None:
        raise NotFound()
    return line
