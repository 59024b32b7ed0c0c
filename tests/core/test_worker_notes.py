"""The worker's own notes do not wait for the disk; what its jobs do has another connection, which does."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from procrastinate import App

from huitou.core import jobs

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

        # Beside browser tests this thread has a running loop already.
        with ThreadPoolExecutor(max_workers=1) as beside:
            note = beside.submit(lambda: asyncio.run(ask())).result()
        cursor.execute(ASKED)
        waits, session = cursor.fetchone()
        cursor.execute("RESET synchronous_commit")
    assert (note["waits"], waits) == ("off", "on")
    assert note["session"] != session
