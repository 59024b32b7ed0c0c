"""What is no fault of a policy but should be seen by who writes it: rules that meet, and which of them decides.

Called by the desk's editor. Exact set arithmetic as in `rules.checks`; never refuses anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from huitou.policies.rules import numbers
from huitou.policies.rules.document import Document
from huitou.policies.rules.problems import Problem
from huitou.policies.rules.space import Space, TooComplicated, meet
from huitou.policies.rules.vocabulary import BUYER_REASONS, KINDS, N_


def hints(document: Document) -> list[Problem]:
    """Return, for each rule, the rules above that decide some of its cases; and what nobody can ask for at all."""
    try:
        return [*_overlaps(document), *_silent(document)]
    except TooComplicated:
        return []  # `check` has said so


def _overlaps(document: Document) -> Iterator[Problem]:
    space = Space.of(document)
    boxes = [space.of_rule(rule.when) for rule in document.rules]
    for place, own in enumerate(boxes):
        above = [numbers.of_rule(n) for n, box in enumerate(boxes[:place], start=1) if meet(own, box)]
        if above:
            where = f"{numbers.of_rule(place + 1)} {document.rules[place].rule_id}"
            msgid = N_("for some cases %(others)s decides first, because it stands above")
            yield Problem("overlap", where, msgid, {"others": ", ".join(above)})


def _silent(document: Document) -> Iterator[Problem]:
    """Reasons for which, after the delivery, no rule gives anything."""
    spoken = {reason for rule in document.rules if "delivered" in rule.when.stages for reason in rule.when.reasons}
    without = sorted(set(BUYER_REASONS) - spoken)
    if without:
        yield Problem("silent", "2", N_("after the delivery no rule speaks of: %(reasons)s"), {"reasons": without})
    for place, rule in enumerate(document.rules, start=1):
        for offer in rule.offers:
            if offer.window.days == 0 and offer.window.clock == "delivery":
                where = f"{numbers.of_rule(place)} {rule.rule_id}"
                msgid = N_("with 0 days the time ends on the day of the delivery: %(kind)s")
                yield Problem("no_time", where, msgid, {"kind": KINDS[offer.kind].code})
