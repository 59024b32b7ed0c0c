"""Puts a backup in the place of an installation, and makes good what a restore would undo: erasures and payments.

Called by `./huitou restore`, with everything stopped. Whoever was erased stays erased; nothing is paid until compared.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from gettext import gettext
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from huitou.config import room, schema
from huitou.config.backup import archive, database
from huitou.config.failures import StartUpFailed
from huitou.core import personal_list
from huitou.core.actors import system_actor
from huitou.core.disks import is_full
from huitou.core.models import Shop
from huitou.core.personal_erasure import delete_files
from huitou.core.personal_list import Erasure
from huitou.core.personal_proof import verify_shop
from huitou.core.tenancy import every_shop, in_shop
from huitou.orders.models import DataRequest
from huitou.orders.verbs import erase_again
from huitou.refunds.gateways import registry
from huitou.refunds.models import GatewayAccount
from huitou.refunds.verbs import pause

Say = Callable[[str], None]
# Payments of the last day before the backup may have been under way when it was made.
COMPARED_BEFORE = timedelta(days=1)
REASON = _("Restored from the backup of %(day)s. Nothing is paid until our books and the provider's are compared.")


class BackupNewer(StartUpFailed):
    """The backup comes from a newer version than this one."""


@dataclass(slots=True)
class Restored:
    """What a restore did."""

    manifest: archive.Manifest
    files: int = 0
    erased_again: int = 0
    pauses: int = 0
    chains: int = 0
    broken: list[str] = field(default_factory=list)
    # shop → its accounts at payment providers that the backup knows
    accounts: dict[str, list[str]] = field(default_factory=dict)


def restore(backup: Path, *, at: datetime, say: Say, live: bool = True) -> Restored:
    """Check, replace database and files, erase again, pause refunds, verify. `live`: others may be connected, refuse.

    Raises BackupDamaged, BackupNewer, OthersConnected, DumpNotLoaded, DiskFull; then nothing was replaced.
    """
    data = Path(settings.HUITOU_DATA)
    incoming = data / "restoring"
    shutil.rmtree(incoming, ignore_errors=True)
    # Its files are laid down beside those that are there.
    needed = backup.stat().st_size + room.START_BYTES
    room.refuse_little(data, needed)
    incoming.mkdir(mode=0o700)
    try:
        say(gettext("Checking every file of the backup"))
        manifest = archive.read(backup, lambda name: _target(incoming, name))
        refuse_newer(manifest)
        if live:
            database.refuse_others()
        personal_list.merge([*_erased_here(), *_erased_in(incoming / archive.ERASURES)])
        say(gettext("Replacing the database"))
        database.load(incoming / archive.DUMP)
        _replace_files(incoming / archive.FILES, Path(settings.MEDIA_ROOT))
    except OSError as error:
        if is_full(error):
            raise room.disk_full(data, needed) from error
        raise
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    say(gettext("Bringing the database up to date"))
    schema.migrate()
    done = Restored(manifest)
    done.files = sum(member.name.startswith(f"{archive.FILES}/") for member in manifest.members)
    done.erased_again = erase_everybody_again(personal_list.noted(), at=at)
    done.pauses = pause_everything(manifest.made_at, at=at)
    done.accounts = accounts_known()
    say(gettext("Verifying the record of every shop"))
    for shop_id in every_shop():
        chains, broken = verify_shop(shop_id)
        done.chains += chains
        done.broken += broken
    return done


def refuse_newer(manifest: archive.Manifest) -> None:
    """Raises BackupNewer for a database that this code does not know."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupNewer(
            gettext("the backup was made by a newer version (%(unknown)s); restore it with that one")
            % {"unknown": unknown[0]}
        )


def erase_everybody_again(erasures: Iterable[Erasure], *, at: datetime) -> int:
    """Erase whoever the list names and the database still knows; how many it knew."""
    shops = set(every_shop())
    count = 0
    for one in {(erasure.shop_id, erasure.customer_id) for erasure in erasures}:
        shop_id, customer_id = one
        if shop_id in shops and erase_again(customer_id=customer_id, actor=system_actor(shop_id), at=at):
            count += 1
    _delete_their_files()
    return count


def pause_everything(made_at: datetime, *, at: datetime) -> int:
    """Pay nothing in any shop until somebody has compared the books; how many pauses."""
    count = 0
    for shop in Shop.objects.order_by("pk"):
        for gateway in registry.codes():
            with translation.override(shop.locale):
                reason = str(REASON) % {"day": made_at.strftime("%Y-%m-%d %H:%M UTC")}
            pause(
                actor=system_actor(shop.pk),
                at=at,
                gateway=gateway,
                reason=reason,
                compare_since=made_at - COMPARED_BEFORE,
            )
            count += 1
    return count


def accounts_known() -> dict[str, list[str]]:
    """Shop → the gateways at which it has an account. One that was opened after the backup is not among them."""
    found = {}
    for shop in Shop.objects.order_by("slug"):
        with in_shop(shop):
            rows = GatewayAccount.objects.filter(closed_at=None).order_by("gateway")
            found[shop.slug] = list(rows.values_list("gateway", flat=True))
    return found


def _target(folder: Path, name: str) -> IO[bytes]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _erased_here() -> list[Erasure]:
    """The erasures that the database which is about to go knows of."""
    found = []
    if DataRequest._meta.db_table not in connection.introspection.table_names():
        return []
    for shop_id in every_shop():
        with in_shop(shop_id):
            rows = DataRequest.objects.filter(kind=DataRequest.Kind.ERASURE, done_at__isnull=False)
            found += [Erasure(at, shop_id, key) for key, at in rows.values_list("customer_id", "done_at") if at]
    return found


def _erased_in(listed: Path) -> list[Erasure]:
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    return [Erasure.of(line) for line in lines if line.strip()]


def _replace_files(incoming: Path, media: Path) -> None:
    """The backup's files in the place of those that are there; the folders change names, nothing is copied."""
    incoming.mkdir(exist_ok=True, mode=0o700)
    before = media.with_name(f"{media.name}.before-restore")
    shutil.rmtree(before, ignore_errors=True)
    if media.exists():
        media.rename(before)
    incoming.rename(media)
    shutil.rmtree(before, ignore_errors=True)


def _delete_their_files() -> None:
    """Run the deletions of files that the erasures have enqueued, and no other job: nobody is told anything twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, (args -> 'names')::text FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %s",
            [delete_files.name],
        )
        jobs = cursor.fetchall()
    for job_id, names in jobs:
        delete_files.func(names=json.loads(names))
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])
