"""The real server and a real browser for tests: `server`, `page`, `open_page`.

Imported by `conftest` only. A missing browser is said and skipped, and is a failure when CI=true.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.environment import PATIENCE_SECONDS

__all__ = ["browser", "open_page", "page", "server", "server_process"]

# The same engine without a window costs half as much processor time as with one that nobody sees; it is Playwright's
# own choice too.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en-GB"}
PHONE, DESKTOP = 360, 1280
# For what a page must come to show; a machine with much else to do may need more than Playwright's five seconds.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class Server:
    """The house as it runs for people, on this worker's test database."""

    url: str


@pytest.fixture(scope="session")
def server_process(django_db_setup: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One granian for the whole session; the database below it is emptied between tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    log = tmp_path_factory.mktemp("server") / "log.txt"
    environment = os.environ | {
        "DATABASE_URL": _address("default"),
        "DATABASE_OWNER_URL": _address("owner"),
        "HUITOU_PUBLIC_URL": url,
        "HUITOU_CLOCK_MOVABLE": "yes",
        "HUITOU_CLOCK_KEPT_SECONDS": "0",
        "HUITOU_EMAIL_URL": f"file:{log.parent}/mails",
    }
    command = [sys.executable, "-m", "huitou", "serve", "--port", str(port), "--processes", "1", "--with-parent"]
    with open(log, "wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"{url}/healthz", process, log)
        yield Server(url)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


@pytest.fixture
def server(server_process: Server, database: None) -> Iterator[Server]:
    """The running server with an empty database; `clock.forward` moves its clock too."""
    with set_where_they_stand(HUITOU_CLOCK_MOVABLE=True, HUITOU_PUBLIC_URL=server_process.url):
        yield server_process


@contextmanager
def set_where_they_stand(**values: Any) -> Iterator[None]:
    """Settings for a while, put back on the very object they were set on.

    The `settings` fixture lays another object on top whenever a test changes something, and takes it away at its own
    end, perhaps after ours: what is put back on that one is lost, and what was set below it stays for ever.
    """
    holder = settings._wrapped
    before = {name: getattr(holder, name) for name in values}

    def put(wanted: dict[str, Any]) -> None:
        for name, value in wanted.items():
            setattr(holder, name, value)
            settings.__dict__.pop(name, None)  # Django keeps what was asked for once

    put(values)
    try:
        yield
    finally:
        put(before)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine, without a window where there is one like that, or Playwright's own."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        except Error as error:
            message = "no browser: install chromium, or run playwright install chromium"
            if os.environ.get("CI", "").lower() == "true":
                pytest.fail(f"{message} ({error.message.splitlines()[0]})")
            pytest.skip(message)
        try:
            yield launched
        finally:
            launched.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """`open_page("zh-hans", PHONE)`: a fresh visitor of that language and width, as often as there are people.

    At the end of the test no page may have logged an error, except those listed in `page.expected_errors`.
    """
    errors: list[str] = []
    expected: list[str] = []

    with ExitStack() as stack:

        def open_(locale: str = "en", width: int = PHONE, **options: Any) -> Page:
            context = browser.new_context(
                base_url=server.url,
                locale=LOCALES[locale],
                viewport={"width": width, "height": 900 if width > 600 else 780},
                has_touch=width < 600,
                reduced_motion="reduce",
                **options,
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            page.expected_errors = expected  # type: ignore[attr-defined]
            page.on("console", lambda message: _note(message, errors))
            page.on("pageerror", lambda error: errors.append(str(error)))
            return page

        yield open_
    surprises = [error for error in errors if not any(words in error for words in expected)]
    assert surprises == [], f"the browser's console shows errors: {surprises}"


@pytest.fixture
def page(open_page: OpenPage, request: pytest.FixtureRequest) -> Page:
    """One visitor: `@pytest.mark.parametrize("page", [("zh-hans", PHONE)], indirect=True)`, else English on a phone."""
    locale, width = getattr(request, "param", ("en", PHONE))
    return open_page(locale, width)


def _note(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type == "error":
        errors.append(message.text)


def _address(alias: str) -> str:
    facts = connections[alias].settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    words = [f"{key}='{value}'" for key, name in names.items() if (value := str(facts.get(name) or ""))]
    return " ".join(words)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < patience:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")
