"""`huitou migrate`: tables, rights and row-level security as the code expects them."""

from typing import Annotated

import typer

from huitou.config.cli.installation import DataOption, opened, say

app = typer.Typer(add_completion=False)


@app.command()
def migrate(
    data: DataOption = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what is missing; status 1 if anything is.")] = False,
) -> None:
    """Bring the database up to date, as its owner; secure it for the application's role."""
    with opened(data, migrated=False):
        from huitou.config import schema

        missing = schema.pending()
        if check:
            for name in missing:
                typer.echo(name)
            raise typer.Exit(1 if missing else 0)
        say(f"Applying {len(missing)} migrations" if missing else "Nothing to apply; laying down the rights again")
        schema.migrate()
        schema.refuse_powerful_role()
        typer.echo(f"The database is up to date ({len(missing)} migrations applied).")
