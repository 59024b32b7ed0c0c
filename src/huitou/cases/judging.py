"""What the policy says to a wish and what it comes to: the one code that previews and performs.

Called by the portal, the desk and the API to preview, and by `open_case` and `revise` to perform.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from huitou.cases.models import Case
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError, Invalid
from huitou.core.money import Money, portion
from huitou.orders.access import access_order
from huitou.orders.models import Order
from huitou.orders.verbs.quantities import QuantityExceeded
from huitou.parcels.queries import facts as order_facts
from huitou.policies.models import PolicyVersion
from huitou.policies.queries import document_of, version_binding
from huitou.policies.rules import Document, evaluate
from huitou.policies.rules.facts import OrderFacts, Wish, WishLine
from huitou.policies.rules.verdict import Verdict
from huitou.policies.rules.vocabulary import KINDS
from huitou.refunds.models import StoredSheet
from huitou.refunds.queries.facts import Wanted, sheet_facts
from huitou.refunds.sheet import Agreed, Fees, Inspection, Sheet, SheetFacts, compute
from huitou.refunds.sheet_lines import line_paid
from huitou.refunds.verbs import store_sheet


class WishedLine(BaseModel):
    """Some pieces of one order line with the buyer's reason; `opened` where the packaging was asked about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: UUID
    quantity: int = Field(ge=1, le=1_000_000)
    reason: str = Field(max_length=40)
    opened: bool | None = None


class NoPolicy(HuitouError):
    """The shop has published no policy, so nothing is promised and nothing can be judged."""

    code = "no_policy"
    message = _("This shop has not published its return policy yet. Write to the shop; your rights by law stand.")


class LineTwice(Invalid):
    """One line was named twice in a wish."""

    code = "line_twice"
    message = _("Name each item once, with the number of pieces.")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A wish with all that was known, what the policy says to it, and the sheet that it comes to."""

    order: Order
    version: PolicyVersion
    document: Document
    facts: OrderFacts
    wish: Wish
    verdict: Verdict
    sheet_facts: SheetFacts
    sheet: Sheet

    def to_json(self) -> dict[str, Any]:
        """What a case keeps, so that its verdict can be computed again."""
        return {"facts": self.facts.to_json(), "wish": self.wish.to_json(), "verdict": self.verdict.to_json()}


def preview(
    actor: Actor,
    *,
    order: UUID | str,
    kind: str,
    lines: Sequence[WishedLine],
    evidence: Sequence[str] = (),
    at: datetime,
) -> Judgement:
    """What `open_case` with the same wish would do. Inside `in_shop`.

    Raises NotFound, NoPolicy, LineTwice, LineOfAnotherOrder, QuantityExceeded, FactsMalformed.
    """
    return judge(access_order(actor, order), kind, lines, evidence=evidence, at=at)


def judge(order: Order, kind: str, lines: Sequence[WishedLine], *, evidence: Sequence[str], at: datetime) -> Judgement:
    """The judgement of the wish at `at`, by the version that binds the order."""
    if max(Counter(line.line for line in lines).values(), default=0) > 1:
        raise LineTwice()
    version = binding_version(order)
    document = document_of(version)
    facts = order_facts(order, returns=returns_lately(order.customer_id, at))
    _demand_bought(facts, lines)
    wish = Wish(
        kind=str(kind),
        lines=tuple(WishLine(str(line.line), line.quantity, line.reason, line.opened) for line in lines),
        evidence=tuple(evidence),
    )
    verdict = evaluate(document, facts, wish, at)
    fees = fees_of(verdict, str(kind))
    asked = sheet_facts(order.pk, [Wanted(line.line, line.quantity) for line in lines], fees=fees)
    return Judgement(order, version, document, facts, wish, verdict, asked, compute(asked))


def _demand_bought(facts: OrderFacts, lines: Sequence[WishedLine]) -> None:
    """No more pieces than were ever bought; how many of them are left is the verdict's matter."""
    known = {line.line_id: line for line in facts.lines}
    for line in lines:
        bought = known.get(str(line.line))
        if bought is not None and line.quantity > bought.quantity:
            raise QuantityExceeded(available=bought.available)


def binding_version(order: Order) -> PolicyVersion:
    """The version pinned at purchase; for an order from before the first policy, the first one. Raises NoPolicy."""
    version = order.policy_version or version_binding(order.shop_id, order.placed_at)
    if version is None:
        raise NoPolicy()
    return version


def returns_lately(customer_id: UUID, at: datetime) -> int:
    """How many cases with goods back the customer had in the last year, as the policy's conditions count them."""
    since = at - timedelta(days=365)
    rows = Case.objects.filter(customer_id=customer_id, opened_at__gte=since, opened_at__lte=at)
    return rows.filter(goods_return__isnull=False).count()


