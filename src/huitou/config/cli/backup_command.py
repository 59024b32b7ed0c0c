"""`huitou backup FILE`: the database and the uploaded files in one file, while the shop works."""

from pathlib import Path
from typing import Annotated

import typer

from huitou.config.cli.installation import DataOption, opened, say

app = typer.Typer(add_completion=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where it goes; only its owner may read it.")],
    data: DataOption = None,
) -> None:
    """Write a backup. Keep it away from this machine, and the secret key (HUITOU_SECRET_KEY) away from it."""
    with opened(data, migrated=False):
        from huitou.config.backup.making import make
        from huitou.core.clock import now

        say("Dumping the database, then copying the files")
        made = make(file.absolute(), at=now())
        typer.echo(
            f"{made.path}: {made.size_bytes / 1024**2:.1f} MB, the database and {made.files} files. "
            f"Try it out: ./huitou restore --drill {made.path}"
        )
