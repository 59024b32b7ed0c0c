"""Cursor pages of lists: newest first by (moment, id), stable while rows come in. Called by the list views."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

PAGE = 30


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows, and the addresses of the pages around them (empty at an end)."""

    rows: list[Any]
    next: str
    previous: str


def list_page(rows: "QuerySet[Any]", field: str, asked: Mapping[str, str], *, size: int = PAGE) -> ListPage:
    """One page of the rows by `-field, -pk`. `asked`: the query string; a malformed cursor is the first page."""
    cursor = asked.get("after", "")
    place = _read(cursor)
    if place is not None:
        moment, key = place
        rows = rows.filter(Q(**{f"{field}__lt": moment}) | Q(**{field: moment, "pk__lt": key}))
    found = list(rows.order_by(f"-{field}", "-pk")[: size + 1])
    more, shown = len(found) > size, found[:size]
    kept = {name: value for name, value in asked.items() if name != "after" and value}
    following = ""
    if more:
        last = shown[-1]
        following = "?" + urlencode({**kept, "after": f"{getattr(last, field).isoformat()}_{last.pk}"})
    first = f"?{urlencode(kept)}" if kept else "?"
    return ListPage(shown, following, first if place is not None else "")


def _read(cursor: str) -> tuple[datetime, UUID] | None:
    moment, _, key = cursor.partition("_")
    try:
        at, pk = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return (at, pk) if at.tzinfo is not None else None
