"""The shop's settlement statement, as JSON and as a file."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.insurance import StatementOut, statement_out
from huitou.api.views.common import answers, answers_file, who
from huitou.core.errors import Forbidden
from huitou.settlements.access import demand_statements
from huitou.settlements.files import TYPES, file_of
from huitou.settlements.paper import CannotPrint, PrinterBusy, TooLongToPrint
from huitou.settlements.statement import PeriodInvalid, period_of, statement_of

router = Router()
CSV, XLSX, PDF = "text/csv", TYPES["xlsx"], TYPES["pdf"]


@router.get("/statements/{period}", response=answers(200, StatementOut), summary="Show a settlement statement")
@refuses(Forbidden, PeriodInvalid)
def show_statement(request: HttpRequest, period: str) -> dict[str, Any]:
    """Every row of the ledger of a day (`2026-11-22`) or a month (`2026-11`), and the totals. The shop's people read
    their own; a token of the platform's operators (`operator`) reads those of the shop that it was made for.
    """
    caller = who(request)
    demand_statements(caller.actor)
    with reading(caller):
        return statement_out(statement_of(period_of(period, caller.shop)))


@router.get(
    "/statements/{period}/file", response=answers(200, bytes), summary="A settlement statement as CSV, XLSX or PDF"
)
@refuses(Forbidden, PeriodInvalid, CannotPrint, PrinterBusy, TooLongToPrint)
@answers_file(CSV, XLSX, PDF)
def statement_file(request: HttpRequest, period: str, form: Literal["csv", "xlsx", "pdf"] = "csv") -> HttpResponse:
    """The same rows and totals for a spreadsheet or a printer, as `form` says; no cell is a formula. PDF needs a
    browser and a Chinese font on the server, takes seconds, and is made one at a time.
    """
    caller = who(request)
    demand_statements(caller.actor)
    content = file_of(period_of(period, caller.shop), caller.shop, form, caller.at)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="statement-{caller.shop.slug}-{period}.{form}"'
    return response
