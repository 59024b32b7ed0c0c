"""Keeps child processes running (web server, workers), and the embedded database below them.

Used by `huitou demo` and `huitou worker --processes`. Whatever dies is started again; what keeps dying ends all of it
with its reason.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from gettext import gettext as _
from types import FrameType, TracebackType

from huitou.config.embedded_postgres import EmbeddedPostgres
from huitou.config.failures import StartUpFailed

PATIENCE_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.5
# So many deaths of one child within this time are no accident.
DEATHS, WITHIN_SECONDS = 5, 60.0
STOP_SECONDS = 10.0
# What a killed server leaves behind needs a moment to notice and to free the port.
RESTART_AFTER_SECONDS = 1.5


class ChildKeepsDying(StartUpFailed):
    """A child dies again and again."""


class ServerSilent(StartUpFailed):
    """The web server started and does not answer, or only with an error."""


class _Stop(Exception):
    """Somebody asked for the end."""


class Child:
    """One child process and the history of its deaths."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "huitou", name, *arguments, "--with-parent"]
        self._deaths: list[float] = []
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches the parent only, which stops its children in order."""
        self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, start_new_session=True)

    @property
    def pid(self) -> int | None:
        """The number of the process, once it was started."""
        return self._process.pid if self._process is not None else None

    def is_dead(self) -> bool:
        """Whether it ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def start_again(self, say: Callable[[str], None]) -> None:
        """Start it after a death. Raises ChildKeepsDying."""
        now = time.monotonic()
        self._deaths = [moment for moment in self._deaths if now - moment < WITHIN_SECONDS] + [now]
        if len(self._deaths) >= DEATHS:
            raise ChildKeepsDying(_("the %(name)s process keeps dying; the lines above say why") % {"name": self.name})
        say(_("The %(name)s process died; starting it again") % {"name": self.name})
        time.sleep(RESTART_AFTER_SECONDS)
        self.start()

    def kill(self) -> None:
        """End it without a word, as a crash does."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        """Ask it to end, then see to it."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Household:
    """The children for the time of a `with` block; SIGTERM and Ctrl-C end it in order."""

    def __init__(
        self, children: Sequence[Child], *, cluster: EmbeddedPostgres | None, say: Callable[[str], None]
    ) -> None:
        self._children = children
        self._cluster = cluster
        self._say = say
        self._stopping = False

    def __enter__(self) -> "Household":
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for child in self._children:
            child.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._stopping = True
        for child in self._children:
            child.stop()
        if kind is _Stop:
            self._say(_("Closed; the data stays where it is"))
        return kind is _Stop

    def wait_until_it_answers(self, url: str) -> None:
        """Wait for /healthz. Raises ServerSilent, ChildKeepsDying."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < patience:
            self._look_after_everybody()
            try:
                with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                    return
            except urllib.error.HTTPError as error:
                raise ServerSilent(
                    _("%(url)s answers with status %(code)s; the lines above say why")
                    % {"url": url, "code": error.code}
                ) from error
            except OSError:
                time.sleep(0.1)
        raise ServerSilent(
            _("%(url)s does not answer after %(patience_seconds)s s")
            % {"url": url, "patience_seconds": f"{PATIENCE_SECONDS:.0f}"}
        )

    def keep(self) -> None:
        """Look after everybody until Ctrl-C."""
        while True:
            self._look_after_everybody()
            time.sleep(LOOK_EVERY_SECONDS)

    def _look_after_everybody(self) -> None:
        if self._cluster is not None and not self._cluster.running():
            self._say(_("The database died; starting it again"))
            self._cluster.start()
        for child in self._children:
            if child.is_dead():
                child.start_again(self._say)

    def _stop(self, signal_number: int, frame: FrameType | None) -> None:
        if not self._stopping:
            self._stopping = True
            raise _Stop
