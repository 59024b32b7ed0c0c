"""The reasons that fit the chosen items at this moment, in the buyer's words, and what each of them asks besides.

Made from the policy's options; called by the application. A reason that no rule and no goodwill knows is not shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huitou.cases.models import EvidenceKind
from huitou.orders.models import Line
from huitou.policies.rules.verdict import LineOptions, ReasonOptions
from huitou.policies.rules.vocabulary import REASONS
from huitou.policies.texts import because_label
from huitou.portal.wishes import Draft

N_ = str
FILES: frozenset[str] = frozenset(EvidenceKind.values)
# What can be the matter with goods that nobody has seen yet; other wishes before the delivery make no sense.
BEFORE_DELIVERY = frozenset({"no_longer_wanted", "not_received", "arrived_late", "other"})

# As a buyer would say it, not as a policy calls it.
WORDS: Mapping[str, str] = {
    "no_longer_wanted": N_("I no longer want it"),
    "does_not_fit": N_("It does not fit or suit me"),
    "not_as_described": N_("It is not as described"),
    "damaged": N_("It arrived damaged"),
    "defective": N_("It does not work properly"),
    "wrong_item": N_("I got something else"),
    "missing_item": N_("Something is missing"),
    "not_received": N_("It has not arrived"),
    "arrived_late": N_("It came too late"),
    "other": N_("Something else"),
}


@dataclass(frozen=True, slots=True)
class ReasonChoice:
    """One reason. `given`: the policy gives something for it; otherwise the shop can only be asked."""

    code: str
    label: str
    given: bool


@dataclass(frozen=True, slots=True)
class LineQuestion:
    """One item of the wish with its own reasons; `opened_because`: why it matters whether it was opened, or ""."""

    place: int
    line: Line
    quantity: int
    choices: Sequence[ReasonChoice]
    reason: str
    opened_because: str
    opened: bool | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """The second step. `common`: the reasons that all items share.

    `needed`: kinds of files without which there is no way. `proofs`: those that open another way, or save an approval.
    """

    common: Sequence[ReasonChoice]
    lines: Sequence[LineQuestion]
    needed: frozenset[str]
    proofs: frozenset[str]
    complete: bool


def reasons_for(
    draft: Draft, by_place: Mapping[int, Line], options: Mapping[str, LineOptions], *, delivered: bool
) -> Reasons:
    """The reasons for the chosen items, and whether everything that matters is answered (photos apart)."""
    own = {place: _choices(options[str(by_place[place].pk)], delivered) for place in draft.pieces}
    questions = [
        _question(draft, place, by_place[place], own[place], options[str(by_place[place].pk)]) for place in draft.pieces
    ]
    chosen = [found for one in questions if (found := options[str(one.line.pk)].for_reason(one.reason)) is not None]
    answered = all(one.reason and (not one.opened_because or one.opened is not None) for one in questions)
    return Reasons(
        common=_common(list(own.values())),
        lines=questions,
        needed=frozenset().union(*(_needed(found) for found in chosen)),
        proofs=frozenset().union(*(_helpful(found) for found in chosen)),
        complete=answered,
    )


def _choices(options: LineOptions, delivered: bool) -> list[ReasonChoice]:
    found = [
        ReasonChoice(one.reason, _(WORDS[one.reason]), bool(one.possible))
        for one in options.reasons
        if one.possible or ((delivered or one.reason in BEFORE_DELIVERY) and _can_ask(one))
    ]
    return sorted(found, key=lambda choice: (not choice.given, list(REASONS).index(choice.code)))


def _can_ask(options: ReasonOptions) -> bool:
    return any(choice.verdict.goodwill_possible for choice in options.choices)


def _common(lists: list[list[ReasonChoice]]) -> list[ReasonChoice]:
    """What every item has, given only where it is given for all."""
    if not lists:
        return []
    shared = set.intersection(*({choice.code for choice in one} for one in lists))
    given = set.intersection(*({choice.code for choice in one if choice.given} for one in lists))
    found = [
        ReasonChoice(choice.code, choice.label, choice.code in given) for choice in lists[0] if choice.code in shared
    ]
    return sorted(found, key=lambda choice: not choice.given)


def _question(
    draft: Draft, place: int, line: Line, choices: Sequence[ReasonChoice], options: LineOptions
) -> LineQuestion:
    reason = draft.reasons.get(place, "")
    reason = reason if reason in {choice.code for choice in choices} else ""
    found = options.for_reason(reason)
    return LineQuestion(
        place=place,
        line=line,
        quantity=draft.pieces[place],
        choices=choices,
        reason=reason,
        opened_because=_opened_because(found) if found else "",
        opened=draft.opened.get(place),
    )


def _opened_because(found: ReasonOptions) -> str:
    """Why it matters for this reason whether the item was opened."""
    for choice in found.possible:
        for ground in choice.verdict.reasons:
            if ground.code == "if_unopened":
                return because_label(str(ground.params["because"]))
    return ""


def _needed(found: ReasonOptions) -> frozenset[str]:
    """The kinds of files that every possible solution asks for."""
    asked = [frozenset(choice.verdict.evidence) for choice in found.possible]
    return FILES.intersection(*asked) if asked else frozenset()


def _helpful(found: ReasonOptions) -> frozenset[str]:
    """The kinds of files that open another way, or save the shop's approval."""
    kinds: set[str] = set()
    for choice in found.possible:
        kinds |= FILES & set(choice.verdict.evidence)
        for ground in choice.verdict.reasons:
            if ground.code == "automatic_if":
                kinds |= FILES & set(ground.params["evidence"])
    return frozenset(kinds)
