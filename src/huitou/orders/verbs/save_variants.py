"""What the shop sells now, taken over from its own catalogue by article number: new variants, prices and stock.

Called by the API, `huitou import variants` and the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.accounts.records import note
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.ids import new_id
from huitou.core.money import exponent
from huitou.core.verbs import verb
from huitou.orders.connectors.values import clean
from huitou.orders.models import Variant
from huitou.orders.weights import HEAVIEST_GRAMS

EDIT = "orders.import"
MOST = 1_000
LARGEST = 10**13
# So many articles are named in the record of one call; of larger imports it holds the numbers.
MOST_NAMED = 50
FIELDS = ("product", "title", "name", "category", "image", "price_minor", "currency", "stock", "weight_grams")


class VariantMalformed(Invalid):
    """A variant that cannot be kept: without article number or title, or with a sum or stock below zero."""

    code = "variant_malformed"
    message = _("The variant “%(sku)s” cannot be kept: check its %(field)s.")


class TooManyVariants(Invalid):
    """More variants in one call than one transaction should hold."""

    code = "too_many_variants"
    message = _("At most %(most)s variants at a time. Send the rest in further calls.")


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """One variant as the shop has it. `stock` None: not counted; `weight_grams` None: not known.

    `product` empty: the title groups its variants.
    """

    sku: str
    title: str
    price_minor: int
    currency: str
    product: str = ""
    name: str = ""
    category: str = ""
    image: str = ""
    stock: int | None = None
    weight_grams: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the drafts. `held`: articles of which fewer are left than promised; all of them are promised."""

    new: int
    changed: int
    unchanged: int
    held: Sequence[str] = field(default_factory=tuple)


@verb
def save_variants(*, drafts: Sequence[VariantDraft], actor: Actor, at: datetime) -> Saved:
    """Write the variants by article number; of one that comes twice the last counts. Others stay as they are.

    Pieces that are promised to open exchanges stay promised: where fewer are left, none is free.
    Raises Forbidden, VariantMalformed, TooManyVariants, CurrencyUnknown.
    """
    actor.require(EDIT)
    if len(drafts) > MOST:
        raise TooManyVariants(most=MOST)
    wanted = {row["sku"]: row for row in (_fields(draft) for draft in drafts)}
    rows = Variant.objects.filter(shop_id=actor.shop_id, sku__in=wanted).order_by("sku")
    known = {variant.sku: variant for variant in rows.select_for_update(no_key=True)}
    changed, held = [], []
    told: dict[str, dict[str, list[Any]]] = {}
    for sku, variant in known.items():
        if (stock := wanted[sku]["stock"]) is not None and stock < variant.reserved:
            wanted[sku]["stock"] = variant.reserved
            held.append(sku)
        if any(getattr(variant, name) != value for name, value in wanted[sku].items()):
            told[sku] = _moved(variant, wanted[sku])
            for name, value in wanted[sku].items():
                setattr(variant, name, value)
            variant.updated_at = at
            changed.append(variant)
    Variant.objects.bulk_update(changed, (*FIELDS, "updated_at"), batch_size=200)
    fresh = [
        Variant(id=new_id(), shop_id=actor.shop_id, updated_at=at, **row)
        for sku, row in sorted(wanted.items())
        if sku not in known
    ]
    # Another import that brings the same article at the same moment wins; the next run brings ours.
    Variant.objects.bulk_create(fresh, ignore_conflicts=True)
    if fresh or changed:
        articles = told if len(told) <= MOST_NAMED else {}
        facts = {"new": len(fresh), "changed": len(changed), "articles": articles}
        note("orders.catalogue.saved", actor=actor, at=at, facts=facts)
    return Saved(len(fresh), len(changed), len(known) - len(changed), tuple(held))


def _moved(variant: Variant, wanted: dict[str, Any]) -> dict[str, list[Any]]:
    """What changes: field → before and after."""
    return {name: [getattr(variant, name), value] for name, value in wanted.items() if getattr(variant, name) != value}


def _fields(draft: VariantDraft) -> dict[str, Any]:
    """The row's fields, cleaned. Raises VariantMalformed."""
    exponent(draft.currency)
    sku, title = clean(draft.sku, 120), clean(draft.title)
    wrong = [
        name
        for name, fine in (
            ("sku", bool(sku)),
            ("title", bool(title)),
            ("price", 0 <= draft.price_minor <= LARGEST),
            ("stock", draft.stock is None or 0 <= draft.stock <= 2_000_000_000),
            ("weight", draft.weight_grams is None or 0 < draft.weight_grams <= HEAVIEST_GRAMS),
        )
        if not fine
    ]
    if wrong:
        raise VariantMalformed(sku=sku, field=wrong[0])
    return {
        "sku": sku,
        "title": title,
        "product": clean(draft.product, 120) or title[:120],
        "name": clean(draft.name, 200),
        "category": clean(draft.category, 120),
        "image": clean(draft.image, 500),
        "price_minor": draft.price_minor,
        "currency": draft.currency,
        "stock": draft.stock,
        "weight_grams": draft.weight_grams,
    }
