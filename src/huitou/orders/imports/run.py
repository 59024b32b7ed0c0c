"""Runs an import from end to end: reads, moves dates, writes in batches, matches cancellations, reports.

Called by the command line, the setup and `bench import`. Memory is that of one batch; what was written stays written
when the run is interrupted, and the next run goes on behind it.
"""

import time
from array import array
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

from django.db import DataError, IntegrityError, OperationalError, connection
from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.orders.connectors.protocol import Connector, Explaining, FileMissing, FormatUnknown, ReadOptions
from huitou.orders.drafts import CancellationDraft, OrderDraft, Record, Reject
from huitou.orders.imports.contacts_file import ContactBook
from huitou.orders.imports.read_ahead import read_ahead
from huitou.orders.imports.report import ImportReport
from huitou.orders.models import Cancellation
from huitou.orders.verbs.import_batch import Then, import_batch
from huitou.orders.verbs.import_cancellations import import_cancellations, match_cancellations
from huitou.orders.writing.result import BatchResult

BATCH_ORDERS = 500
# A batch of wholesale orders may hold many lines each.
BATCH_LINES = 10_000
# Clocks of two systems differ; further ahead it is a wrong date or a wrong zone.
FUTURE_TOLERATED = timedelta(days=1)
# The share of an input's orders that has ended when its dates are moved to today.
ENDED_BY_TODAY = 0.99

Progress = Callable[[ImportReport], None]


class NothingToMove(Invalid):
    """`--shift-to-today` on a file without a readable order."""

    code = "import_nothing_to_move"
    message = _("No order in the file could be read, so there is no date to move. Run it without --shift-to-today.")


@dataclass(slots=True)
class Job:
    """What to import. `then` writes the parcels; `contacts` is a file; `shift_to_today` moves all dates together."""

    connector: Connector
    paths: Sequence[Path]
    options: ReadOptions
    contacts: Path | None = None
    shift_to_today: bool = False
    then: Then | None = None


def choose(connectors: Sequence[Connector], name: str, paths: Sequence[Path]) -> Connector:
    """The connector by its name, or by what the first path holds for `auto`.

    Raises FileMissing, ColumnsMissing, FormatUnknown.
    """
    formats = ", ".join(connector.name for connector in connectors)
    for path in paths:
        if not path.exists():
            raise FileMissing(path=path)
    if name != "auto":
        named = next((connector for connector in connectors if connector.name == name.replace("-", "_")), None)
        if named is None:
            raise FormatUnknown(path=name, formats=formats)
        return named
    found = next((connector for connector in connectors if connector.recognises(paths[0])), None)
    if found is None:
        lacking = (connector.lacks(paths[0]) for connector in connectors if isinstance(connector, Explaining))
        raise next(filter(None, lacking), None) or FormatUnknown(path=paths[0], formats=formats)
    return found


def run(job: Job, *, actor: Actor, at: datetime, progress: Progress | None = None) -> ImportReport:
    """Import everything. Raises only what makes the whole input unreadable; bad rows are in the report."""
    started = time.monotonic()
    report = ImportReport(format=job.connector.name, currency=job.options.currency)
    with ExitStack() as stack:
        book = stack.enter_context(ContactBook(job.contacts)) if job.contacts else None
        if book:
            report.skip(book.rejects)
        if job.shift_to_today:
            report.moved_by_days = _days_to(at, job)
        writer = _Writer(job, report, actor, at, progress)
        for record in stack.enter_context(read_ahead(job.connector.read(job.paths, job.options))):
            writer.take(book.filled(record) if book and isinstance(record, OrderDraft) else record)
        writer.finish()
    report.seconds = round(time.monotonic() - started, 3)
    if progress:
        progress(report)
    return report


