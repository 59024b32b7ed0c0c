"""The two questions a policy answers: `evaluate` a wish, and the `options` of an order.

Called by cases (preview and open), portal, API, and replay over history. Pure and fast: no I/O, no clock of
its own, no texts translated. The same document, facts, wish and time always give the same verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from huitou.policies.rules import grounds, numbers
from huitou.policies.rules.deciding import Decision, Subject, decide, decide_all
from huitou.policies.rules.document import Document
from huitou.policies.rules.facts import LineFacts, OrderFacts, Wish, WishLine
from huitou.policies.rules.judging import Asked, judge
from huitou.policies.rules.verdict import Choice, Ground, LineOptions, LineVerdict, ReasonOptions, Verdict
from huitou.policies.rules.vocabulary import BUYER_REASONS, FAULT_REASONS, KINDS, REASONS


def evaluate(document: Document, facts: OrderFacts, wish: Wish, at: datetime) -> Verdict:
    """Return what the policy says to a wish at a moment, with its grounds.

    What happened to the order after `at` is not looked at. The order of the wish's lines does not matter.
    Raises: ValueError when `at` has no zone.
    """
    _need_zone(at)
    asked_of: Counter[str] = Counter()
    for item in wish.lines:
        asked_of[item.line_id] += max(item.quantity, 0)
    value_minor = sum(_value(facts.line(line_id), pieces) for line_id, pieces in asked_of.items())
    verdicts = [
        _line_verdict(document, facts, wish, item, asked_of[item.line_id], value_minor, at)
        for item in sorted(wish.lines, key=lambda i: (i.line_id, i.reason, i.quantity, str(i.opened)))
    ]
    return _together(document, tuple(verdicts))


def options(document: Document, facts: OrderFacts, at: datetime) -> tuple[LineOptions, ...]:
    """Return for every line and reason what can be done now, and why the rest cannot.

    Each verdict is for all available pieces of the line alone, as if the required evidence were given and the
    goods were unopened (a ground says where that matters). Lines with nothing available have no reasons.
    Raises: ValueError when `at` has no zone.
    """
    _need_zone(at)
    return tuple(_line_options(document, facts, line, at) for line in facts.lines)


def possible(document: Document, facts: OrderFacts, at: datetime) -> set[tuple[str, str, str]]:
    """Return (line, reason, kind) of everything that `options` allows: the same decisions without their grounds.

    For whoever asks many orders. Raises: ValueError when `at` has no zone.
    """
    _need_zone(at)
    return {
        (line.line_id, decision.reason, decision.kind)
        for line in facts.lines
        if line.available > 0
        for decision in _decisions(Subject.of(document, facts, line, at))
        if decision.allowed
    }


def _decisions(subject: Subject) -> Iterator[Decision]:
    """Every reason and kind, for goods of which nobody has said whether they were opened."""
    for reason in REASONS:
        yield from decide_all(subject, reason, None)


def _need_zone(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("the time of an evaluation needs a zone")


def _value(line: LineFacts | None, pieces: int) -> int:
    """Return what was paid for these pieces, minor units, rounded up so that no limit is passed unseen."""
    if line is None or line.quantity <= 0:
        return 0
    return -(-line.total_minor * pieces // line.quantity)


def _line_verdict(
    document: Document, facts: OrderFacts, wish: Wish, item: WishLine, asked: int, value_minor: int, at: datetime
) -> LineVerdict:
    line = facts.line(item.line_id)
    trouble = _impossible(line, item, asked)
    if line is None or trouble is not None:
        return _nothing(document, item, trouble or grounds.not_in_order())
    subject = Subject.of(document, facts, line, at)
    kind = item.kind or wish.kind
    decision = decide(subject, kind, item.reason, item.opened)
    others = () if decision.allowed else _others(subject, kind, item)
    return judge(subject, decision, others, Asked(item.quantity, item.opened, wish.evidence, value_minor))


def _impossible(line: LineFacts | None, item: WishLine, asked: int) -> Ground | None:
    """Return why this cannot be asked at all, whatever the rules say."""
    if line is None:
        return grounds.not_in_order()
    if item.quantity <= 0:
        return grounds.nothing_chosen()
    if asked > line.available:
        return grounds.too_many(asked, line.available)
    return None


def _nothing(document: Document, item: WishLine, ground: Ground) -> LineVerdict:
    reason = item.reason if item.reason in REASONS else "other"
    shipping = document.shipping_for(reason, None)
    return LineVerdict(
        line_id=item.line_id,
        quantity=item.quantity,
        reason=item.reason,
        allowed=False,
        entitled=False,
        automatic=False,
        goodwill_possible=False,
        opens_at=None,
        until=None,
        return_shipping_by=shipping.by,
        return_way=shipping.way,
        return_fee_minor=shipping.fee_minor,
        restocking_basis_points=0,
        outbound_shipping_refunded=False,
        evidence=(),
        evidence_missing=(),
        reasons=(ground,),
        still=(),
    )


def _others(subject: Subject, kind: str, item: WishLine) -> tuple[Decision, ...]:
    """Decide the other kinds for the same reason, and every kind for faults where the reason is the buyer's."""
    same = [decide(subject, other, item.reason, item.opened) for other in KINDS if other != kind]
    if item.reason not in BUYER_REASONS:
        return tuple(same)
    faults = [decide(subject, other, fault, item.opened) for fault in sorted(FAULT_REASONS) for other in KINDS]
    return (*same, *faults)


