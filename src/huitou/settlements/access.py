"""The shop's own rules and deposit; the defaults where it has set none. Inside the shop."""

from uuid import UUID

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.lookup import one_or_none
from huitou.settlements.models import CostTerms, Deposit

SEE = "statements.view"
KEEP = "deposits.keep"


def cost_terms_of(shop_id: UUID) -> CostTerms:
    """The rules of who pays."""
    return one_or_none(CostTerms.objects.all()) or CostTerms(shop_id=shop_id)


def deposit_of(shop_id: UUID) -> Deposit | None:
    """The deposit; None where the platform asks for none."""
    return one_or_none(Deposit.objects.all())


def demand_statements(actor: Actor) -> None:
    """The shop's people with the right to, and on the platform who keeps its deposit. Raises: Forbidden."""
    if not actor.may(KEEP if actor.role == Role.PLATFORM else SEE):
        raise Forbidden()
