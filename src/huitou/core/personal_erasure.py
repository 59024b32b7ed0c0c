"""Empties what the registry names: of one customer at once, of everybody when its time is over. Files go with it.

Called by the verbs of erasure and by the job of retention, inside a verb's transaction. Events are never touched.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.core.files.storage import default_storage
from django.db.models import FileField, JSONField, Model, Q, QuerySet

from huitou.core import clock
from huitou.core.actors import Actor, system_actor
from huitou.core.jobs import enqueue, periodic, task
from huitou.core.models import Personal
from huitou.core.personal_registry import Holding, Person, holdings
from huitou.core.tenancy import every_shop
from huitou.core.verbs import verb

log = structlog.get_logger(__name__)
BATCH = 500
MOST_FILES_PER_JOB = 200


def erase_person(person: Person, at: datetime) -> dict[str, int]:
    """Empty or delete all erasable rows of the person; how many by holding. Inside a verb."""
    counts = {}
    for holding in holdings():
        if holding.erasable:
            rows = holding.rows(person).filter(still_there(holding, deletes=holding.deleted))
            counts[holding.code] = _take(holding, rows, at, deletes=holding.deleted)
    return {code: count for code, count in counts.items() if count}


@periodic("23 * * * *", name="core.forget_what_is_over")
def forget_what_is_over() -> None:
    """Every hour: what has been kept as long as it may."""
    expire_everywhere(at=clock.now())


def expire_everywhere(*, at: datetime) -> dict[str, int]:
    """Empty what has been kept long enough, shop by shop, in batches; how many rows by holding."""
    total: dict[str, int] = {}
    for shop_id in every_shop():
        for holding in holdings():
            try:
                count = expire(shop_id, holding, at=at)
            except Exception:
                # One table that cannot be emptied must not keep the others beyond their time.
                log.exception("personal.expiry_failed", shop=str(shop_id), holding=holding.code)
                continue
            if count:
                total[holding.code] = total.get(holding.code, 0) + count
    if total:
        log.info("personal.expired", **total)
    return total


def expire(shop_id: UUID, holding: Holding, *, at: datetime) -> int:
    """One holding of one shop, each batch in a transaction of its own; how many rows."""
    total = 0
    while count := int(_expire_batch(actor=system_actor(shop_id), at=at, holding=holding)):
        total += count
    return total


@verb
def _expire_batch(*, actor: Actor, at: datetime, holding: Holding) -> int:
    due = overdue(actor.shop_id, holding, at=at).values_list("pk", flat=True)[:BATCH]
    keys = list(due)
    if not keys:
        return 0
    rows = holding.model._default_manager.filter(pk__in=keys)
    return _take(holding, rows, at, deletes=holding.deleted or holding.ends_deleted)


def overdue(shop_id: UUID, holding: Holding, *, at: datetime) -> "QuerySet[Any]":
    """The rows that have been kept long enough and are still there. Inside the shop."""
    rows = holding.model._default_manager.filter(
        still_there(holding, deletes=holding.deleted or holding.ends_deleted), shop_id=shop_id
    )
    due: QuerySet[Any] = (
        rows.annotate(kept_since=holding.keep.since).filter(kept_since__lt=holding.ends_before(at)).order_by("pk")
    )
    return due


def still_there(holding: Holding, *, deletes: bool) -> Q:
    """Rows that hold something yet."""
    if deletes:
        return Q(pk__isnull=False)
    if issubclass(holding.model, Personal):
        return Q(erased_at=None)
    blanks = emptied_values(holding)
    filled = Q(pk__in=[])
    for name in holding.fields:
        filled |= ~Q(**{name: blanks[name]}) if blanks[name] is not None else Q(**{f"{name}__isnull": False})
    return filled


def _take(holding: Holding, rows: "QuerySet[Any]", at: datetime, *, deletes: bool) -> int:
    forget_files(_file_names(holding, rows))
    if deletes:
        return int(rows.delete()[0])
    values = emptied_values(holding)
    if issubclass(holding.model, Personal):
        values |= {"salt": b"", "erased_at": at}
    return int(rows.update(**values))


def emptied_values(holding: Holding) -> dict[str, Any]:
    """What stands in the fields afterwards."""
    return {name: holding.emptied.get(name, _nothing(holding.model, name)) for name in holding.fields}


def _nothing(model: type[Model], name: str) -> Any:
    field = model._meta.get_field(name)
    if getattr(field, "null", False):
        return None
    if isinstance(field, JSONField):
        return field.get_default()
    return b"" if field.get_internal_type() == "BinaryField" else ""


def _file_names(holding: Holding, rows: "QuerySet[Any]") -> list[str]:
    fields = [name for name in holding.fields if isinstance(holding.model._meta.get_field(name), FileField)]
    if not fields:
        return []
    return [name for row in rows.values_list(*fields) for name in row if name]


def forget_files(names: Iterable[str]) -> None:
    """Have stored files deleted once the open transaction is there; a job, so that a crash leaves none behind."""
    wanted = list(names)
    for start in range(0, len(wanted), MOST_FILES_PER_JOB):
        enqueue(delete_files, names=wanted[start : start + MOST_FILES_PER_JOB])


@task("core.delete_files")
def delete_files(*, names: list[str], **_: object) -> None:
    """Delete the files; those that are gone are no error."""
    for name in names:
        default_storage.delete(name)
