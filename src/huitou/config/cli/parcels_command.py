"""`huitou parcels replay|import|number`: read reports again, take in a file of scans, say whose a number can be."""

from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened, start_django

app = Commands(no_args_is_help=True)
ShopOption = Annotated[str, typer.Option(help=_("The shop's short name."))]


@app.command()
def replay(
    shop: ShopOption,
    source: Annotated[str, typer.Option(help=_("Only what this source told."))] = "",
    code: Annotated[str, typer.Option(help=_("Only what was told under this code."))] = "",
    data: DataOption = None,
) -> None:
    """Read what carriers told again, by the tables as they are now."""
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.actors import system_actor
        from huitou.core.clock import now
        from huitou.parcels.replaying import replay as read_again

        found = shop_of(shop)
        done = read_again(shop_id=found.pk, actor=system_actor(found.pk), at=now(), source=source, code=code)
        typer.echo(f"{done.parcels}\t{done.reports}")


@app.command("import")
def import_scans(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], shop: ShopOption, data: DataOption = None
) -> None:
    """Take in a CSV file of scans. Status 1 if a row was skipped."""
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.clock import now
        from huitou.parcels.file_import import import_file

        done = import_file(shop=shop_of(shop), content=file.read_bytes(), at=now())
        typer.echo(f"{done.taken}\t{done.strays}\t{len(done.skipped)}")
        for one in done.skipped:
            typer.echo(f"{one.line}\t{one.why}", err=True)
        raise typer.Exit(1 if done.skipped else 0)


@app.command()
def number(typed: Annotated[str, typer.Argument()]) -> None:
    """Say which carriers a tracking number can be of, the likeliest first."""
    start_django()
    from huitou.parcels.detection.detect import candidates
    from huitou.parcels.numbers import number_in

    for one in candidates(number_in(typed)):
        typer.echo(f"{one.carrier}\t{one.form}\t{'checked' if one.checked else ''}")
