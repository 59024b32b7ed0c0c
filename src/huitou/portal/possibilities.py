"""What can be done now with each item of an order, in the words of an order page: until when, or why not.

Made from the policy's own options; called by the order page and the application. It decides nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huitou.cases.judging import binding_version
from huitou.core.models import Shop
from huitou.orders.goods import in_order
from huitou.orders.models import Line, Order
from huitou.parcels.models import Parcel
from huitou.parcels.queries import facts
from huitou.policies.models import PolicyVersion
from huitou.policies.queries import document_of
from huitou.policies.rules import Document, options
from huitou.policies.rules.facts import OrderFacts
from huitou.policies.rules.verdict import Ground, LineOptions, Verdict
from huitou.policies.rules.vocabulary import BUYER_REASONS, KINDS
from huitou.policies.texts import because_label, say
from huitou.portal.addresses import policy_path
from huitou.services.cover import with_warranties

# Asked first: what most buyers come for.
MIND_CHANGED = "no_longer_wanted"


@dataclass(frozen=True, slots=True)
class Rule:
    """A ground in words, with the place on the policy page that says it."""

    text: str
    number: str
    url: str


@dataclass(frozen=True, slots=True)
class Possibility:
    """What can be done with one line. `until`: the last moment; None where there is none, or nothing can be done.

    `mind_changed`: it can go back without a reason; otherwise only where something is wrong with it.
    """

    line: Line
    open: bool
    asks_only: bool
    mind_changed: bool
    goods_return: bool
    until: datetime | None
    why: Sequence[Rule]
    still: Sequence[Rule]

    @property
    def goods(self) -> list[str]:
        """What the goods are, as it stood at purchase, in words; with a word where the buyer confirmed it."""
        confirmed = set(self.line.confirmed)
        return [
            _("%(what)s (you confirmed this when you bought it)") % {"what": because_label(code)}
            if code in confirmed
            else because_label(code)
            for code in in_order((*self.line.traits, *confirmed))
        ]

    @property
    def state(self) -> str:
        """What became of pieces that cannot be chosen any more, in words."""
        line = self.line
        if line.available or not (line.claimed or line.returned):
            return ""
        if line.claimed and line.returned:
            return _("In a case or returned already")
        return _("In an open case") if line.claimed else _("Returned already")


@dataclass(frozen=True, slots=True)
class OrderPossibilities:
    """Everything the order's pages need of the policy, read once."""

    version: PolicyVersion
    document: Document
    facts: OrderFacts
    options: dict[str, LineOptions]
    lines: list[Possibility]

    @property
    def open(self) -> bool:
        """Whether anything can be asked for at all."""
        return any(line.open or line.asks_only for line in self.lines)


def possibilities(
    shop: Shop, order: Order, lines: Sequence[Line], at: datetime, *, parcels: Sequence[Parcel] | None = None
) -> OrderPossibilities:
    """Ask the policy that binds the order, line by line. Inside `in_shop`. Raises NoPolicy.

    `lines`: all of the order; `parcels`: those that brought them, where the caller has read them.
    """
    version = binding_version(order)
    document = document_of(version)
    known = facts(order, lines=list(lines), parcels=None if parcels is None else list(parcels))
    known = with_warranties(order, known)
    by_line = {found.line_id: found for found in options(document, known, at)}
    found = [_of_line(shop, version, line, by_line[str(line.pk)]) for line in lines]
    return OrderPossibilities(version, document, known, by_line, found)


def rules_of(shop: Shop, version: PolicyVersion, grounds: Sequence[Ground]) -> list[Rule]:
    """Grounds in words, with links to the policy page of that version."""
    return [Rule(say(ground), ground.rule, policy_path(shop, version.number, ground.rule)) for ground in grounds]


def _of_line(shop: Shop, version: PolicyVersion, line: Line, found: LineOptions) -> Possibility:
    given = [(reason.reason, choice) for reason in found.possible for choice in reason.possible]
    mine = [choice for reason, choice in given if reason in BUYER_REASONS]
    # Without a reason is what a buyer asks first; then the longest window of the rest.
    best = max(mine or [choice for _reason, choice in given], key=lambda choice: _end(choice.verdict), default=None)
    if best is not None:
        verdict = best.verdict
        refused = None if mine else _first_refusal(found)
        return Possibility(
            line=line,
            open=True,
            asks_only=False,
            mind_changed=bool(mine),
            goods_return=KINDS[best.kind].goods_return,
            until=verdict.until,
            why=rules_of(shop, version, (*(refused.reasons if refused else ()), *verdict.reasons[:1])),
            still=(),
        )
    refused = _first_refusal(found)
    return Possibility(
        line=line,
        open=False,
        asks_only=any(choice.verdict.goodwill_possible for one in found.reasons for choice in one.choices),
        mind_changed=False,
        goods_return=False,
        until=None,
        why=rules_of(shop, version, refused.reasons) if refused else (),
        still=rules_of(shop, version, refused.still) if refused else (),
    )


def _end(verdict: Verdict) -> float:
    return verdict.until.timestamp() if verdict.until is not None else float("inf")


def _first_refusal(found: LineOptions) -> Verdict | None:
    reason = found.for_reason(MIND_CHANGED)
    return reason.choices[0].verdict if reason and reason.choices else None
