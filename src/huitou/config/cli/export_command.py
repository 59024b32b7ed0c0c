"""`huitou export journal|notes|red-letters|tax|statement --shop SLUG`: what the bookkeeping takes in.

CSV; as XLSX or, for a statement, as PDF where the file is called so.
"""

import sys
from datetime import date, datetime
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened
from huitou.config.room import whole

app = Commands()
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@app.command()
def export(
    what: Annotated[str, typer.Argument(help=_("journal, notes, red-letters, tax or statement."))],
    shop: Annotated[str, typer.Option(help=_("The shop's short name."))],
    since: DayOption = None,
    until: DayOption = None,
    period: Annotated[str, typer.Option(help=_("Of a statement: a day as 2026-11-22 or a month as 2026-11."))] = "",
    file: Annotated[
        Path | None,
        typer.Option(help=_("Where to: .csv, .xlsx, a statement .pdf too. Without it CSV to the terminal.")),
    ] = None,
    data: DataOption = None,
) -> None:
    """Write one export of the days from --since to --until; without them, of this year so far."""
    form = file.suffix.lower().lstrip(".") if file is not None else "csv"
    statement = what == "statement"
    if form not in (("csv", "xlsx", "pdf") if statement else ("csv", "xlsx")):
        raise typer.BadParameter(_("no export is written as %(form)s") % {"form": form or "?"})
    content = _statement(shop, period, form, data) if statement else _bookkeeping(what, shop, since, until, form, data)
    if file is None:
        sys.stdout.write(content.decode())
    else:
        with whole(file) as out:
            out.write(content)


def _bookkeeping(
    what: str, shop: str, since: datetime | None, until: datetime | None, form: str, data: DataOption
) -> bytes:
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.actors import system_actor
        from huitou.core.clock import now
        from huitou.core.tenancy import in_shop
        from huitou.refunds.exports.files import EXPORTS, csv_of, xlsx_of
        from huitou.refunds.exports.times import bounds, local
        from huitou.refunds.verbs import issue_notes
        from huitou.refunds.verbs.issue_notes import BATCH

        if what not in EXPORTS:
            known = ", ".join((*EXPORTS, "statement"))
            raise typer.BadParameter(_("there is no export %(what)s: %(known)s") % {"what": what, "known": known})
        found = shop_of(shop)
        while len(issue_notes(actor=system_actor(found.pk), at=now())) == BATCH:
            pass
        today = local(now(), found).date()
        first = since.date() if since else date(today.year, 1, 1)
        begin, end = bounds(first, until.date() if until else today, found)
        with in_shop(found):
            return xlsx_of(what, found, begin, end) if form == "xlsx" else csv_of(what, found, begin, end).encode()


def _statement(shop: str, period: str, form: str, data: DataOption) -> bytes:
    """Every row of the ledger of a day or a month, and the totals, in the shop's language."""
    with opened(data):
        from django.utils.translation import override

        from huitou.config.lookup import shop_of
        from huitou.core.clock import now
        from huitou.refunds.exports.times import local
        from huitou.settlements.files import file_of
        from huitou.settlements.statement import period_of

        found, at = shop_of(shop), now()
        asked = period_of(period or f"{local(at, found):%Y-%m}", found)
        with override(found.locale):
            return file_of(asked, found, form, at)