def _days_to(at: datetime, job: Job) -> int:
    """How many whole days the input is moved, so that it ends today: all but the last hundredth of its orders.

    One order that was delivered months after all others would keep everything else out of every time limit. The few
    later ones are moved less (`OrderDraft.move_until`). Where sales are cancelled by documents of their own, the newest
    moment counts: a document must not come before the sale that it cancels.
    """
    ends, newest_document = array("d"), None
    for record in job.connector.read(job.paths, job.options):
        if isinstance(record, OrderDraft):
            ends.append(max(record.times()).timestamp())
        elif isinstance(record, CancellationDraft):
            newest_document = max(newest_document or record.cancelled_at, record.cancelled_at)
    if not ends and newest_document is None:
        raise NothingToMove()
    if newest_document is not None:
        end = max(newest_document.timestamp(), max(ends, default=0.0))
    else:
        end = sorted(ends)[ceil(len(ends) * ENDED_BY_TODAY) - 1]
    return int((at.timestamp() - end) // timedelta(days=1).total_seconds())


def forget_plans() -> None:
    """Have the database plan its statements anew, those of foreign keys among them.

    A plan made while a table is empty may look up a key by the shop alone and stays in the session: measured 166 orders
    per second instead of thousands, getting worse with every batch. Called whenever the number of batches has doubled.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


class _Writer:
    """Collects records into batches and writes each in a transaction of its own."""

    def __init__(self, job: Job, report: ImportReport, actor: Actor, at: datetime, progress: Progress | None) -> None:
        self._job = job
        self._report = report
        self._actor = actor
        self._at = at
        self._progress = progress
        self._orders: list[OrderDraft] = []
        self._lines = 0
        self._cancellations: list[CancellationDraft] = []
        self._sources: set[str] = set()
        self._batches = 0

    def take(self, record: Record) -> None:
        match record:
            case Reject():
                self._report.skip([record])
            case CancellationDraft():
                self._cancellations.append(record)
                if len(self._cancellations) >= BATCH_ORDERS:
                    self._write_cancellations()
            case OrderDraft():
                self._take_order(record)

    def _take_order(self, draft: OrderDraft) -> None:
        moved_to = draft.placed_at + timedelta(days=draft.move_until(self._at, self._report.moved_by_days))
        if moved_to > self._at + FUTURE_TOLERATED:
            self._report.skip([Reject(draft.where, "time_in_future", draft.placed_at.isoformat())])
            return
        self._report.remark(draft.remarks)
        self._orders.append(draft)
        self._lines += len(draft.lines)
        if len(self._orders) >= BATCH_ORDERS or self._lines >= BATCH_LINES:
            self._write_orders()

    def finish(self) -> None:
        """Write what is left and match the cancellations."""
        self._write_orders()
        self._write_cancellations()
        if self._sources:
            forget_plans()
        for source in sorted(self._sources):
            self._match(source)

    def _write_orders(self) -> None:
        if self._orders:
            self._batches += 1
            if self._batches & (self._batches - 1) == 0:
                forget_plans()
            self._write(self._orders)
            self._orders, self._lines = [], 0
            if self._progress:
                self._progress(self._report)

    def _write(self, drafts: Sequence[OrderDraft]) -> None:
        """Write the batch; if the database refuses it, halve it until the order at fault stands alone."""
        try:
            result = import_batch(
                drafts=drafts,
                actor=self._actor,
                at=self._at,
                move_by_days=self._report.moved_by_days,
                then=self._job.then,
            )
        except (IntegrityError, DataError, OperationalError) as error:
            # A lost connection is no order's fault; a deadlock with another import is cured by trying again.
            if isinstance(error, OperationalError) and "deadlock" not in str(error):
                raise
            if len(drafts) == 1:
                reason = str(error.__cause__ or error).splitlines()[0]
                self._report.skip([Reject(drafts[0].where, "refused_by_database", reason)])
                return
            middle = len(drafts) // 2
            self._write(drafts[:middle])
            self._write(drafts[middle:])
        else:
            self._add(result)

    def _add(self, result: BatchResult) -> None:
        for name in ("new", "updated", "unchanged", "lines", "payments", "customers", "contacts", "parcels"):
            setattr(self._report, name, getattr(self._report, name) + getattr(result, name))
        self._report.skip(result.rejects)
        self._report.remark(result.remarks)

    def _write_cancellations(self) -> None:
        if not self._cancellations:
            return
        self._sources.update(one.source for one in self._cancellations)
        self._report.cancellations_new += import_cancellations(
            drafts=self._cancellations,
            actor=self._actor,
            at=self._at,
            move_by_days=self._report.moved_by_days,
        )
        self._cancellations = []

    def _match(self, source: str) -> None:
        after: Cancellation | None = None
        while True:
            done = match_cancellations(source=source, after=after, actor=self._actor, at=self._at)
            self._report.cancellations_matched += done.whole
            self._report.cancellations_matched_in_part += done.in_part
            self._report.cancellations_waiting += len(done.waiting)
            for one in done.waiting:
                self._report.remark_waiting(one.external_id, f"{one.sku} × {one.quantity}")
            if done.last is None:
                return
            after = done.last
            if self._progress:
                self._progress(self._report)
