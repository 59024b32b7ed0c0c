"""Collects the static files into the data folder when one of them changed, with their hash in their name.

Called by `huitou serve` and `huitou demo` before the server starts.
"""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_when_changed() -> bool:
    """Collect if a file came, went or changed since the last time; returns whether it did."""
    target = Path(settings.STATIC_ROOT)
    target.mkdir(parents=True, exist_ok=True)
    stamp = target / ".collected"
    with open(target.parent / "static.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        seen = _digest()
        if stamp.exists() and stamp.read_text() == seen:
            return False
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(seen)
        return True


def _digest() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
