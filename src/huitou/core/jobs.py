"""Jobs in the same database as the business rows: declared with `task`, enqueued with `enqueue`, never otherwise.

Delivery is at least once. An effect that must happen once is guarded by a unique key of its own.
"""

import asyncio
import json
import signal
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, wraps
from typing import Any

import psycopg
import structlog
from django.db import close_old_connections, connection, transaction
from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import Job as Waiting
from procrastinate.retry import RetryStrategy
from procrastinate.tasks import Task

from huitou.core.writing import together

log = structlog.get_logger(__name__)
Job = Task[Any, Any, Any]

# A failing job is tried again after 5 s, 25 s, 2 min, 10 min, … for about a day; then it stands as failed.
RETRY = RetryStrategy(max_attempts=8, exponential_wait=5)

STOPS = (signal.SIGINT, signal.SIGTERM)
BEGINS_ANEW_AFTER_SECONDS = 1.0


@cache
def _enqueuer() -> App:
    """An app of its own on Django's connection: inside a worker the usual one is swapped for a pool, and a job
    deferred there would not join the transaction that it belongs to."""
    return App(connector=DjangoConnector())


# Arguments that a job must not leave behind when it is given up, by its name; and who is told of it first.
_private: dict[str, tuple[str, Callable[[Mapping[str, Any]], None]]] = {}


def task(
    name: str,
    *,
    queue: str = "default",
    priority: int = 0,
    private: str = "",
    given_up: Callable[[Mapping[str, Any]], None] = lambda _arguments: None,
) -> Callable[[Callable[..., None]], Job]:
    """Declare a job. It takes JSON values by keyword, is safe to run twice and ignores arguments of a newer version.

    `private` names an argument that holds personal data: what has failed for good is handed to `given_up`, and the
    argument is erased from the row that stays. A job that succeeds leaves no row.
    """

    def declare(function: Callable[..., None]) -> Job:
        if private:
            _private[name] = (private, given_up)

        @wraps(function)
        def run(**kwargs: Any) -> None:
            close_old_connections()
            function(**kwargs)

        declared: Job = app.task(name=name, queue=queue, retry=RETRY, priority=priority)(run)
        return declared

    return declare


def periodic(cron: str, name: str, *, alone: bool = True) -> Callable[[Callable[[], None]], Job]:
    """Declare a job that the worker runs by the clock (cron with five fields). Never two at once: neither two that
    wait nor one beside another that still runs. `alone=False` for what must run though a dead worker has begun it."""

    def declare(function: Callable[[], None]) -> Job:
        @wraps(function)
        def run(timestamp: int, **_: Any) -> None:
            close_old_connections()
            function()

        lock = name if alone else None
        declared: Job = app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, lock=lock)(run))
        return declared

    return declare


def enqueue(job: Job, *, once: str | None = None, not_before: datetime | None = None, **arguments: Any) -> None:
    """Put a job into the queue within the open transaction. With `once`, not again while one with that lock waits.

    A verb's jobs go into it together, just before the commit; one with `once` at once.
    """
    options: dict[str, Any] = {"queue": job.queue, "priority": job.priority}
    if not_before is not None:
        options["schedule_at"] = not_before
    if once is None:
        together(_put, _enqueuer().configure_task(job.name, **options).make_new_job(**arguments))
        return
    try:
        # A clash would abort the business transaction without a savepoint of its own.
        with transaction.atomic():
            _enqueuer().configure_task(job.name, queueing_lock=once, **options).defer(**arguments)
    except exceptions.AlreadyEnqueued:
        log.debug("job.already_enqueued", job=job.name, lock=once)


def _put(waiting: list[Waiting]) -> None:
    """Jobs of any kind in one statement, in their order."""
    _enqueuer().job_manager.batch_defer_jobs(waiting)


