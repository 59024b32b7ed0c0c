"""The space of all cases a policy can meet, as boxes; exact set arithmetic instead of samples.

Each rule is a box: a set of values per dimension (reason, stage, country, category, region, segment, band of
prices). Used by `rules.checks` (unreachable rules) and `law.compare` (policy >= law). No I/O.

A customer with several segments matches the earliest rule that any single one of them matches, so looking at
one segment (or none) at a time is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from huitou.policies.rules.document import Document, Exclusion, When
from huitou.policies.rules.vocabulary import N_, REASONS, STAGES

OTHER = ""  # any value that the document does not name
DIMENSIONS = ("reason", "stage", "country", "category", "region", "segment", "price")
PIECES = 20_000

Box = tuple[frozenset[str], ...]


class TooComplicated(ValueError):
    """The rules cut each other into too many pieces to be checked; nobody could read them either."""

    msgid = N_("the rules cut across each other too often to be checked; use fewer conditions")


@dataclass(frozen=True)
class Space:
    """All values a document distinguishes, per dimension. Prices are bands, named by their lower edge."""

    everything: Box

    @classmethod
    def of(cls, document: Document, countries: Iterable[str] = ()) -> Space:
        """Build the space of a document; `countries` are kept apart from the other countries too."""
        whens = [rule.when for rule in document.rules]
        categories: set[str] = {OTHER}.union(*(when.categories.folded for when in whens))
        categories.update(*(exclusion.categories.folded for exclusion in document.exclusions))
        edges = {0}
        for when in whens:
            if when.price is not None:
                edges.add(when.price.from_minor)
                edges.update(() if when.price.below_minor is None else (when.price.below_minor,))
        named: frozenset[str] = frozenset({OTHER}).union(countries, *(when.countries for when in whens))
        return cls(
            (
                frozenset(REASONS),
                frozenset(STAGES),
                document.markets or named,
                frozenset(categories),
                frozenset({OTHER}.union(*(when.regions.folded for when in whens))),
                frozenset({OTHER}.union(*(when.segments.folded for when in whens))),
                frozenset(map(str, edges)),
            )
        )

    def of_rule(self, when: When) -> Box:
        """Return the box in which a rule's conditions hold; a dimension is empty where they never do."""
        price = when.price
        bands = self.everything[6]
        return (
            when.reasons,
            when.stages,
            when.countries & self.everything[2] if when.countries else self.everything[2],
            when.categories.folded or self.everything[3],
            when.regions.folded or self.everything[4],
            when.segments.folded or self.everything[5],
            bands if price is None else frozenset(edge for edge in bands if price.holds(int(edge))),
        )

    def of_exclusion(self, exclusion: Exclusion) -> Box | None:
        """Return the box that an exclusion closes for certain, or None where it depends on more than the box."""
        if not exclusion.unconditional or not exclusion.categories:
            return None
        goods = exclusion.categories.folded
        return (exclusion.reasons, exclusion.stages, self.everything[2], goods, *self.everything[4:])

    def narrowed(self, **values: Iterable[str]) -> Box:
        """Return the whole space with some dimensions held to the given values."""
        box = list(self.everything)
        for name, held in values.items():
            place = DIMENSIONS.index(name)
            box[place] = box[place] & frozenset(held)
        return tuple(box)


def meet(one: Box, other: Box) -> Box | None:
    """Return what two boxes share, None where that is nothing."""
    shared = tuple(mine & theirs for mine, theirs in zip(one, other, strict=True))
    return shared if all(shared) else None


def without(boxes: Iterable[Box], taken: Box) -> list[Box]:
    """Return the boxes without the part that `taken` covers, as disjoint boxes.

    Raises: TooComplicated above 20,000 pieces.
    """
    rest: list[Box] = []
    for box in boxes:
        if meet(box, taken) is None:
            rest.append(box)
            continue
        rest.extend(_pieces(box, taken))
        if len(rest) > PIECES:
            raise TooComplicated(TooComplicated.msgid)
    return rest


def _pieces(box: Box, taken: Box) -> Iterable[Box]:
    inner = list(box)
    for place, (mine, theirs) in enumerate(zip(box, taken, strict=True)):
        outside = mine - theirs
        if outside:
            yield (*inner[:place], outside, *inner[place + 1 :])
        inner[place] = mine & theirs


def walk(document: Document, start: Box, space: Space, see: Callable[[int, Box], None]) -> list[Box]:
    """Go through the rules from the top and tell `see` (place of the rule, each box it decides first).

    Returns what no rule decides. Raises: TooComplicated.
    """
    rest = [start]
    for number, rule in enumerate(document.rules, start=1):
        box = space.of_rule(rule.when)
        for piece in rest:
            shared = meet(piece, box)
            if shared is not None:
                see(number, shared)
        rest = without(rest, box)
    return rest


def example(box: Box) -> dict[str, str]:
    """Return one point of a box in words of the document, without dimensions that do not matter."""
    point = {name: str(min(values)) for name, values in zip(DIMENSIONS, box, strict=True)}
    return {name: value for name, value in point.items() if value not in (OTHER, "0")}
