"""Book what a bought return label cost, and what the carrier paid back of one that nobody used. Each once.

Called by subscribers. The parties are those of the case's verdict, as with every freight of a return.
"""

from datetime import datetime
from uuid import UUID

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.ids import new_id
from huitou.core.locks import lock_rows
from huitou.core.verbs import verb
from huitou.logistics.access import access_return
from huitou.settlements.access import cost_terms_of
from huitou.settlements.models import ReturnCost
from huitou.settlements.sharing import split
from huitou.settlements.verbs.return_cost import FREIGHT, post, relieve_instead, take_relief_back, verdict_names


@verb
def book_label_cost(
    *, goods_return: UUID, purchase: UUID, price_minor: int, currency: str, actor: Actor, at: datetime
) -> ReturnCost | None:
    """Split the label's price by the shop's rule and book it, in the currency that the carrier took.

    None for a label that cost nothing. The same purchase again: the same cost.
    """
    back = access_return(actor, goods_return, lock=True)
    known = ReturnCost.objects.filter(goods_return=back, purchase=purchase).first()
    if known is not None or price_minor <= 0:
        return known
    rule = verdict_names(back)
    parts = split(price_minor, rule, cost_terms_of(actor.shop_id).shares)
    cost = ReturnCost(
        id=new_id(), shop_id=actor.shop_id, order_id=back.order_id, goods_return=back, rule=rule, purchase=purchase,
        cost_minor=price_minor, currency=currency, parts=parts, booked_at=at,
    )  # fmt: skip
    for party, part in parts.items():
        post(cost, f"share:{party}", f"share:{party}", FREIGHT, part, at)
    facts = {"order": back.order_id, "goods_return": back.pk, "purchase": str(purchase), "rule": rule, "parts": parts,
             "currency": currency}  # fmt: skip
    events.record(cost, "settlements.return_cost.booked", actor=actor, at=at, facts=facts)
    cost.save(force_insert=True)
    return cost


@verb
def book_label_back(*, goods_return: UUID, purchase: UUID, actor: Actor, at: datetime) -> ReturnCost | None:
    """The carrier paid the label back: nobody bears it any more. None where it was never booked.

    What an insurance bore of it goes to the cost that stands instead, if there is one.
    """
    found = lock_rows(ReturnCost.objects.filter(goods_return=goods_return))
    cost = next((one for one in found if one.purchase == purchase), None)
    if cost is None or cost.reversed_at is not None:
        return cost
    relieved = cost.insurer_minor
    take_relief_back(cost, at)
    for party, part in cost.parts.items():
        post(cost, f"back:{party}", FREIGHT, f"share:{party}", part, at)
    cost.reversed_at = at
    facts = {"purchase": str(purchase), "parts": cost.parts, "currency": cost.currency}
    events.record(cost, "settlements.return_cost.reversed", actor=actor, at=at, facts=facts)
    cost.save()
    standing = [one for one in found if one.reversed_at is None and not one.insurer_minor]
    if relieved and standing:
        relieve_instead(max(standing, key=lambda one: one.booked_at), actor, at)
    return cost
