"""`huitou export journal|notes|red-letters|tax --shop SLUG`: what the bookkeeping takes in, as CSV."""

import sys
from datetime import date, datetime
"""`huitou export statement --shop SLUG --period 2026-11`: what the bookkeeping takes in, as CSV."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from huitou.config.cli.installation import DataOption, opened

app = typer.Typer(add_completion=False)
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="journal, notes, red-letters or tax.")],
    shop: Annotated[str, typer.Option(help="The shop's short name.")],
    since: DayOption = None,
    until: DayOption = None,
    file: Annotated[Path | None, typer.Option(help="Where to; without it to the terminal.")] = None,
    data: DataOption = None,
) -> None:
    """Write one export of the days from --since to --until; without them, of this year so far."""
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.actors import system_actor
        from huitou.core.clock import now
        from huitou.core.tenancy import in_shop
        from huitou.refunds.exports.files import EXPORTS, csv_of
        from huitou.refunds.exports.times import bounds, local
        from huitou.refunds.verbs import issue_notes
        from huitou.refunds.verbs.issue_notes import BATCH

        if what not in EXPORTS:
            raise typer.BadParameter(f"there is no export {what!r}: {', '.join(EXPORTS)}")
        found = shop_of(shop)
        while len(issue_notes(actor=system_actor(found.pk), at=now())) == BATCH:
            pass
        today = local(now(), found).date()
        first = since.date() if since else date(today.year, 1, 1)
        begin, end = bounds(first, until.date() if until else today, found)
        with in_shop(found):
            text = csv_of(what, found, begin, end)
app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def export() -> None:
    """Files for the bookkeeping."""


@app.command()
def statement(
    shop: Annotated[str, typer.Option(help="The shop's short name.")],
    period: Annotated[str, typer.Option(help="A day as 2026-11-22 or a month as 2026-11.")],
    file: Annotated[Path | None, typer.Option(help="Where to; without it to the terminal.")] = None,
    data: DataOption = None,
) -> None:
    """Write the settlement statement of a day or a month: every row of the ledger, and the totals."""
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.tenancy import in_shop
        from huitou.settlements.files import csv_of
        from huitou.settlements.statement import period_of, statement_of

        found = shop_of(shop)
        with in_shop(found):
            text = csv_of(statement_of(period_of(period, found)), found.timezone)
    if file is None:
        sys.stdout.write(text)
    else:
        file.write_text(text, encoding="utf-8", newline="")
