"""For the bookkeeping: the files by days, the credit notes, and what differs from the payment providers. Reads only."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from huitou.api.auth import Caller
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.bookkeeping import (
    CreditNoteOut,
    CreditNotePage,
    DifferencePage,
    credit_note_out,
    difference_out,
)
from huitou.api.views.common import answers, answers_file, who
from huitou.core.errors import Forbidden, NotFound
from huitou.core.workbooks import SHEET_TYPES
from huitou.refunds.exports.files import csv_of, xlsx_of
from huitou.refunds.exports.times import bounds
from huitou.refunds.models import CreditNote, Discrepancy

router = Router()
MAY = "refunds.resolve"


def _accountant(request: HttpRequest) -> Caller:
    caller = who(request)
    caller.actor.require(MAY)
    return caller


@router.get("/bookkeeping/{what}", response=answers(200, bytes), summary="A file for the bookkeeping")
@refuses(Forbidden)
@answers_file("text/csv", SHEET_TYPES["xlsx"])
def bookkeeping_file(
    request: HttpRequest,
    what: Literal["journal", "notes", "tax", "red-letters"],
    since: date,
    until: date,
    form: Literal["csv", "xlsx"] = "csv",
) -> HttpResponse:
    """The journal of all bookings, the lines of the credit notes, the tax by month and rate, or the data of red-letter
    invoices (of refunds in yuan), from the day `since` to the day `until` by the shop's clock. No cell is a formula.
    """
    caller = _accountant(request)
    with reading(caller):
        given = (what, caller.shop, *bounds(since, until, caller.shop))
        content = xlsx_of(*given) if form == "xlsx" else csv_of(*given).encode()
    response = HttpResponse(content, content_type=SHEET_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{caller.shop.slug}-{what}.{form}"'
    return response


@router.get("/credit-notes", response=answers(200, CreditNotePage), summary="List credit notes")
@refuses(Forbidden)
def list_credit_notes(request: HttpRequest, cursor: str | None = None, limit: Limit = 50) -> dict[str, Any]:
    """One for every refund that was paid, the newest payment first, each with its lines and tax."""
    caller = _accountant(request)
    with reading(caller):
        found, following = page(CreditNote.objects.all(), by="settled_at", cursor=cursor, limit=limit)
        return {"items": [credit_note_out(note) for note in found], "next": following}


@router.get("/credit-notes/{year}/{number}", response=answers(200, CreditNoteOut), summary="Show a credit note")
@refuses(Forbidden)
def show_credit_note(request: HttpRequest, year: int, number: int) -> dict[str, Any]:
    """By its number in the shop's year."""
    caller = _accountant(request)
    with reading(caller):
        note = CreditNote.objects.filter(year=year, number=number).first()
        if note is None:
            raise NotFound()
        return credit_note_out(note)


@router.get("/differences", response=answers(200, DifferencePage), summary="List differences with payment providers")
@refuses(Forbidden)
def list_differences(
    request: HttpRequest, state: Literal["open", "closed"] = "open", cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """What the reconciliation found and a person has to explain; with `state=closed` what was explained before."""
    caller = _accountant(request)
    with reading(caller):
        rows = Discrepancy.objects.filter(closed_at__isnull=state == "open").select_related("refund")
        found, following = page(rows, by="found_at", cursor=cursor, limit=limit)
        return {"items": [difference_out(one) for one in found], "next": following}
