"""Runs granian on one port, with the sizes measured in docs/decisions/0001-one-port.md.

Called by `huitou serve`, which has opened the installation; the server's processes inherit its environment.
"""

import errno
import socket
from gettext import gettext as _

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from huitou.config.failures import StartUpFailed

# So long may requests that are being answered go on after the server was told to stop.
STOP_SECONDS = 60


class PortTaken(StartUpFailed):
    """Another program answers on the port."""


class PortForbidden(StartUpFailed):
    """This user may not open the port, or the machine has no such address."""


def refuse_taken_port(host: str, port: int) -> None:
    """See that the port is free before anything is set up. Raises PortTaken, PortForbidden."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(
                    _("port %(port)s is taken by another program; choose another one, for instance --port %(port_2)s")
                    % {"port": port, "port_2": port + 1}
                ) from error
            raise PortForbidden(
                _("cannot open %(host)s:%(port)s: %(strerror)s")
                % {"host": host, "port": port, "strerror": error.strerror}
            ) from error


def serve(host: str, port: int, processes: int) -> None:
    """Serve until SIGINT or SIGTERM; a process that dies is started again."""
    Granian(
        "huitou.config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=processes,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
        http1_settings=HTTP1Settings(keep_alive=True),
    ).serve()
