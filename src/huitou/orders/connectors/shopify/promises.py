"""What a Shopify order says of its goods and its buyer beyond sums: traits, confirmations, groups.

Called by `lines` and `mapping`. **Line properties are written by the buyer's browser**, so they are believed only where
they bind the buyer: `_confirmed` is what the buyer confirmed when buying. What the goods are comes from the product's
tags, which only the shop writes (`huitou:custom_made`; a plain order body has none: then the shop's marks count).
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from huitou.orders.connectors.values import Unreadable, clean
from huitou.orders.connectors.words import read_grounds, sorted_names
from huitou.orders.goods import in_order

RemarkOn = Callable[[str, object], None]
CONFIRMED = {"_confirmed", "_huitou_confirmed"}
_TAG = re.compile(r"^\s*huitou[:_-]\s*", re.IGNORECASE)


def traits_of(item: Mapping[str, Any], remark: RemarkOn) -> tuple[str, ...] | None:
    """What the product's tags say the goods are; None where no tag speaks of it."""
    product = item.get("product")
    tags = _tags(product.get("tags") if isinstance(product, Mapping) else item.get("product_tags"))
    said = [_TAG.sub("", tag) for tag in tags if _TAG.match(tag)]
    return _grounds(said, remark) if said else None


def confirmed_in(item: Mapping[str, Any], remark: RemarkOn) -> tuple[str, ...] | None:
    """What the buyer confirmed at purchase; None where no property speaks of it."""
    found = item.get("properties")
    properties = found if isinstance(found, list) else []
    cells = [
        clean(str(one.get("value") or ""))
        for one in properties
        if isinstance(one, Mapping) and str(one.get("name") or "").strip().casefold() in CONFIRMED
    ]
    said = [word for cell in cells for word in re.split(r"[;|,]+", cell) if word.strip()]
    return _grounds(said, remark) if said else None


def segments_of(person: Mapping[str, Any], remark: RemarkOn) -> tuple[str, ...] | None:
    """The customer's tags as groups; None where the body has no tags at all."""
    if person.get("tags") is None:
        return None
    names, left_out = sorted_names(_tags(person["tags"]))
    for text in left_out:
        remark("segment_left_out", text)
    return names


def _grounds(words: list[str], remark: RemarkOn) -> tuple[str, ...]:
    """The known ones; an unknown one is told: a tag is no reason to lose the order."""
    known: list[str] = []
    for word in words:
        try:
            known.extend(read_grounds(word) or ())
        except Unreadable as error:
            remark("trait_unknown_tag", error.value)
    return in_order(known)


def _tags(value: Any) -> list[str]:
    if isinstance(value, str):
        return [tag.strip() for tag in value.split(",") if tag.strip()]
    return [str(tag).strip() for tag in value if str(tag).strip()] if isinstance(value, list) else []
