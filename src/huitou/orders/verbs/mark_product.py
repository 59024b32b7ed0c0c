"""A shop says what an article or a category is, for the orders that come from now on; earlier ones keep what they have.

Called by the desk and the API.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid, NotFound
from huitou.core.ids import new_id
from huitou.core.verbs import verb
from huitou.orders.connectors.values import clean
from huitou.orders.goods import in_order, name_key, unknown_words
from huitou.orders.models import ProductTraits
from huitou.policies.rules.vocabulary import BECAUSE

EDIT = "policies.edit"


class TraitUnknown(Invalid):
    """A word by which no policy excludes goods."""

    code = "trait_unknown"
    message = _("“%(word)s” is not a word for what goods are. Known are: %(known)s.")


class ProductNameMissing(Invalid):
    """An article or category without a name, or with a longer one than orders can have."""

    code = "product_name_missing"
    message = _("Name the article or the category as your orders name it, in at most 120 characters.")


class TooManyMarks(Conflict):
    """More marks than one page and one import can carry."""

    code = "too_many_marks"
    message = _("At most %(most)s articles and categories can be marked. Mark categories instead of single articles.")


@verb
def mark_product(*, scope: str, name: str, traits: Sequence[str], actor: Actor, at: datetime) -> ProductTraits:
    """Say what the article or category is; no traits means: nothing special, whatever its category says.

    Raises: Forbidden, TraitUnknown, ProductNameMissing, TooManyMarks.
    """
    actor.require(EDIT)
    if unknown := unknown_words(traits):
        raise TraitUnknown(word=unknown[0][:60], known=", ".join(BECAUSE))
    shown, key = clean(name), name_key(name)
    if not key or len(shown) > 120 or scope not in ProductTraits.Scope.values:
        raise ProductNameMissing()
    mark = _locked(scope, shown, key, actor, at)
    wanted = list(in_order(traits))
    if mark.chain_length and not mark.removed and (mark.traits, mark.name) == (wanted, shown):
        return mark
    mark.name, mark.traits, mark.removed, mark.changed_at = shown, wanted, False, at
    _record(mark, "orders.product.marked", actor, at, traits=wanted)
    return mark


@verb
def unmark_product(*, scope: str, name: str, actor: Actor, at: datetime) -> ProductTraits:
    """Take a mark away: orders from now on go by the category's, or by none. Raises: Forbidden, NotFound."""
    actor.require(EDIT)
    found = ProductTraits.objects.filter(scope=scope, name_key=name_key(name), removed=False)
    mark = found.select_for_update(no_key=True).first()
    if mark is None:
        raise NotFound()
    mark.traits, mark.removed, mark.changed_at = [], True, at
    _record(mark, "orders.product.unmarked", actor, at)
    return mark


def _locked(scope: str, name: str, key: str, actor: Actor, at: datetime) -> ProductTraits:
    rows = ProductTraits.objects.filter(shop_id=actor.shop_id)
    mine = rows.filter(scope=scope, name_key=key)
    if not mine.filter(removed=False).exists() and rows.filter(removed=False).count() >= ProductTraits.MOST:
        raise TooManyMarks(most=ProductTraits.MOST)
    fresh = ProductTraits(id=new_id(), shop_id=actor.shop_id, scope=scope, name=name, name_key=key, changed_at=at)
    ProductTraits.objects.bulk_create([fresh], ignore_conflicts=True)
    return mine.select_for_update(no_key=True).get()


def _record(mark: ProductTraits, kind: str, actor: Actor, at: datetime, **facts: Any) -> None:
    told = {"scope": mark.scope, "name": mark.name, **facts}
    events.record(mark, kind, actor=actor, at=at, facts=told)
    mark.save()
