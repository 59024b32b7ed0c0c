"""Writes down the number of an order's tax invoice, which its red-letter invoice refers to. Called by desk and API."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.orders.access import access_order
from huitou.orders.models import Order

EDIT: Final = "refunds.resolve"
NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z /._-]{0,39}", re.ASCII)


class InvoiceNumberMalformed(Invalid):
    """Not what invoices are numbered with."""

    code = "invoice_number_malformed"
    message = _("Write the number as it stands on the invoice: digits and letters, at most 40.")


@verb
def note_invoice(*, order: UUID | str, number: str, actor: Actor, at: datetime) -> Order:
    """Keep the number; empty takes it away. Said twice, it is said once. Raises: InvoiceNumberMalformed, NotFound."""
    actor.require(EDIT)
    number = number.strip()
    if number and not NUMBER.fullmatch(number):
        raise InvoiceNumberMalformed()
    found = access_order(actor, order, lock=True)
    if found.invoice_number == number:
        return found
    facts = {"before": found.invoice_number, "after": number}
    found.invoice_number = number
    events.record(found, "orders.order.invoiced", actor=actor, at=at, facts=facts)
    found.save()
    return found
