"""Coroutines in tests: run in a thread of their own, for a browser test of the same process leaves its loop running."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from tests.environment import PATIENCE_SECONDS


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """The result of the coroutine."""

    def run_it() -> Any:
        try:
            return asyncio.run(work)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as one:
        return one.submit(run_it).result(timeout=PATIENCE_SECONDS)
