"""`huitou restore FILE`: a backup in the place of this installation; `--drill` tries it on a throw-away database."""

import os
import shutil
import tempfile
import time
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, choose_data, opened, say

if TYPE_CHECKING:
    from huitou.config.backup.restoring import Restored

ROOT = Path(__file__).resolve().parents[4]
LIST_OF_ERASURES = "erasures.jsonl"  # core.personal_list.NAME, which cannot be imported before the settings

app = Commands()


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("What ./huitou backup wrote."), exists=True)],
    data: DataOption = None,
    drill: Annotated[bool, typer.Option("--drill", help=_("On a throw-away database; this one stays."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
) -> None:
    """Replace database and files by those of the backup. Erasures since then are done again; refunds pause."""
    started = time.monotonic()
    backup = file.absolute()
    if drill:
        done = _drill(backup, data)
        typer.echo(
            _("The drill took %(time)s s; this installation is as it was.")
            % {"time": f"{time.monotonic() - started:.0f}"}
        )
    else:
        if not yes:
            typer.confirm(_("This replaces the database and all files of this installation. Go on?"), abort=True)
        done = _restore(backup, data)
    _tell(done, drill=drill)
    raise typer.Exit(1 if done.broken else 0)


def _restore(backup: Path, data: Path | None) -> "Restored":
    with opened(data, migrated=False):
        from huitou.config.backup.restoring import restore as put_back
        from huitou.core.clock import now

        return put_back(backup, at=now(), say=say)


def _drill(backup: Path, data: Path | None) -> "Restored":
    """Everything that a restore does, in a folder that goes away; the list of erasures is this installation's."""
    choose_data(data)
    # The settings are read after this, and only for the throw-away folder.
    listed = Path(os.environ.get("HUITOU_DATA") or ROOT / "data") / LIST_OF_ERASURES
    with tempfile.TemporaryDirectory(prefix="huitou-drill-") as folder:
        Path(folder).chmod(0o711)
        place = Path(folder) / "data"
        place.mkdir(mode=0o711)
        if listed.exists():
            shutil.copy(listed, place / listed.name)
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
            os.environ.pop(name, None)
        return _restore(backup, place)


def _tell(done: "Restored", *, drill: bool) -> None:
    typer.echo(
        _("Backup of %(made_at)s: database and %(files)s files, every hash right.")
        % {"made_at": f"{done.manifest.made_at:%Y-%m-%d %H:%M UTC}", "files": done.files}
    )
    typer.echo(
        _("Erased again: %(erased_again)s. Chains verified: %(chains)s.")
        % {"erased_again": done.erased_again, "chains": done.chains}
    )
    for line in done.broken:
        typer.echo(_("  NOT SOUND %(line)s") % {"line": line})
    typer.echo(_("Accounts at payment providers that this backup knows:"))
    for shop, gateways in done.accounts.items():
        typer.echo(f"  {shop}: {', '.join(gateways) or '–'}")
    typer.echo(
        _(
            "One that was opened later is not here, nor what it paid: before refunds go on a person enters it again "
            "and confirms that these are all (./huitou refunds confirm-accounts, or the page of refunds)."
        )
    )
    if done.pauses and not drill:
        typer.echo(
            _(
                "Refunds are paused. Start ./huitou serve and worker, confirm the accounts, then compare with the "
                "providers and let them go on: ./huitou refunds resume, or on the page of refunds."
            )
        )
