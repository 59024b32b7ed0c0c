"""The choices of the last step: each kind that policy or goodwill knows, with its sum, cost, dates and rule.

Computed by the very code that opens the case. Called by the application's views inside `in_shop`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from huitou.cases.judging import Judgement, judge
from huitou.cases.models import EvidenceKind
from huitou.cases.wishing import WishedLine
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.orders.models import Line, Order, Variant
from huitou.orders.queries import catalogue_of
from huitou.policies.rules.verdict import LineOptions, Verdict
from huitou.policies.rules.vocabulary import BUYER_REASONS, KINDS, REASONS
from huitou.portal.asking import LineAsk, ask_of
from huitou.portal.bills import Bill, sheet_bill
from huitou.portal.possibilities import Rule, rules_of
from huitou.portal.solution_words import GOODWILL, button_of, cost_of, label_of, result_by, steps_of
from huitou.portal.variants import difference_words
from huitou.portal.wishes import Draft
from huitou.refunds.queries.shares import Givers, givers_of

MIXED = "mixed"
PHOTOS = frozenset(EvidenceKind)


@dataclass(frozen=True, slots=True)
class Solution:
    """One choice. `evidence_missing` are codes; `steps` what happens next, in order, with what silence does.

    `asks` are the items with what is still to be said of each; `ready` when nothing is. `wish_kind` and `wished` are
    what the last tap sends. `extra` is what the buyer pays on top; `total` what goes back.
    """

    kind: str
    wish_kind: str
    wished: Sequence[WishedLine]
    asks: Sequence[LineAsk]
    ready: bool
    label: str
    button: str
    total: Money
    extra: Money
    result: str
    goodwill: bool
    at_once: bool
    goods_return: bool
    cost: str
    money: str
    main_rule: Rule | None
    rules: Sequence[Rule]
    bill: Bill
    steps: Sequence[str]
    until: datetime | None
    evidence_missing: Sequence[str]
    needs_words: bool
    verdict: Verdict

    @property
    def needs_photo(self) -> bool:
        """Whether a photo must still be added."""
        return any(code in PHOTOS for code in self.evidence_missing)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The choice as form fields, in the words of `portal.wishes`."""
        apart = self.kind == MIXED
        found = [("apart", "1")] if apart else [("kind", self.kind)]
        for one in self.asks:
            if apart:
                found.append((f"k{one.place}", one.kind))
            if one.tile is not None and one.tile.key:
                found.append((f"v{one.place}", one.tile.key))
            if one.sum is not None and one.sum.typed:
                found.append((one.sum.name, one.sum.typed))
        return found

    @property
    def asks_more(self) -> bool:
        """Whether there is something to choose or to enter within the choice."""
        return self.kind == MIXED or any(one.choosable or one.sum is not None for one in self.asks)

    @property
    def new_goods(self) -> list[LineAsk]:
        """The items for which other goods come."""
        return [one for one in self.asks if KINDS[one.kind].replaces]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing can be asked for, and what can be done instead."""

    why: Sequence[Rule]
    still: Sequence[Rule]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was chosen so far of an order, and what can be judged with it."""

    shop: Shop
    order: Order
    draft: Draft
    lines: Mapping[int, Line]
    catalogue: Mapping[str, Sequence[Variant]]
    evidence: Sequence[str]
    givers: Givers
    at: datetime

    def solved(self, kind: str, asks: Sequence[LineAsk]) -> Solution:
        """The solution of these items, judged. Raises what `judge` raises."""
        wished = [self.draft.line(one.place, one.line, **one.wish()) for one in asks]
        wish_kind = kind if kind != MIXED else asks[0].kind
        judgement = judge(self.order, wish_kind, wished, evidence=self.evidence, at=self.at)
        return _solution(self.shop, self.givers, judgement, kind, wish_kind, wished, asks)


def wishes(
    shop: Shop, order: Order, draft: Draft, lines: Mapping[int, Line], *, evidence: Sequence[str], at: datetime
) -> Wishes:
    """The buyer's choices with the catalogue that they choose from. Inside `in_shop`."""
    chosen = {place: lines[place] for place in draft.pieces}
    return Wishes(shop, order, draft, chosen, catalogue_of(chosen.values()), evidence, givers_of(order), at)