def take_along(job: Job, *, shop: str, at_most: int) -> list[Mapping[str, Any]]:
    """The arguments of waiting jobs of the same kind and shop, oldest first. The open transaction does their work too.

    They leave the queue with its commit; if it is taken back they still wait. What has failed before stays alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            # Materialised: a plan that runs the choice anew for each row would pass over what it has locked itself,
            # and take more than so many.
            "WITH chosen AS MATERIALIZED (SELECT id FROM procrastinate_jobs WHERE "
            "status = 'todo' AND priority = %s AND task_name = %s AND args->>'shop' = %s AND attempts = 0 AND "
            "(scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED), "
            "taken AS (DELETE FROM procrastinate_jobs AS job USING chosen WHERE job.id = chosen.id "
            "RETURNING job.id, job.args) SELECT args FROM taken ORDER BY id",
            [job.priority, job.name, shop, at_most],
        )
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()]


def worker_connector() -> PsycopgConnector:
    """The worker's own connections, for its notes (fetched, done); what jobs do has Django's.

    A note need not wait for the disk: one that a crash of the database takes away makes a job run again, which every
    job must bear anyway.
    """

    async def configure(session: psycopg.AsyncConnection[Any]) -> None:
        await session.set_autocommit(True)
        await session.execute("SET synchronous_commit = off")

    return PsycopgConnector(kwargs=connector_params(), configure=configure)


def work(*, concurrency: int = 2, wait: bool = True) -> None:
    """Run jobs until told to stop (`wait=False`: until none waits). A worker that loses the database begins anew.

    Polls: listening would need a NOTIFY in every business transaction.
    """
    options: dict[str, Any] = {
        "wait": wait,
        "concurrency": concurrency,
        "listen_notify": False,
        "fetch_job_polling_interval": 0.5,
        "update_heartbeat_interval": 5,
        "stalled_worker_timeout": 20,
        "delete_jobs": "successful",
    }
    if wait:
        asyncio.run(_until_told(options))
        return
    with app.replace_connector(worker_connector()) as worker_app:
        worker_app.run_worker(**options)


async def _until_told(options: Mapping[str, Any]) -> None:
    """Work, and begin anew when the worker ends without having been told to.

    It does where the database was away for a moment, and where it was itself held up for so long (a paused machine)
    that others have struck it off: it would end quietly then, and its shop would wait for somebody to notice.
    """
    told, loop = asyncio.Event(), asyncio.get_running_loop()

    def stop() -> None:
        told.set()
        for one in STOPS:
            loop.remove_signal_handler(one)  # the second one does not wait for running jobs

    for one in STOPS:
        loop.add_signal_handler(one, stop)
    waiting = asyncio.create_task(told.wait())
    while not told.is_set():
        working = asyncio.create_task(_one_worker(options))
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if told.is_set():
            working.cancel()
        (failure,) = await asyncio.gather(working, return_exceptions=True)
        if not told.is_set():
            log.warning("worker.begins_anew", reason=repr(failure)[:200])
            await asyncio.sleep(BEGINS_ANEW_AFTER_SECONDS)


async def _one_worker(options: Mapping[str, Any]) -> None:
    with app.replace_connector(worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(install_signal_handlers=False, **options)


@periodic("* * * * * */15", name="core.take_over_stalled_jobs", alone=False)
def take_over_stalled_jobs() -> None:
    """Give back what a dead worker left in `doing`, within a minute of its end. One clash never stops the others."""
    take_over(seconds=30)


@periodic("* * * * *", name="core.forget_given_up")
def forget_what_was_given_up() -> None:
    """Every minute."""
    forget_given_up()


def forget_given_up() -> None:
    """Erase the private arguments of jobs that are not tried again, once somebody was told."""
    for name, (argument, given_up) in _private.items():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, args FROM procrastinate_jobs WHERE task_name = %s AND args->>%s <> '' AND "
                "status IN ('failed', 'cancelled', 'aborted')",
                [name, argument],
            )
            rows = cursor.fetchall()
        for job_id, args in rows:
            try:
                given_up(json.loads(args) if isinstance(args, str) else args)
            except Exception:
                # Whatever happens there: the data goes.
                log.exception("job.given_up_untold", job=name, job_id=job_id)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET args = args || jsonb_build_object(%s::text, '') WHERE id = %s",
                    [argument, job_id],
                )


def take_over(seconds: int) -> int:
    """Put the jobs of workers that have been silent for `seconds` back into the queue; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = "
            "job.worker_id WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - "
            "make_interval(secs => %s))",
            [seconds],
        )
        stalled = [row[0] for row in cursor.fetchall()]
    taken = 0
    for job_id in stalled:
        try:
            _enqueuer().job_manager.retry_job_by_id(job_id, retry_at=_database_now())
            taken += 1
        except exceptions.ConnectorException:
            log.warning("job.takeover_clash", job_id=job_id, trace=traceback.format_exc(limit=2))
    return taken


def run_pending(limit: int = 10_000) -> int:
    """Run what waits, here and now, in this process: for tests, the demo's set-up and benches without a worker.

    A failing job raises. Returns how many ran.
    """
    ran = 0
    while ran < limit and (job := _next_pending()) is not None:
        job_id, name, arguments = job
        app.tasks[name].func(**arguments)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])
        ran += 1
    return ran


def _next_pending() -> tuple[int, str, Mapping[str, Any]] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' AND (scheduled_at IS NULL OR "
            "scheduled_at <= now()) ORDER BY priority DESC, id LIMIT 1"
        )
        row: tuple[int, str, Any] | None = cursor.fetchone()
    if row is None:
        return None
    arguments = row[2]
    if isinstance(arguments, str):
        arguments = json.loads(arguments)
    return row[0], row[1], arguments


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
    return moment
