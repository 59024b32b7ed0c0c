"""Book what a return's freight cost on those who bear it. Called by subscribers; a return is booked once.

A label that was bought for it costs what the carrier took, when it took it (`label_cost`); else the shop's table says.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from huitou.cases.models import Case
from huitou.core import events, ledger
from huitou.core.actors import Actor
from huitou.core.ids import new_id
from huitou.core.locks import lock_rows
from huitou.core.money import Money
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.insurance.models import FreightClaim
from huitou.insurance.risk import cover_minor
from huitou.logistics.access import access_return
from huitou.logistics.models import GoodsReturn, LabelPurchase, ReturnLine, Way
from huitou.orders.models import Order
from huitou.policies.rules.verdict import Verdict
from huitou.settlements.access import cost_terms_of
from huitou.settlements.models import CostTerms, ReturnCost
from huitou.settlements.sharing import relieve, split

SUBJECT = "settlements.returncost"
FREIGHT = "freight:returns"


@verb
def book_return_cost(*, goods_return: UUID, lost: bool, actor: Actor, at: datetime) -> ReturnCost | None:
    """Split the freight of the return by the shop's rule and book it. None where there was no freight, or where the
    shop has not said what a parcel costs. The same return again: the same cost.
    """
    terms = cost_terms_of(actor.shop_id)
    costs = ReturnCost.objects.filter(goods_return=goods_return, reversed_at=None).order_by("-booked_at", "-pk")
    if not terms.rows and not (lost and costs.exists()):  # no parcel has a price: nothing to lock and to look at
        return costs.first()
    back = access_return(actor, goods_return, lock=True)
    known = next((cost for cost in costs if cost.purchase is None or _travelled(back, cost)), None)
    if known is not None:
        return borne_when_lost(known, terms, actor, at) if lost else known
    order = Order.objects.get(pk=back.order_id)
    minor = _cost(back, order, terms)
    if not minor:
        return None
    rule = "lost" if lost else verdict_names(back)
    parts = split(minor, rule, terms.shares)
    cost = ReturnCost(
        id=new_id(), shop_id=actor.shop_id, order=order, goods_return=back, rule=rule, cost_minor=minor,
        currency=order.currency, parts=parts, booked_at=at,
    )  # fmt: skip
    for party, part in parts.items():
        post(cost, f"share:{party}", f"share:{party}", FREIGHT, part, at)
    relieve_of(cost, at)
    facts = {"order": order.pk, "goods_return": back.pk, "rule": rule, "parts": parts, "insurer": cost.insurer_minor,
             "currency": cost.currency}  # fmt: skip
    events.record(cost, "settlements.return_cost.booked", actor=actor, at=at, facts=facts)
    cost.save(force_insert=True)
    return cost


@verb
def book_insurer(*, goods_return: UUID, actor: Actor, at: datetime) -> ReturnCost | None:
    """A claim was paid: the insurer bears what it paid, in place of the buyer, then of the shop."""
    found = lock_rows(ReturnCost.objects.filter(goods_return=goods_return, reversed_at=None))
    if not found or any(cost.insurer_minor for cost in found):
        return None
    return relieve_instead(max(found, key=lambda one: one.booked_at), actor, at)


def relieve_instead(cost: ReturnCost, actor: Actor, at: datetime) -> ReturnCost:
    """The insurer bears this cost, and it is written down."""
    relieve_of(cost, at)
    if cost.insurer_minor:
        facts = {"insurer": cost.insurer_minor, "currency": cost.currency}
        events.record(cost, "settlements.return_cost.relieved", actor=actor, at=at, facts=facts)
        cost.save()
    return cost


def relieve_of(cost: ReturnCost, at: datetime, why: str = "") -> None:
    """The insurer bears it, up to what the claim paid and no other cost of the return has taken of that."""
    claim = FreightClaim.objects.filter(goods_return=cost.goods_return_id, state="paid").first()
    if claim is None or claim.currency != cost.currency:
        return
    others = ReturnCost.objects.filter(goods_return=cost.goods_return_id, reversed_at=None).exclude(pk=cost.pk)
    taken = others.aggregate(total=Sum("insurer_minor"))["total"] or 0
    relieved = relieve(cost.parts, claim.amount_minor - taken)
    for party, part in relieved.items():
        post(cost, f"{why}insurer:{party}", "share:insurer", f"share:{party}", part, at)
    cost.insurer_minor = sum(relieved.values())


def take_relief_back(cost: ReturnCost, at: datetime, why: str = "") -> None:
    """What the insurer bore of it, those bear again who were relieved: before the cost itself changes."""
    for party, part in relieve(cost.parts, cost.insurer_minor).items():
        post(cost, f"{why}insurer:back:{party}", f"share:{party}", "share:insurer", part, at)
    cost.insurer_minor = 0


def _cost(back: GoodsReturn, order: Order, terms: CostTerms) -> int:
    """What the parcel cost by the shop's table; zero where it knows nothing, or the buyer came to the store."""
    if back.way == Way.STORE or order.currency != open_shop_row().currency:
        return 0
    pieces = ReturnLine.objects.filter(goods_return=back).aggregate(total=Sum("quantity"))["total"] or 1
    return cover_minor(terms.rows, country=order.country, region=order.region, grams=terms.piece_grams * pieces) or 0


def verdict_names(back: GoodsReturn) -> str:
    """Who bears the way back by the verdict of the case."""
    case = Case.objects.filter(goods_return=back).first()
    judged: Mapping[str, object] = case.judged if case is not None else {}
    if "verdict" not in judged:
        return "merchant"
    return str(Verdict.from_json(judged["verdict"]).return_shipping_by)


def borne_when_lost(cost: ReturnCost, terms: CostTerms, actor: Actor, at: datetime) -> ReturnCost:
    """A label was paid before its parcel was lost: others bear it now. What stands by the table is right already."""
    if cost.purchase is None or cost.rule == "lost":
        return cost
    take_relief_back(cost, at, "lost:")
    for party, part in cost.parts.items():
        post(cost, f"lost:back:{party}", FREIGHT, f"share:{party}", part, at)
    cost.rule, cost.parts = "lost", split(cost.cost_minor, "lost", terms.shares)
    for party, part in cost.parts.items():
        post(cost, f"lost:{party}", f"share:{party}", FREIGHT, part, at)
    relieve_of(cost, at, "lost:")
    facts = {"rule": cost.rule, "parts": cost.parts, "insurer": cost.insurer_minor, "currency": cost.currency}
    events.record(cost, "settlements.return_cost.moved", actor=actor, at=at, facts=facts)
    cost.save()
    return cost


def _travelled(back: GoodsReturn, cost: ReturnCost) -> bool:
    """Whether the goods came, or may have come, under the label that this is the price of."""
    if not back.tracking_number or cost.purchase is None:
        return True
    return LabelPurchase.objects.filter(pk=cost.purchase, tracking_number=back.tracking_number).exists()


def post(cost: ReturnCost, what: str, debit: str, credit: str, minor: int, at: datetime) -> None:
    """Book one movement of the cost, once for ever."""
    whole = f"{cost.goods_return_id}:{cost.purchase}" if cost.purchase else f"{cost.goods_return_id}"
    ledger.post(
        shop_id=cost.shop_id, key=f"return:{whole}:{what}", debit=debit, credit=credit,
        money=Money(minor, cost.currency), subject_type=SUBJECT, subject_id=cost.pk, at=at,
    )  # fmt: skip
