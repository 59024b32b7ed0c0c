"""The worker's own notes do not wait for the disk; what its jobs do has another connection, which does."""

from django.db import connection
from procrastinate import App

from huitou.core import jobs
from tests.apart import finished

ASKED = "SELECT current_setting('synchronous_commit') AS waits, pg_backend_pid() AS session"


def test_only_the_workers_notes_spare_the_disk(database, monkeypatch):
    real = jobs.connector_params
    monkeypatch.setattr(jobs, "connector_params", lambda: {**real(), "options": "-c synchronous_commit=on"})
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        connector = jobs.worker_connector()

        async def ask():
            async with App(connector=connector).open_async():
                return await connector.execute_query_one_async(ASKED)

        note = finished(ask())
        cursor.execute(ASKED)
        waits, session = cursor.fetchone()
        cursor.execute("RESET synchronous_commit")
    assert (note["waits"], waits) == ("off", "on")
    assert note["session"] != session
