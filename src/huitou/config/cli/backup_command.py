"""`huitou backup FILE`: the database and the uploaded files in one file, while the shop works."""

from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened, say

app = Commands()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Where it goes; only its owner may read it."))],
    data: DataOption = None,
) -> None:
    """Write a backup. Keep it away from this machine, and the secret key (HUITOU_SECRET_KEY) away from it."""
    with opened(data, migrated=False):
        from huitou.config.backup.making import make
        from huitou.core.clock import now

        say(_("Dumping the database, then copying the files"))
        made = make(file.absolute(), at=now())
        typer.echo(
            _("%(path)s: %(made)s MB, the database and %(files)s files. Try it out: ./huitou restore --drill %(path)s")
            % {"path": made.path, "made": f"{made.size_bytes / 1024**2:.1f}", "files": made.files}
        )
