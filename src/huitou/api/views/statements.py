"""The shop's settlement statement, as JSON and as a file."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.insurance import StatementOut, statement_out
from huitou.api.views.common import answers, answers_file, who
from huitou.core.errors import Forbidden
from huitou.core.workbooks import SHEET_TYPES
from huitou.settlements.files import csv_of, xlsx_of
from huitou.settlements.statement import PeriodInvalid, period_of, statement_of

router = Router()
SEE = "statements.view"
CSV, XLSX = "text/csv", SHEET_TYPES["xlsx"]


@router.get("/statements/{period}", response=answers(200, StatementOut), summary="Show a settlement statement")
@refuses(Forbidden, PeriodInvalid)
def show_statement(request: HttpRequest, period: str) -> dict[str, Any]:
    """Every row of the ledger of a day (`2026-11-22`) or a month (`2026-11`), and the totals."""
    caller = who(request)
    caller.actor.require(SEE)
    with reading(caller):
        return statement_out(statement_of(period_of(period, caller.shop)))


@router.get("/statements/{period}/file", response=answers(200, bytes), summary="A settlement statement as CSV or XLSX")
@refuses(Forbidden, PeriodInvalid)
@answers_file(CSV, XLSX)
def statement_file(request: HttpRequest, period: str, form: Literal["csv", "xlsx"] = "csv") -> HttpResponse:
    """The same rows and totals for a spreadsheet, as `form` says; no cell is a formula."""
    caller = who(request)
    caller.actor.require(SEE)
    with reading(caller):
        found = statement_of(period_of(period, caller.shop))
        timezone = caller.shop.timezone
        content = xlsx_of(found, timezone) if form == "xlsx" else csv_of(found, timezone).encode()
    response = HttpResponse(content, content_type=SHEET_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="statement-{caller.shop.slug}-{period}.{form}"'
    return response
