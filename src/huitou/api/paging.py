"""Lists by cursor: newest first by (moment, key), stable while rows are added."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from huitou.core.errors import Invalid

M = TypeVar("M", bound=Model)
LARGEST_PAGE = 100
Limit = Annotated[int, Field(ge=1, le=LARGEST_PAGE)]


class CursorMalformed(Invalid):
    """Not a cursor of ours."""

    code = "cursor_malformed"
    message = _("This cursor is not valid. Start again without it and follow “next”.")


def page(rows: "QuerySet[M, Any]", *, by: str, cursor: str | None, limit: int) -> tuple[list[M], str | None]:
    """Up to `limit` rows after the cursor, newest `by` first, and the next cursor. Raises CursorMalformed."""
    rows = rows.order_by(f"-{by}", "-pk")
    if cursor:
        moment, key = _read(cursor)
        rows = rows.filter(Q(**{f"{by}__lt": moment}) | Q(**{by: moment, "pk__lt": key}))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], _write(getattr(last, by), last.pk)


def _write(moment: datetime, key: UUID) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{key}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        moment, _, key = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        found = datetime.fromisoformat(moment)
        if found.tzinfo is None:
            raise CursorMalformed()
        return found, UUID(key)
    except (ValueError, binascii.Error) as error:
        raise CursorMalformed() from error
