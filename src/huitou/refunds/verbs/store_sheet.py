"""Keep a computed sheet, so that what was shown is what is paid."""

from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.models import StoredSheet
from huitou.refunds.sheet import SheetFacts, compute, digest


@verb
def store_sheet(*, actor: Actor, at: datetime, order_id: UUID, facts: SheetFacts) -> StoredSheet:
    """Compute the sheet of the facts and store both with their digest.

    Raises FactsMalformed, NothingToRefund.
    """
    sheet = compute(facts)
    facts_json, sheet_json = facts.to_json(), sheet.to_json()
    return StoredSheet.objects.create(
        shop_id=actor.shop_id,
        order_id=order_id,
        facts=facts_json,
        sheet=sheet_json,
        digest=digest(facts_json, sheet_json),
        total_minor=sheet.total_minor,
        currency=sheet.currency,
        computed_at=at,
    )