def _line_options(document: Document, facts: OrderFacts, line: LineFacts, at: datetime) -> LineOptions:
    if line.available <= 0:
        return LineOptions(line.line_id, 0, ())
    subject = Subject.of(document, facts, line, at)
    table = {(decision.reason, decision.kind): decision for decision in _decisions(subject)}
    faults = tuple(decision for (reason, _), decision in table.items() if reason in FAULT_REASONS)
    value_minor = _value(line, line.available)
    found = []
    for reason in REASONS:
        choices = []
        for kind in KINDS:
            decision = table[reason, kind]
            evidence = () if decision.offer is None else decision.offer.evidence
            same = tuple(table[reason, other] for other in KINDS if other != kind)
            others = () if decision.allowed else same + (faults if reason in BUYER_REASONS else ())
            asked = Asked(line.available, None, evidence, value_minor)
            verdict = judge(subject, decision, others, asked)
            choices.append(Choice(kind, _together(document, (verdict,))))
        found.append(ReasonOptions(reason, tuple(sorted(choices, key=lambda choice: not choice.verdict.allowed))))
    return LineOptions(line.line_id, line.available, tuple(found))


def _together(document: Document, lines: tuple[LineVerdict, ...]) -> Verdict:
    """Join the lines' verdicts: all must be allowed; the earliest end, the buyer's best terms for the parcel."""
    refund_within = timedelta(days=document.terms.refund_days)
    if not lines:
        empty = _nothing(document, WishLine("", 0, "other"), grounds.nothing_chosen())
        return replace(_together(document, (empty,)), lines=())
    allowed = all(line.allowed for line in lines)
    speaking = lines if allowed else tuple(line for line in lines if not line.allowed)
    if len(lines) == 1:
        reasons, still = lines[0].reasons, lines[0].still
    else:
        reasons = _joined(line.reasons for line in speaking)
        still = _joined(line.still for line in speaking)
    payer = min(lines, key=lambda line: (line.return_shipping_by == "buyer", line.return_fee_minor, line.return_way))
    opens = [line.opens_at for line in lines if line.opens_at is not None]
    ends = [line.until for line in speaking if line.until is not None]
    return Verdict(
        allowed=allowed,
        entitled=all(line.entitled for line in lines),
        automatic=all(line.automatic for line in lines),
        goodwill_possible=not allowed and all(line.allowed or line.goodwill_possible for line in lines),
        opens_at=max(opens) if opens else None,
        until=min(ends) if ends else None,
        refund_within=refund_within,
        return_shipping_by=payer.return_shipping_by,
        return_way=payer.return_way,
        return_fee_minor=payer.return_fee_minor,
        restocking_basis_points=min(line.restocking_basis_points for line in lines),
        outbound_shipping_refunded=any(line.outbound_shipping_refunded for line in lines),
        evidence=_codes(line.evidence for line in lines),
        evidence_missing=_codes(line.evidence_missing for line in lines),
        reasons=reasons,
        still=still,
        lines=lines,
    )


def _codes(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(sorted({code for group in groups for code in group}))


def _joined(groups: Iterable[Sequence[Ground]]) -> tuple[Ground, ...]:
    """Return the grounds of several lines, each once, in the order of the policy page."""
    seen = {(g.rule, g.code, g.msgid, repr(sorted(g.params.items()))): g for group in groups for g in group}
    keys = sorted(seen, key=lambda key: (numbers.sort_key(key[0]), key[1:]))
    return tuple(seen[key] for key in keys)
