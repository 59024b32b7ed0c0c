"""The space of all cases a policy can meet, cut into finitely many cells; exact set arithmetic instead of samples.

Each rule is a box: a set of values per dimension (reason, stage, country, category, region, segment, band of
prices). Used by `rules.checks` (unreachable rules) and `law.compare` (policy >= law). No I/O.

Why one representative per cell is exact. A document looks at an order only through finitely many questions: is this
value among the names of a rule (an exclusion, a list), and is this price at or above an edge that the document names.
`Space` keeps one value per named word, one (`OTHER`) for all words it does not name, and one price per band between
neighbouring edges, and one (`FOREIGN`) for all prices in other currencies, so two orders at the same point of it
answer every question alike. `cells` then cuts the space along the box of every rule, of every exclusion that needs no
more than a category, of the listed goods, and of the regions
that are not delivered to. Within a cell the same rule is the first to fit and every other question has one answer, so
whatever is found for one point of a cell holds for all of it, and the cells together are the whole space.
A customer with several segments is decided by the earliest rule that any single one of them (or none) matches, so that
customer's answer is the answer of a point with one segment or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from huitou.policies.rules.document import Document, Exclusion, When
from huitou.policies.rules.vocabulary import N_, REASONS, STAGES

OTHER = ""  # any value that the document does not name
FOREIGN = "foreign"  # a price in another currency than the policy's: no rule that asks for the price fits it
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
        categories.update(document.listed.folded, *(x.categories.folded for x in document.exclusions))
        regions: set[str] = {OTHER}.union(*(when.regions.folded for when in whens))
        regions.update(*(place.regions.folded for place in document.serves.without))
        edges = {0}  # what a price in another currency is worth here no document says
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
                frozenset(regions),
                frozenset({OTHER}.union(*(when.segments.folded for when in whens))),
                frozenset({FOREIGN, *map(str, edges)}),
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
            bands if price is None else frozenset(edge for edge in bands - {FOREIGN} if price.holds(int(edge))),
        )

    def of_exclusion(self, exclusion: Exclusion) -> Box | None:
        """Return the box that an exclusion closes for certain, or None where it depends on more than the box."""
        if not exclusion.unconditional or not exclusion.categories:
            return None
        goods = exclusion.categories.folded
        return (exclusion.reasons, exclusion.stages, self.everything[2], goods, *self.everything[4:])

    def of_lists(self, document: Document) -> Iterator[Box]:
        """Yield the boxes of the listed goods and of the regions that are not delivered to."""
        if document.listed:
            yield self.narrowed(category=document.listed.folded)
        for place in document.serves.without:
            yield self.narrowed(country=(place.country,), region=place.regions.folded)

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


@dataclass(frozen=True, slots=True)
class Point:
    """One case that stands for all of its cell. `price_minor`: of one piece; None: in another currency."""

    reason: str
    stage: str
    country: str
    category: str
    region: str
    segment: str
    price_minor: int | None

    @property
    def named(self) -> dict[str, str]:
        """The point in words of the document, without dimensions that do not matter."""
        price = FOREIGN if self.price_minor is None else self.price_minor
        values = (self.reason, self.stage, self.country, self.category, self.region, self.segment, price)
        point = {name: str(value) for name, value in zip(DIMENSIONS, values, strict=True)}
        return {name: value for name, value in point.items() if value not in (OTHER, "0")}


def cells(document: Document, country: str, reasons: Iterable[str], stages: Iterable[str]) -> Iterator[Box]:
    """Yield the cells of the space for one country, these reasons and stages. Raises: TooComplicated."""
    space = Space.of(document, countries=(country,))
    start = space.narrowed(country=(country,), reason=reasons, stage=stages)
    if not all(start):
        return
    pieces = [start]
    for exclusion in document.exclusions:
        closed = space.of_exclusion(exclusion)
        pieces = pieces if closed is None else _cut(pieces, closed)
    for box in space.of_lists(document):
        pieces = _cut(pieces, box)
    for piece in pieces:
        found: list[Box] = []
        rest = walk(document, piece, space, lambda _, box, into=found: into.append(box))  # type: ignore[misc]
        yield from found
        yield from rest


def points(document: Document, country: str, reasons: Iterable[str], stages: Iterable[str]) -> Iterator[Point]:
    """Yield one point of each cell for each of its reasons, which also differ in who bears the fault.

    Raises: TooComplicated.
    """
    for box in cells(document, country, reasons, stages):
        for reason in sorted(box[0]):
            for stage in sorted(box[1]):
                place, category, region, segment = (min(values) for values in box[2:6])
                # Where the same rule decides for both, what is owed in the policy's currency is never more: a fee in
                # it falls away for the others.
                prices = [int(edge) for edge in box[6] - {FOREIGN}]
                yield Point(reason, stage, place, category, region, segment, min(prices, default=None))


def _cut(boxes: list[Box], knife: Box) -> list[Box]:
    """Return the boxes as parts that lie wholly inside the knife's box or wholly outside."""
    inside = [shared for box in boxes if (shared := meet(box, knife)) is not None]
    return inside + without(boxes, knife)


def example(box: Box) -> dict[str, str]:
    """Return one point of a box in words of the document, without dimensions that do not matter."""
    point = {name: str(min(values)) for name, values in zip(DIMENSIONS, box, strict=True)}
    return {name: value for name, value in point.items() if value not in (OTHER, "0")}
