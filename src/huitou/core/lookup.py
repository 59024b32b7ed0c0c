"""What every access function asks: which rows are this buyer's, and how a caller names one.

A name is the row itself, its id, or its public reference.
"""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from huitou.core.actors import Actor
from huitou.core.errors import NotFound

M = TypeVar("M", bound=Model)


def of_buyer(
    rows: "QuerySet[M, Any]", actor: Actor, *, order: str = "order", customer: str = "order__customer"
) -> "QuerySet[M, Any]":
    """Narrow the rows to those of the buyer: of the orders of their code or link, else of all orders of the customer.

    `order` and `customer` are the ways from a row to them. A buyer without either owns nothing.
    """
    if actor.order_ids is not None:
        return rows.filter(**{f"{order}__in": actor.order_ids})
    return rows.filter(**{customer: actor.customer_id}) if actor.customer_id else rows.none()


def named(rows: "QuerySet[M, Any]", name: Model | UUID | str, *, ref: str = "ref") -> "QuerySet[M, Any]":
    """Narrow the rows to the one that is named; a malformed name finds nothing."""
    if isinstance(name, Model):
        return rows.filter(pk=name.pk)
    if isinstance(name, UUID):
        return rows.filter(pk=name)
    if "\x00" in name:
        return rows.none()  # the database refuses the character itself
    try:
        return rows.filter(pk=UUID(name)) if len(name) == 36 else rows.filter(**{ref: name})
    except ValueError:
        return rows.filter(**{ref: name})


def only(rows: "QuerySet[M, Any]", *, lock: bool) -> M:
    """The one row, locked on request (FOR NO KEY UPDATE). Raises NotFound."""
    if lock:
        # Without joins: after waiting for the lock, PostgreSQL reads this row anew but what it is joined to as it was
        # before, and drops the row where the two no longer fit. What belongs to the row is read when it is needed.
        rows = rows.select_related(None).select_for_update(of=("self",), no_key=True)
    found = one_or_none(rows)
    if found is None:
        raise NotFound()
    return found


def one_or_none(rows: "QuerySet[M, Any]") -> M | None:
    """The row there is; for rows of which there is one at most, so that any of them is the one.

    One row needs no order, which costs Django more than the rest of the query where the row has many columns.
    """
    return next(iter(rows.order_by()[:1]), None)