def solutions(given: Wishes) -> tuple[list[Solution], Refusal | None]:
    """The choices, best first; and why the policy does not give the rest. Raises what `judge` raises."""
    found: list[Solution] = []
    refusal: Refusal | None = None
    reasons = [given.draft.reasons[place] for place in given.lines]
    for kind, known in KINDS.items():
        asks = [ask_of(given.draft, place, line, kind, given.catalogue) for place, line in given.lines.items()]
        wished = [given.draft.line(one.place, one.line, **one.wish()) for one in asks]
        judgement = judge(given.order, kind, wished, evidence=given.evidence, at=given.at)
        verdict = judgement.verdict
        if not verdict.allowed and refusal is None:
            why = rules_of(given.shop, judgement.version, verdict.reasons)
            refusal = Refusal(why, rules_of(given.shop, judgement.version, verdict.still))
        if not (verdict.allowed or (verdict.goodwill_possible and can_be_asked(kind, reasons))):
            continue
        if judgement.sheet.total_minor or not known.pays:
            found.append(_solution(given.shop, given.givers, judgement, kind, kind, wished, asks))
    if any(not one.goodwill for one in found) and all(reason in BUYER_REASONS for reason in reasons):
        # Who changed their mind and is given something does not ask to keep the goods and the money.
        found = [one for one in found if not one.goodwill]
    found.sort(key=_rank)
    return found, refusal


def apart(given: Wishes, options: Mapping[str, LineOptions]) -> list[Solution]:
    """Each item solved its own way: one solution, with the ways of each item to choose from. Empty where one has none.

    Raises what `judge` raises.
    """
    asks = []
    for place, line in given.lines.items():
        kinds = _kinds_of(options[str(line.pk)], given.draft.reasons[place])
        if not kinds:
            return []
        kind = given.draft.kinds.get(place, "")
        chosen = kind if kind in dict(kinds) else kinds[0][0]
        asks.append(ask_of(given.draft, place, line, chosen, given.catalogue, kinds))
    return [given.solved(MIXED, asks)]


def can_be_asked(kind: str, reasons: Sequence[str]) -> bool:
    """Whether the shop can be asked for it beyond the policy; a part of the price only of goods that are there."""
    if kind == "partial_refund" and not all(REASONS[reason].about_goods for reason in reasons):
        return False
    return kind in GOODWILL


def _kinds_of(options: LineOptions, reason: str) -> list[tuple[str, str]]:
    """How one item can be solved, with its name; beyond the policy only where the policy gives nothing."""
    found = options.for_reason(reason)
    choices = found.choices if found is not None else ()
    given = [choice.kind for choice in choices if choice.verdict.allowed]
    if given:
        return [(kind, label_of(kind, goodwill=False)) for kind in given]
    asked = [
        choice.kind for choice in choices if choice.verdict.goodwill_possible and can_be_asked(choice.kind, [reason])
    ]
    return [(kind, label_of(kind, goodwill=True)) for kind in asked]


def _rank(one: Solution) -> tuple[bool, bool, bool, int, bool]:
    """Best first: what is given, at once, the whole sum before a named one, the larger sum, nothing to send."""
    named = any(ask.sum is not None for ask in one.asks)
    return one.goodwill, not one.at_once, named, -one.total.minor, one.goods_return


def _solution(
    shop: Shop,
    givers: Givers,
    judgement: Judgement,
    kind: str,
    wish_kind: str,
    wished: Sequence[WishedLine],
    asks: Sequence[LineAsk],
) -> Solution:
    verdict, document = judgement.verdict, judgement.document
    goodwill = not verdict.allowed
    kinds = {one.kind for one in asks}
    goods_return = any(KINDS[one].goods_return for one in kinds)
    total = Money(judgement.sheet.total_minor, judgement.sheet.currency)
    extra = _extra(asks, total.currency)
    ready = all(one.ready for one in asks)
    at_once = verdict.allowed and (verdict.entitled or verdict.automatic)
    grounds = (*verdict.reasons, *(verdict.still if goodwill else ()))
    rules = rules_of(shop, judgement.version, grounds)
    return Solution(
        kind=kind,
        wish_kind=wish_kind,
        wished=wished,
        asks=asks,
        ready=ready,
        label=label_of(kind, goodwill=goodwill),
        button=button_of(kind, goodwill=goodwill, total=total, extra=extra),
        total=total,
        extra=extra,
        result=_result(asks, extra),
        goodwill=goodwill,
        at_once=at_once,
        goods_return=goods_return,
        cost=cost_of(grounds, rules, goods_return=goods_return),
        money=result_by(document, kinds, total=total, at_once=at_once, goodwill=goodwill),
        main_rule=rules[0] if rules else None,
        rules=rules,
        bill=sheet_bill(judgement.sheet, shares=givers.preview(judgement.sheet.total_minor)),
        steps=steps_of(document, kinds, total=total, extra=extra, at_once=at_once, goodwill=goodwill),
        until=verdict.until,
        evidence_missing=verdict.evidence_missing if verdict.allowed else (),
        needs_words="description" in verdict.evidence,
        verdict=verdict,
    )


def _extra(asks: Sequence[LineAsk], currency: str) -> Money:
    """What the buyer pays on top: of each item what its variant costs more."""
    more = (one.tile.difference.minor for one in asks if one.tile is not None)
    return Money(sum(max(0, minor) for minor in more), currency)


def _result(asks: Sequence[LineAsk], extra: Money) -> str:
    """What stands beside the choice where it is not simply the sum."""
    return difference_words(extra) if extra else ""
