"""What the policy says to a wish and what it comes to: the one code that previews and performs.

Called by the portal, the desk and the API to preview, and by `open_case` and `revise` to perform.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.cases.models import Case, CaseLine, Kind
from huitou.cases.wishing import WishedLine, kind_of_line, wanted_of, wish_of
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError, Invalid
from huitou.core.money import Money, portion
from huitou.core.tenancy import open_shop_row
from huitou.orders.access import access_order
from huitou.orders.models import Line, Order
from huitou.orders.queries import lines_of
from huitou.orders.verbs.quantities import QuantityExceeded
from huitou.parcels.queries import facts as order_facts
from huitou.policies.law.paying import pay_ground, pay_statute
from huitou.policies.models import PolicyVersion
from huitou.policies.queries import document_of, version_binding
from huitou.policies.rules import Document, evaluate
from huitou.policies.rules.facts import OrderFacts, Wish
from huitou.policies.rules.verdict import Verdict
from huitou.policies.rules.vocabulary import BUYER_REASONS, KINDS
from huitou.refunds.models import StoredSheet
from huitou.refunds.on_account import sheets_that_count
from huitou.refunds.promotion_law import stays_by_law
from huitou.refunds.queries.facts import Wanted, sheet_facts
from huitou.refunds.sheet import Agreed, Fees, Inspection, LineFees, Sheet, SheetFacts, compute
from huitou.refunds.sheet_lines import line_paid
from huitou.refunds.verbs import store_sheet
from huitou.services.cover import with_warranties

# The grounds that say who pays for goods on their way back.
WAYS_BACK = ("buyer_pays", "buyer_pays_fee", "shop_pays")


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


def judge(
    order: Order,
    kind: str,
    lines: Sequence[WishedLine],
    *,
    evidence: Sequence[str],
    at: datetime,
    bought: list[Line] | None = None,
) -> Judgement:
    """The judgement of the wish at `at`, by the version that binds the order.

    `bought`: the order's lines (`lines_of`), where the caller has just read them.
    """
    if max(Counter(line.line for line in lines).values(), default=0) > 1:
        raise LineTwice()
    version = binding_version(order)
    document = document_of(version)
    bought = lines_of(order) if bought is None else bought
    facts = order_facts(order, returns=returns_lately(order.customer_id, at), lines=bought)
    if any(kind_of_line(kind, line) == Kind.REPAIR for line in lines):
        facts = with_warranties(order, facts)
    _demand_bought(facts, lines)
    wish = wish_of(kind, lines, evidence)
    verdict = told_the_law(evaluate(document, facts, wish, at), order, at)
    wanted = wanted_of(order, kind, lines)
    asked = sheet_facts(
        order.pk, wanted, fees=fees_of(verdict, wish, order.country), goods_only=bool(lines) and not wanted,
        bought=bought,
    )  # fmt: skip
    return Judgement(order, version, document, facts, wish, verdict, asked, compute(asked))


def told_the_law(verdict: Verdict, order: Order, at: datetime) -> Verdict:
    """The verdict with the law's own clock on the money among its reasons, where a law speaks of this wish."""
    if not verdict.entitled or not verdict.allowed:
        return verdict
    shop = open_shop_row()
    day = at.astimezone(ZoneInfo(shop.timezone)).date()
    statute = pay_statute(order.country or shop.country, day, {line.reason for line in verdict.lines})
    if statute is None or not any(ground.code == "money_back" for ground in verdict.reasons):
        return verdict
    back = any(ground.code in WAYS_BACK for ground in verdict.reasons)
    return replace(verdict, reasons=(*verdict.reasons, pay_ground(statute, goods_come_back=back)))


def with_delivery(judgement: Judgement) -> Judgement:
    """The same with the delivery paid back, whatever the rule says: it is the shop's fault that nothing came."""
    fees = judgement.sheet_facts.fees
    lines = tuple(replace(line, outbound_shipping_refunded=True) for line in fees.lines)
    facts = replace(judgement.sheet_facts, fees=replace(fees, lines=lines, delivery_owed=True))
    return replace(judgement, sheet_facts=facts, sheet=compute(facts))


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


