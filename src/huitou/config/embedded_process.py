"""Knows whether a process is the server of a cluster, whatever a crash left in the pid file.

Called by `embedded_postgres`. A number in a pid file proves nothing by itself: numbers are used again.
"""

import os
import subprocess
import sys
from pathlib import Path


def server_of(cluster: Path) -> int | None:
    """The process id of the cluster's server, or None. A stale or foreign pid file does not deceive it."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    _reap(pid)
    return pid if _serves(pid, cluster) else None


def _reap(pid: int) -> None:
    """Let go of a dead server that fell to this process, as everything does to the first one in a container.

    Until then its number looks alive, and a new server would refuse to start.
    """
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def forget_foreign_pid(cluster: Path) -> None:
    """Remove a pid file whose number now belongs to another program; PostgreSQL would wait for it forever."""
    path = cluster / "postmaster.pid"
    try:
        pid = int(path.read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return  # PostgreSQL judges such a file better than we do
    except PermissionError:
        pass
    if not _serves(pid, cluster):
        path.unlink(missing_ok=True)


def _serves(pid: int, cluster: Path) -> bool:
    """Whether the process `pid` is a PostgreSQL server whose data folder is `cluster`."""
    if sys.platform == "linux":
        try:
            at_home = Path(f"/proc/{pid}/cwd").samefile(cluster)
            return at_home and "postgres" in Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")[0]
        except OSError:
            return False
    shown = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True).stdout
    return "postgres" in shown and str(cluster) in shown
