"""The shop's own rules and deposit; the defaults where it has set none. Inside the shop."""

from uuid import UUID

from huitou.core.lookup import one_or_none
from huitou.settlements.models import CostTerms, Deposit


def cost_terms_of(shop_id: UUID) -> CostTerms:
    """The rules of who pays."""
    return one_or_none(CostTerms.objects.all()) or CostTerms(shop_id=shop_id)


def deposit_of(shop_id: UUID) -> Deposit | None:
    """The deposit; None where the platform asks for none."""
    return one_or_none(Deposit.objects.all())
