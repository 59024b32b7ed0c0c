"""The shop says who bears return shipping, and what a parcel back costs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.locks import lock_or_make
from huitou.core.verbs import verb
from huitou.insurance.risk import CoverRow
from huitou.insurance.verbs.set_terms import LARGEST_GRAMS, table_rows
from huitou.settlements.access import cost_terms_of
from huitou.settlements.models import CostTerms
from huitou.settlements.sharing import valid


class CostSharesInvalid(Invalid):
    """Shares that do not make a whole."""

    code = "cost_shares_invalid"
    message = _("The shares of each rule must add up to 100 %%. Leave a party out that bears nothing.")


@verb
def set_cost_terms(
    *, shares: Mapping[str, Mapping[str, int]], table: Sequence[CoverRow], piece_grams: int, actor: Actor, at: datetime
) -> CostTerms:
    """Keep the rules; they count for goods that come back from now on.

    Raises: CostSharesInvalid, CoverTableInvalid, Forbidden.
    """
    actor.require("settings.edit")
    if not valid(shares) or not 1 <= piece_grams <= LARGEST_GRAMS:
        raise CostSharesInvalid()
    wanted = {
        "shares": {rule: dict(parts) for rule, parts in shares.items()},
        "table": table_rows(table),
        "piece_grams": piece_grams,
    }
    row = lock_or_make(CostTerms.objects.filter(shop_id=actor.shop_id))
    terms = row or cost_terms_of(actor.shop_id)
    for name, value in wanted.items():
        setattr(terms, name, value)
    events.record(terms, "settlements.cost_terms.set", actor=actor, at=at, facts={"after": wanted})
    terms.save(force_insert=row is None)
    return terms