def fees_of(verdict: Verdict, kind: str) -> Fees:
    """What the verdict takes off: no fees where nothing comes back."""
    comes_back = KINDS[kind].goods_return if kind in KINDS else False
    return Fees(
        restocking_basis_points=verdict.restocking_basis_points if comes_back else 0,
        return_shipping_minor=verdict.return_fee_minor if comes_back else 0,
        outbound_shipping_refunded=verdict.outbound_shipping_refunded,
    )


def evidence_codes(photo: bool, description: bool) -> tuple[str, ...]:
    """The kinds of proof that were given, in the policy's words."""
    return (("photo", "photo_label", "photo_parcel") if photo else ()) + (("description",) if description else ())


def agreed_sheet(case: Case, amount_minor: int, *, keeps_goods: bool, actor: Actor, at: datetime) -> StoredSheet:
    """The bill of an agreed sum for the case's pieces; limited to what was paid."""
    facts = _agreed_facts(case, amount_minor, keeps_goods)
    return store_sheet(actor=actor, at=at, order_id=case.order_id, facts=facts)


def agreed_preview(case: Case, amount_minor: int, *, keeps_goods: bool) -> Sheet:
    """What `agreed_sheet` with the same sum would store. Inside `in_shop`; writes nothing."""
    return compute(_agreed_facts(case, amount_minor, keeps_goods))


def _agreed_facts(case: Case, amount_minor: int, keeps_goods: bool) -> SheetFacts:
    agreed = Agreed("amount", amount_minor, goods_kept=keeps_goods)
    return sheet_facts(case.order_id, _wanted(case), fees=case.sheet.as_facts().fees, agreed=agreed)


def most_to_offer(case: Case) -> Money:
    """What was paid for the case's pieces, with their share of the shipping, as far as it is still there."""
    facts = sheet_facts(case.order_id, _wanted(case), fees=Fees())
    return Money(min(_left_for_pieces(facts), facts.paid_minor - facts.paid_back_minor), facts.currency)


def _left_for_pieces(facts: SheetFacts) -> int:
    """Minor units, rounded up; of each line no more than is left of its price."""
    most = 0
    for line in facts.lines:
        paid = line_paid(line, facts)
        most += max(0, min(-(-paid * line.coming_back // line.bought), paid - line.refunded_minor))
    return most


def sheet_anew(case: Case, *, actor: Actor, at: datetime) -> StoredSheet:
    """The case's bill, computed again from what is left of the order now: the same pieces, fees and agreement.

    For the case that less is left than was agreed, because another case of the order was paid in the meantime.
    """
    before = case.sheet.as_facts()
    inspected = {UUID(line.line_id): line.inspected for line in before.lines}
    wanted = [Wanted(wish.line_id, wish.quantity, inspected.get(wish.line_id)) for wish in _wanted(case)]
    facts = sheet_facts(case.order_id, wanted, fees=before.fees)
    if before.agreed is not None:
        left = min(
            before.agreed.minor,
            sum(max(0, line_paid(line, facts) - line.refunded_minor) for line in facts.lines if line.coming_back),
        )
        agreed = Agreed(before.agreed.kind, left, before.agreed.goods_kept) if left else None
        facts = replace(facts, agreed=agreed)
    return store_sheet(actor=actor, at=at, order_id=case.order_id, facts=facts)


def inspected_sheet(case: Case, *, actor: Actor, at: datetime) -> StoredSheet:
    """The bill after the inspection: pieces that arrived, less what the shop takes off damaged ones.

    Of a sum that was agreed on, the part that the inspection leaves of the computed one.
    """
    assert case.goods_return is not None  # only returned goods are inspected
    found = {
        line.order_line_id: Inspection(line.good, line.wrong, line.damaged, line.missing)
        for line in case.goods_return.lines.all()
    }
    before = case.sheet.as_facts().fees
    fees = Fees(
        restocking_basis_points=before.restocking_basis_points,
        damaged_basis_points=case.goods_return.damaged_basis_points,
        return_shipping_minor=before.return_shipping_minor,
        outbound_shipping_refunded=before.outbound_shipping_refunded,
    )
    wanted = [Wanted(wish.line_id, wish.quantity, found[wish.line_id]) for wish in _wanted(case)]
    facts = sheet_facts(case.order_id, wanted, fees=fees)
    agreed = case.sheet.as_facts().agreed
    left = compute(facts).total_minor
    if agreed is not None and left > 0:
        whole = compute(sheet_facts(case.order_id, _wanted(case), fees=before)).total_minor
        # At least one minor unit: what is left of the goods is worth something.
        facts = replace(facts, agreed=replace(agreed, minor=max(1, portion(agreed.minor, min(left, whole), whole))))
    return store_sheet(actor=actor, at=at, order_id=case.order_id, facts=facts)


def _wanted(case: Case) -> list[Wanted]:
    return [Wanted(line.order_line_id, line.quantity) for line in case.lines.order_by("order_line_id")]
