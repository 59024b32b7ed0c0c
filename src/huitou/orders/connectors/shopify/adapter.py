"""Reads Shopify orders: REST Admin bodies, webhook bodies, exports of many (list, wrapped or JSON Lines).

Source: Shopify's REST Admin API reference, resource "Order". GraphQL bodies are another shape and not read here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.connectors.shopify.mapping import draft_order
from huitou.orders.connectors.shopify.stream import Broken, objects
from huitou.orders.connectors.textfile import head_of, open_text
from huitou.orders.drafts import Record, Reject, Where

WRAPPERS = ("orders", "order")
MARKS = ('"financial_status"', '"order_number"')


@dataclass(frozen=True, slots=True)
class Shopify:
    """One JSON file with one or many orders."""

    name: str = "shopify"

    def recognises(self, path: Path) -> bool:
        head = head_of(path).lstrip("\ufeff \t\r\n")
        return head.startswith(("{", "[")) and any(mark in head for mark in MARKS)

    def read(self, paths: Sequence[Path], options: ReadOptions) -> Iterator[Record]:
        """Every order of every file; `Where.line` counts the objects of a file. Raises FileMissing."""
        for path in paths:
            seen: set[str] = set()
            lost = False
            with open_text(path) as (lines, _):
                for number, found in enumerate(objects(cast(IO[str], lines), WRAPPERS), start=1):
                    where = Where(path.name, number)
                    if isinstance(found, Broken) or not _is_order(found):
                        # The inside of one broken object may look like many: it is told once.
                        if not lost:
                            yield _not_read(where, found)
                        lost = isinstance(found, Broken)
                        continue
                    lost = False
                    key = str(found["id"])
                    if key in seen:
                        yield Reject(where, "duplicate_order", key)
                        continue
                    seen.add(key)
                    yield from draft_order(found, where, options)


def _is_order(body: dict[str, object]) -> bool:
    """Draft orders and fulfilments have line items too, but no order number and no financial status."""
    return body.get("id") is not None and ("financial_status" in body or "order_number" in body)


def _not_read(where: Where, found: "Broken | dict[str, object]") -> Reject:
    if isinstance(found, Broken):
        return Reject(where, "json_broken", found.text)
    return Reject(where, "not_an_order", ", ".join(list(found)[:6]))