def fees_of(verdict: Verdict, wish: Wish, country: str) -> Fees:
    """What the verdict takes off or gives back, each line by its own rule: no fees where nothing comes back.

    `country`: the buyer's, whose law may leave them what was given for reaching a sum.
    """
    kinds = {line.line_id: KINDS.get(line.kind or wish.kind) for line in wish.lines}
    back = {line_id for line_id, kind in kinds.items() if kind is not None and kind.goods_return}
    paid = {line_id for line_id, kind in kinds.items() if kind is None or (kind.pays and not kind.names_sum)}
    return Fees(
        return_shipping_minor=verdict.return_fee_minor if back & paid else 0,
        lines=tuple(
            LineFees(
                line.line_id,
                restocking_basis_points=line.restocking_basis_points if line.line_id in back else 0,
                outbound_shipping_refunded=line.outbound_shipping_refunded,
                rule=line.rule,
            )
            for line in verdict.lines
            if line.line_id in paid
        ),
        promotions_stay=_why_promotions_stay(verdict, country),
    )


def _why_promotions_stay(verdict: Verdict, country: str) -> str:
    """One line that is not the buyer's doing is enough: they did not choose to fall below the sum."""
    if any(line.reason not in BUYER_REASONS for line in verdict.lines):
        return "fault"
    return "law" if any(line.entitled for line in verdict.lines) and stays_by_law(country) else ""


def evidence_codes(kinds: Iterable[str], description: bool) -> tuple[str, ...]:
    """The kinds of proof that were given, in the policy's words: what each file shows, and whether there are words."""
    return (*sorted(set(kinds)), *(("description",) if description else ()))


def agreed_sheet(
    case: Case, amount_minor: int, *, keeps_goods: bool, actor: Actor, at: datetime, kind: str = "amount"
) -> StoredSheet:
    """The bill of an agreed sum (or of one that was `ruled`) for the case's pieces; limited to what was paid."""
    facts = agreed_facts(case, amount_minor, keeps_goods, kind)
    return store_sheet(actor=actor, at=at, order_id=case.order_id, facts=facts)


def agreed_facts(case: Case, amount_minor: int, keeps_goods: bool, kind: str = "amount") -> SheetFacts:
    """What `agreed_sheet` stores. Inside `in_shop`; writes nothing."""
    agreed = Agreed(kind, amount_minor, goods_kept=keeps_goods)
    fees = case.sheet.as_facts().fees
    return sheet_facts(
        case.order_id, _pieces(case), fees=fees, agreed=agreed, apart_from=case.paid_ahead,
        cause_id=case.covered_cause,
    )  # fmt: skip


