"""Into which variants the pieces of a case could be exchanged by an offer, and what each costs more or less.

Called by the offer's form of buyer and desk. Without a catalogue, or without the article in it: only the same again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huitou.cases.models import CaseLine
from huitou.core.money import Money, format_money, portion
from huitou.orders.models import Line, Variant
from huitou.orders.queries import catalogue_of

PREFIX = "variant_"
MOST = 24


@dataclass(frozen=True, slots=True)
class VariantChoice:
    """One line with the variants of its product: `options` are (id, words), the same again (empty id) first."""

    line: CaseLine
    name: str
    label: str
    options: Sequence[tuple[str, str]]


def variant_choices(lines: Sequence[CaseLine], currency: str) -> list[VariantChoice]:
    """The lines that could be exchanged into something else. Two queries; inside `in_shop`."""
    catalogue = catalogue_of([line.order_line for line in lines])
    found = []
    for line in lines:
        options = _options(line, catalogue.get(line.order_line.sku, ()), currency)
        if options:
            label = _("Another variant of %(title)s") % {"title": line.order_line.title}
            same = ("", _("The same again"))
            found.append(VariantChoice(line, f"{PREFIX}{line.order_line_id}", label, [same, *options]))
    return found


def difference_of(line: Line, quantity: int, variant: Variant) -> int:
    """What so many pieces of the variant cost more than was paid for them, minor units; negative where less."""
    return variant.price_minor * quantity - portion(line.total_minor, min(quantity, line.quantity), line.quantity)


def _options(line: CaseLine, variants: Sequence[Variant], currency: str) -> list[tuple[str, str]]:
    found = []
    for variant in variants:
        there = variant.free is None or variant.free >= line.quantity
        if variant.sku == line.order_line.sku or variant.currency != currency or not there:
            continue
        found.append((str(variant.pk), f"{variant.name or variant.title} · {_words(line, variant, currency)}"))
    return found[:MOST]


def _words(line: CaseLine, variant: Variant, currency: str) -> str:
    minor = difference_of(line.order_line, line.quantity, variant)
    if not minor:
        return _("Same price")
    said = _("%(sum)s more") if minor > 0 else _("%(sum)s less")
    return said % {"sum": format_money(Money(abs(minor), currency))}
