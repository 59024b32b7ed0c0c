"""The shop's rules for its refunds, read inside the shop. The verbs that let money out ask them."""

from uuid import UUID

from huitou.core.lookup import one_or_none
from huitou.refunds.models import RefundRules


def rules_of_shop(shop_id: UUID) -> RefundRules:
    """The rules; the defaults where the shop has set none."""
    return one_or_none(RefundRules.objects.all()) or RefundRules(shop_id=shop_id)
