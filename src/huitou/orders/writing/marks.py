"""What the shop has marked its goods as, for the lines of a batch that do not say it themselves.

Called by `batch` once per batch: one query, whatever the number of marks.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from huitou.core.bulk import look_up
from huitou.orders.drafts import LineDraft, OrderDraft
from huitou.orders.goods import in_order, name_key
from huitou.orders.models import ProductTraits


@dataclass(frozen=True, slots=True)
class Marks:
    """Traits by (scope, name key)."""

    traits: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def traits_of(self, line: LineDraft) -> tuple[str, ...]:
        """What the order says of the line; else the article's mark; else the category's; else nothing."""
        if line.traits is not None:
            return in_order(line.traits)
        for key in (("sku", name_key(line.sku)), ("category", name_key(line.category))):
            if key in self.traits:
                return self.traits[key]
        return ()


def marks_for(drafts: Iterable[OrderDraft]) -> Marks:
    """The marks that the lines of these orders need."""
    silent = [line for draft in drafts for line in draft.lines if line.traits is None]
    keys = {name_key(name) for line in silent for name in (line.sku, line.category)} - {""}
    rows = look_up(ProductTraits, ("scope", "name_key", "traits", "removed"), "name_key", sorted(keys))
    return Marks({(scope, key): in_order(json.loads(traits)) for scope, key, traits, removed in rows if not removed})
