"""`huitou migrate`: tables, rights and row-level security as the code expects them."""

from gettext import gettext as _
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened, say

app = Commands()


@app.command()
def migrate(
    data: DataOption = None,
    check: Annotated[
        bool, typer.Option("--check", help=_("Only say what is missing; status 1 if anything is."))
    ] = False,
) -> None:
    """Bring the database up to date, as its owner; secure it for the application's role."""
    with opened(data, migrated=False):
        from huitou.config import schema

        missing = schema.pending()
        if check:
            for name in missing:
                typer.echo(name)
            raise typer.Exit(1 if missing else 0)
        say(
            _("Applying %(count)s migrations") % {"count": len(missing)}
            if missing
            else _("Nothing to apply; laying down the rights again")
        )
        schema.migrate()
        schema.refuse_powerful_role()
        typer.echo(_("The database is up to date (%(count)s migrations applied).") % {"count": len(missing)})
