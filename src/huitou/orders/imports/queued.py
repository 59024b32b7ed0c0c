"""An import as a job: asked for on a page, run by the worker, looked at meanwhile, taken up again after a death.

What was written stays written and is found again, so a second try writes nothing twice; its report adds up both.
"""

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files import File
from django.utils import translation
from django.utils.module_loading import import_string

from huitou.accounts.access import staff_actor
from huitou.accounts.models import Staff
from huitou.core import clock
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError, NotFound
from huitou.core.jobs import enqueue, task
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb
from huitou.orders.imports.report import ImportReport
from huitou.orders.imports.run import Job, run
from huitou.orders.models import ImportRun

log = structlog.get_logger(__name__)
ENDINGS = (".csv", ".tsv", ".txt", ".json", ".jsonl")
# A worker that dies at the same place again and again takes others with it.
MOST_TRIES = 5
State = ImportRun.State


@verb
def ask_for_import(*, file: "File[Any]", name: str, actor: Actor, at: datetime) -> ImportRun:
    """Keep the file and have it imported by the worker. Raises: Forbidden."""
    actor.require("orders.import")
    asked = ImportRun(shop_id=actor.shop_id, asked_by=actor.id, asked_at=at)
    # The name only tells the connectors the kind; the upload's own name never reaches the disk.
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), ".csv")
    asked.file.save(f"{asked.pk}{ending}", file, save=False)
    asked.save(force_insert=True)
    enqueue(run_import, shop=str(actor.shop_id), run=str(asked.pk))
    return asked


@task("orders.run_import", priority=-10)
def run_import(*, shop: str, run: str, **_: object) -> None:
    """Run the import unless it has ended. A failure of the file is its end; one of the machine is tried again."""
    shop_id, run_id = UUID(shop), UUID(run)
    begun = _begin(shop_id, run_id)
    if begun is None:
        return
    found, asker = begun
    with translation.override(asker.locale if asker is not None else settings.LANGUAGE_CODE):
        try:
            report = _import(found, asker)
        except HuitouError as error:
            _end(found, State.FAILED, problem=error.code, problem_text=error.text[:500])
        else:
            _end(found, State.DONE, report=added_up(report.to_json(), found.earlier), orders=report.orders)


def _begin(shop_id: UUID, run_id: UUID) -> tuple[ImportRun, Staff | None] | None:
    with in_shop(shop_id):
        found = ImportRun.objects.select_for_update().filter(pk=run_id).first()
        if found is None or found.state in (State.DONE, State.FAILED):
            return None
        found.tries += 1
        found.state, found.started_at = State.RUNNING, found.started_at or clock.now()
        # What a try that was cut off had written comes again as "as before".
        found.earlier = {name: found.earlier.get(name, 0) + found.report.get(name, 0) for name in ("new", "updated")}
        found.report = {}
        found.save()
    kind, _, key = found.asked_by.partition(":")
    return found, Staff.objects.filter(pk=key).first() if kind == "staff" else None


def _import(found: ImportRun, asker: Staff | None) -> ImportReport:
    shop = Shop.objects.get(pk=found.shop_id)
    if asker is None or found.tries > MOST_TRIES:
        raise NotFound()
    actor = staff_actor(asker, shop)  # their rights as they are now
    job_for: Callable[..., Job] = import_string(settings.HUITOU_ORDER_IMPORT)

    def note(report: ImportReport) -> None:
        counts = {"new": report.new, "updated": report.updated, "unchanged": report.unchanged}
        with in_shop(found.shop_id):
            ImportRun.objects.filter(pk=found.pk).update(orders=report.orders, report=counts)

    with tempfile.TemporaryDirectory(prefix="huitou-import-") as folder:
        # The store of files may be far away: connectors read a file of this machine, more than once.
        path = Path(folder) / Path(str(found.file.name)).name
        with found.file.open("rb") as kept, path.open("wb") as near:
            for chunk in kept.chunks():
                near.write(chunk)
        return run(job_for(shop, [path]), actor=actor, at=clock.now(), progress=note)


def _end(found: ImportRun, state: str, **facts: Any) -> None:
    storage, name = found.file.storage, str(found.file.name)
    with in_shop(found.shop_id):
        ended = ImportRun.objects.filter(pk=found.pk)
        ended.update(state=state, ended_at=clock.now(), file="", **facts)
    storage.delete(name)
    log.info("import.ended", run=str(found.pk), state=str(state), tries=found.tries)


def added_up(report: Mapping[str, Any], earlier: Mapping[str, int]) -> dict[str, Any]:
    """The report of the last try with what tries before it had written."""
    before = sum(earlier.values())
    return {
        **report,
        "new": report["new"] + earlier.get("new", 0),
        "updated": report["updated"] + earlier.get("updated", 0),
        "unchanged": max(0, report["unchanged"] - before),
    }
