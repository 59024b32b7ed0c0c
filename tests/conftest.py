"""What every test may ask for: `database`, `clock`, `server`, `page`, `open_page`.

`database` is a migrated database, empty at the start of each test, reached as the application's role. Verbs open
durable transactions, so no transaction is wrapped around a test; what it wrote is truncated afterwards.
"""

import gc
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples

from tests import databases
from tests.browsing import *  # noqa: F403  (its fixtures)
from tests.environment import ROOT
from tests.worlds import world, worlds  # noqa: F401  (fixtures)


def pytest_configure() -> None:
    """What a server does at its start: compile the texts. What only a server has: static files with a manifest."""
    from huitou.config.translations import compile_stale

    compile_stale()
    # How long an example takes says how much else the machine has to do.
    examples.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    examples.load_profile("unhurried")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.HUITOU_DOMAIN_NET = "tests.quiet_net.QuietNet"
    # Each client of a test looks through all files there at its first request; only the server's pages ask for them.
    settings.STATIC_ROOT = Path(settings.HUITOU_DATA) / "no-static"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_collection(session: pytest.Session) -> None:
    """Each process of a whole run reads its share of the tests first.

    In a fresh checkout their asserts are rewritten, which takes longer than everything else on the way to the first
    test; what one process has written down of it, the others only read.
    """
    process = getattr(session.config, "workerinput", None)
    config = session.config
    if process is None or config.getoption("sweeps") or config.args != config.getini("testpaths"):
        return
    first = int(process["workerid"].removeprefix("gw"))
    for path in sorted(Path(__file__).parent.rglob("test_*.py"))[first :: process["workercount"]]:
        # What cannot be read is told by the collection.
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what the fixtures already say: `-m database` and `-m browser` choose by it.

    Where several processes share the tests the slow ones begin: none is left to one process while the others are done.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "database" in names:
            item.add_marker("database")
        if "browser" in names:
            item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there when the first test begins stays to the end, so nobody looks again whether it is garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[databases.Cleaner]:
    """The cluster, this worker's database in it, and the cleaner of that database."""
    from huitou.config.embedded_postgres import EmbeddedPostgres

    with ExitStack() as stack:
        if settings.HUITOU_EMBEDDED:
            cluster = EmbeddedPostgres(Path(settings.HUITOU_DATA), durable=False)
            cluster.start()
            stack.callback(cluster.stop)
        stack.enter_context(django_db_blocker.unblock())
        name = databases.create(os.environ.get("PYTEST_XDIST_WORKER", "main"))
        stack.callback(databases.drop, name)
        databases.use(name)
        cleaner = databases.Cleaner(name)
        stack.callback(cleaner.close)
        stack.enter_context(django_db_blocker.block())
        yield cleaner


@pytest.fixture
def database(django_db_setup: databases.Cleaner, django_db_blocker: Any) -> Iterator[None]:
    """A migrated, empty database; its connections are `default` (application) and `owner` (tables)."""
    from django.db import connections

    from huitou.core import clock as core_clock

    with django_db_blocker.unblock():
        yield
        for connection in connections.all(initialized_only=True):
            if connection.in_atomic_block:
                raise AssertionError("the test left a transaction open")
        django_db_setup.clean()
        core_clock.forget_shift()


@pytest.fixture(scope="module")
def built_in_module() -> dict[str, Any]:
    """What `once` has built for the tests of this module."""
    return {}


@pytest.fixture
def once(
    request: pytest.FixtureRequest, database: None, django_db_setup: databases.Cleaner, built_in_module: dict[str, Any]
) -> Callable[[Callable[[], Any]], Any]:
    """`once(build)`: what `build` writes, for each test of the module as if it had been called again; and its answer.

    The rows are built by the first test and copied for the others. A test must leave the answer as it was.
    """

    def once(build: Callable[[], Any]) -> Any:
        name = "kept_" + hashlib.sha256(f"{request.module.__name__}.{build.__qualname__}".encode()).hexdigest()[:16]
        if name in built_in_module and django_db_setup.can_bring_back:
            django_db_setup.bring_back(name)
            return built_in_module[name]
        built = built_in_module[name] = build()
        django_db_setup.keep(name)
        return built

    return once


@pytest.fixture(autouse=True)
def no_language_left_behind() -> Iterator[None]:
    """A page asked for in Chinese sets the language of the whole process; the next test starts in English again."""
    yield
    translation.deactivate()


class Clock:
    """The present of a test: starts now, moves only forward, and only when asked."""

    def __init__(self, stack: ExitStack, *, shared: bool) -> None:
        self._stack = stack
        self._shared = shared

    def now(self) -> datetime:
        """The moment that the code under test sees as now."""
        from huitou.core import clock

        return clock.now()

    def forward(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
        """Move on, for the server of the test too if it has one; returns the new now."""
        from huitou.core import clock

        by = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if self._shared:
            clock.shift(by)
        else:
            self._stack.enter_context(clock.moved(by))
        return self.now()


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Iterator[Clock]:
    """`clock.now()` and `clock.forward(hours=48)`."""
    with ExitStack() as stack:
        yield Clock(stack, shared="server" in request.fixturenames)
