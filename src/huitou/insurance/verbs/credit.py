"""The shop pays a buyer's credit out, or lets it be used. Called by the desk and the API."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid
from huitou.core.models import LedgerEntry
from huitou.core.verbs import verb
from huitou.insurance import booking
from huitou.insurance.access import access_claim
from huitou.insurance.machine import SETTLES
from huitou.insurance.models import FreightClaim
from huitou.insurance.models.insurance_terms import OWN_POOL
from huitou.orders.models import Order

# How credit goes: paid out by transfer, or taken off a purchase in the shop.
SPENT = {"transfer": "bank:transfer", "purchase": "sales:credit"}


class CreditSpent(Conflict):
    """There is no credit of this claim any more, or never was."""

    code = "credit_spent"
    message = _("This credit has been paid out or used already, or the claim gave none.")


class SpendingInvalid(Invalid):
    """A way that there is not, or no note."""

    code = "credit_spending_invalid"
    message = _("Say whether it was paid out or used, and note the transfer or the order in at most 500 characters.")


@verb
def spend_credit(*, claim: FreightClaim | UUID | str, how: str, note: str, actor: Actor, at: datetime) -> FreightClaim:
    """Record that the claim's credit was paid out by transfer or used for a purchase, once and whole.

    Raises: CreditSpent, SpendingInvalid, NotFound, Forbidden.
    """
    actor.require(SETTLES)
    if how not in SPENT or not 0 < len(note.strip()) <= 500:
        raise SpendingInvalid()
    found: FreightClaim = access_claim(actor, claim, lock=True)
    if not credit_open(found):
        raise CreditSpent()
    customer = Order.objects.values_list("customer_id", flat=True).get(pk=found.order_id)
    booking.book_credit_spent(found, customer, found.money, SPENT[how], at)
    facts = {"how": how, "amount_minor": found.amount_minor, "currency": found.currency}
    events.record(found, "insurance.freight_claim.spent_credit", actor=actor, at=at, facts=facts)
    found.note = note.strip()
    found.save()
    return found


def credit_open(claim: FreightClaim) -> bool:
    """Whether the claim gave credit that is still the buyer's."""
    if claim.state != "paid" or claim.insurer != OWN_POOL:
        return False
    return not LedgerEntry.objects.filter(key=f"claim:{claim.pk}:spent").exists()