def most_to_offer(case: Case) -> Money:
    """What was paid for the case's pieces, with their share of the shipping, as far as it is still there."""
    facts = sheet_facts(case.order_id, _pieces(case), fees=Fees(), apart_from=case.paid_ahead)
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

    For the case that less is left than was agreed, because another case of the order was paid in the meantime. What the
    bill before it has paid counts as paid of it.
    """
    before = case.sheet.as_facts()
    wanted = [
        Wanted(UUID(line.line_id), line.coming_back, line.inspected, line.difference_minor, line.difference_for)
        for line in before.lines
        if line.coming_back or line.difference_minor
    ]
    facts = sheet_facts(
        case.order_id, wanted, fees=before.fees, goods_only=not wanted, apart_from=case.paid_ahead,
        cause_id=case.covered_cause, kept_for=case.pk,
        instead_of=() if case.paid_early else sheets_that_count(case.pk, case.sheet),
    )  # fmt: skip
    if before.agreed is not None:
        left = min(
            before.agreed.minor,
            sum(max(0, line_paid(line, facts) - line.refunded_minor) for line in facts.lines if line.coming_back),
        )
        agreed = Agreed(before.agreed.kind, left, before.agreed.goods_kept) if left else None
        facts = replace(facts, agreed=agreed)
    return store_sheet(actor=actor, at=at, order_id=case.order_id, facts=facts)


def pay_by(case: Case, sheet: StoredSheet) -> None:
    """Pay by this sheet; where the case pays by what the inspection left, it still does."""
    if case.sheet_id == case.reduced_sheet_id:
        case.reduced_sheet = sheet
    case.sheet = sheet


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
    fees = replace(before, damaged_basis_points=case.goods_return.damaged_basis_points)
    wanted = _asked_of(case, found)
    facts = sheet_facts(
        case.order_id, wanted, fees=fees, goods_only=not wanted, apart_from=case.paid_ahead,
        cause_id=case.covered_cause,
    )  # fmt: skip
    agreed = case.sheet.as_facts().agreed
    left = compute(replace(facts, covered_minor=0)).total_minor
    if agreed is not None and left > 0:
        asked = sheet_facts(case.order_id, _pieces(case), fees=before, apart_from=case.paid_ahead)
        whole = compute(asked).total_minor
        # At least one minor unit: what is left of the goods is worth something.
        facts = replace(facts, agreed=replace(agreed, minor=max(1, portion(agreed.minor, min(left, whole), whole))))
    return store_sheet(actor=actor, at=at, order_id=case.order_id, facts=facts)


def sheet_instead(case: Case, *, actor: Actor, at: datetime) -> StoredSheet:
    """The bill for pieces that are paid for after all: what was to be replaced or repaired cannot be.

    What else the case pays and has not paid yet stays in it, with its own fees.
    """
    before = case.sheet.as_facts()
    fees = {line.line_id: line for line in before.fees.lines}
    named = {UUID(line.line_id): line.difference_minor for line in before.lines if line.difference_minor}
    wanted, own = [], []
    for line in [line for line in _lines(case) if not line.settled]:
        difference = named.get(line.order_line_id, 0)
        if KINDS[line.kind].names_sum or (line.replaces and case.replacement_id is None):
            if difference:
                wanted.append(Wanted(line.order_line_id, 0, difference_minor=difference, difference_for=line.kind))
        elif line.pays:
            wanted.append(Wanted(line.order_line_id, line.quantity))
            key, outbound = str(line.order_line_id), line.reason not in BUYER_REASONS
            own.append(fees.get(key) or LineFees(key, outbound_shipping_refunded=outbound))
    flat = before.fees.return_shipping_minor if any(line.line_id in fees for line in own) else 0
    facts = sheet_facts(
        case.order_id, wanted, fees=Fees(return_shipping_minor=flat, lines=tuple(own)),
        cause_id=case.covered_cause,
    )  # fmt: skip
    return store_sheet(actor=actor, at=at, order_id=case.order_id, facts=facts)


def _pieces(case: Case) -> list[Wanted]:
    """All pieces of the case, as if money were paid for them."""
    return [Wanted(line.order_line_id, line.quantity) for line in _lines(case)]


def _asked_of(case: Case, found: Mapping[UUID, Inspection]) -> list[Wanted]:
    """What the case's lines ask of the sheet now that the goods were seen."""
    differences = {UUID(line.line_id): line.difference_minor for line in case.sheet.as_facts().lines}
    wanted = []
    for line in _lines(case):
        seen = found.get(line.order_line_id)
        difference = differences.get(line.order_line_id, 0)
        if line.pays and not difference:
            wanted.append(Wanted(line.order_line_id, line.quantity, seen))
        elif difference:
            # Only pieces that are sound are exchanged, and only for them the difference is due.
            part = portion(difference, seen.good, line.quantity) if seen is not None else difference
            if part:
                wanted.append(Wanted(line.order_line_id, 0, difference_minor=part, difference_for=line.kind))
    return wanted


def _lines(case: Case) -> list[CaseLine]:
    return list(case.lines.order_by("order_line_id"))
