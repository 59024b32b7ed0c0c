"""The choices of the last step: each kind that policy or goodwill knows, with its sum, cost, dates and rule.

Computed by the very code that opens the case. Called by the application's views inside `in_shop`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.cases.judging import Judgement, WishedLine, judge
from huitou.core.models import Shop
from huitou.core.money import Money, format_money
from huitou.orders.models import Order
from huitou.policies.rules import Document
from huitou.policies.rules.verdict import Ground
from huitou.policies.rules.vocabulary import BUYER_REASONS, KINDS
from huitou.portal.bills import Bill, sheet_bill
from huitou.portal.possibilities import Rule, rules_of

N_ = str
# (goods come back, goodwill) → what the choice is called.
LABELS = {
    (True, False): N_("Send it back, money back"),
    (False, False): N_("Money back without sending anything"),
    (True, True): N_("Ask the shop to take it back"),
    (False, True): N_("Ask the shop for money, keep the goods"),
}
PHOTOS = ("photo", "photo_label", "photo_parcel")
COSTS = ("buyer_pays", "buyer_pays_fee", "shop_pays")


@dataclass(frozen=True, slots=True)
class Solution:
    """One choice. `evidence_missing` are codes; `steps` what happens next, in order, with what silence does."""

    kind: str
    label: str
    button: str
    total: Money
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

    @property
    def needs_photo(self) -> bool:
        """Whether a photo must still be added."""
        return any(code in PHOTOS for code in self.evidence_missing)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing can be asked for, and what can be done instead."""

    why: Sequence[Rule]
    still: Sequence[Rule]


def solutions(
    shop: Shop, order: Order, lines: Sequence[WishedLine], *, evidence: Sequence[str], at: datetime
) -> tuple[list[Solution], Refusal | None]:
    """The choices, best first; and why the policy does not give the rest. Raises what `judge` raises."""
    found: list[Solution] = []
    refusal: Refusal | None = None
    for kind in KINDS:
        judgement = judge(order, kind, lines, evidence=evidence, at=at)
        verdict = judgement.verdict
        if not verdict.allowed and refusal is None:
            why = rules_of(shop, judgement.version, verdict.reasons)
            refusal = Refusal(why, rules_of(shop, judgement.version, verdict.still))
        if (verdict.allowed or verdict.goodwill_possible) and judgement.sheet.total_minor:
            found.append(_solution(shop, judgement, kind))
    if any(not one.goodwill for one in found) and all(line.reason in BUYER_REASONS for line in lines):
        # Who changed their mind and is given something does not ask to keep the goods and the money.
        found = [one for one in found if not one.goodwill]
    found.sort(key=_rank)
    return found, refusal


def _rank(one: Solution) -> tuple[bool, bool, int, bool]:
    """Best first: what is given, at once, the larger sum, nothing to send."""
    return one.goodwill, not one.at_once, -one.total.minor, one.goods_return


def _solution(shop: Shop, judgement: Judgement, kind: str) -> Solution:
    verdict, document = judgement.verdict, judgement.document
    goodwill = not verdict.allowed
    goods_return = KINDS[kind].goods_return
    total = Money(judgement.sheet.total_minor, judgement.sheet.currency)
    at_once = verdict.allowed and (verdict.entitled or verdict.automatic)
    grounds = (*verdict.reasons, *(verdict.still if goodwill else ()))
    rules = rules_of(shop, judgement.version, grounds)
    return Solution(
        kind=kind,
        label=_(LABELS[goods_return, goodwill]),
        button=_button(goods_return, goodwill, total),
        total=total,
        goodwill=goodwill,
        at_once=at_once,
        goods_return=goods_return,
        cost=_cost(grounds, rules, goods_return),
        money=_money(document, goods_return, at_once, goodwill),
        main_rule=rules[0] if rules else None,
        rules=rules,
        bill=sheet_bill(judgement.sheet),
        steps=_steps(document, goods_return, at_once, goodwill),
        until=verdict.until,
        evidence_missing=verdict.evidence_missing if verdict.allowed else (),
        needs_words="description" in verdict.evidence,
    )


def _button(goods_return: bool, goodwill: bool, total: Money) -> str:
    """The verb with its result."""
    values = {"sum": format_money(total)}
    if goodwill:
        return _("Ask the shop for %(sum)s") % values
    return (_("Send back, get %(sum)s") if goods_return else _("Get %(sum)s back")) % values


def _cost(grounds: Sequence[Ground], rules: Sequence[Rule], goods_return: bool) -> str:
    """What it costs the buyer, in the rule's own words."""
    if not goods_return:
        return _("Nothing to send, no cost.")
    return next((rule.text for ground, rule in zip(grounds, rules, strict=True) if ground.code in COSTS), "")


def _money(document: Document, goods_return: bool, at_once: bool, goodwill: bool) -> str:
    """By when the money comes."""
    terms = document.terms
    if goodwill:
        return _("Only if the shop agrees.")
    days = terms.refund_days + (terms.inspect_days if goods_return else 0)
    if goods_return:
        text = ngettext(
            "Money at most %(days)s day after the goods are back",
            "Money at most %(days)s days after the goods are back",
            days,
        )
        return text % {"days": days}
    hours = 0 if at_once else terms.answer_hours
    return _days_from_now(timedelta(days=days, hours=hours))


def _days_from_now(within: timedelta) -> str:
    days = -(-int(within.total_seconds()) // 86_400)
    return ngettext("Money within %(days)s day", "Money within %(days)s days", days) % {"days": days}


def _steps(document: Document, goods_return: bool, at_once: bool, goodwill: bool) -> list[str]:
    """What happens after the button, and what silence does at each step."""
    terms = document.terms
    steps = []
    if goodwill:
        steps.append(
            _("The shop has %(hours)s hours to answer. If it says nothing, your wish lapses and nothing changes.")
            % {"hours": terms.answer_hours}
        )
    elif at_once:
        steps.append(_("This is agreed at once; nobody has to approve it."))
    else:
        steps.append(
            _("The shop has %(hours)s hours to answer. If it says nothing, this is agreed.")
            % {"hours": terms.answer_hours}
        )
    if goods_return:
        steps.append(
            _("You hand the goods over within %(days)s days and enter the tracking number. After that it is closed.")
            % {"days": terms.hand_over_days}
        )
        steps.append(
            _("The shop checks the goods within %(days)s days of their arrival. If it says nothing, they are accepted.")
            % {"days": terms.inspect_days}
        )
    steps.append(_("The money goes back the way you paid."))
    return steps
