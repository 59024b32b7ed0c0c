"""Which rows of the case's table a kind of case can come to: its guards are asked with everything that a case of this
kind can be. Called by `huitou flows show case --kind` and the documentation; decides nothing.

The wish as it stands: an accepted offer, a ruling or a failed repair can make another one of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import SimpleNamespace
from typing import Any

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core.flow.machine import Guard, Row, Step
from huitou.policies.rules.vocabulary import KINDS

ASKED = ("requested", "goodwill")


class Probe:
    """Stands for a case: facts that are given, everything else by the case's own properties."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.__dict__.update(facts)

    def __getattr__(self, name: str) -> Any:
        found = getattr(Case, name)
        return found.__get__(self) if isinstance(found, property) else found


@dataclass(frozen=True, slots=True)
class OfKind:
    """`keep(row)`: whether the kind can come to the row; `initial`: the states in which such a case can be born."""

    rows: frozenset[int]
    initial: tuple[str, ...]

    def keep(self, row: Row) -> bool:
        """The filter for `core.flow.show`."""
        return any(row is CASE.rows[place] for place in self.rows)


@cache
def of_kind(kind: str) -> OfKind:
    """What of the table a case of the kind can come to. Raises KeyError for a kind that is none."""
    probes = [Probe(facts) for facts in _facts(kind)]
    possible = [place for place, row in enumerate(CASE.rows) if not isinstance(row, Step) or _can(row, probes)]
    steps = [row for place in possible if isinstance(row := CASE.rows[place], Step)]
    begun = {step.to for step in steps if step.state in ASKED and step.action == "agree"}
    initial = tuple(state for state in CASE.initial if state in ASKED or state in begun)
    reached = set(initial)
    while more := {step.to for step in steps if step.state in reached} - reached:
        reached |= more
    return OfKind(frozenset(place for place in possible if CASE.rows[place].state in reached), initial)


def _can(step: Step, probes: list[Probe]) -> bool:
    # What an accepted offer leads to is the offer's matter, whatever the wish was.
    lands = None if step.action == "accept_offer" else step.lands
    guards = [guard for guard in (step.when, lands) if guard is not None]
    return all(any(_holds(guard, probe) for probe in probes) for guard in guards)


def _holds(guard: Guard, probe: Probe) -> bool:
    try:
        return bool(guard.test(probe))
    except (AttributeError, TypeError):
        return True  # it asks for rows that only a real case has: it may be


def _facts(kind: str) -> Iterator[dict[str, Any]]:
    told = KINDS[kind]
    free = {
        "allowed": (False, True),
        "entitled": (False, True),
        "automatic": (False, True),
        "stands": ("requested", "goodwill", "refused", "contested"),
        "attempt": (1, Case.ATTEMPTS),
        "brings_goods_back": (told.goods_return,),
        "replaces": (False, True) if told.replaces else (False,),
        "repairs": (False, True) if told.repairs else (False,),
        "choice_due": (False, True) if told.repairs else (False,),
        "ships_first": (False, True) if kind == "exchange" else (False,),
        # An exchange can owe the difference of the prices; whatever is only sent or repaired owes nothing.
        "owed": (0, 100) if told.pays or kind == "exchange" else (0,),
    }
    for values in product(*free.values()):
        facts = dict(zip(free, values, strict=True))
        sheet = SimpleNamespace(total_minor=facts.pop("owed"))
        yield {**facts, "kind": kind, "sheet": sheet}
