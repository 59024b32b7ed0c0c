"""What the bookkeeping takes: files by days, and credit notes to print."""

from datetime import date

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import NotFound
from huitou.core.money import Money
from huitou.core.workbooks import SHEET_TYPES
from huitou.desk.downloads import download_of
from huitou.desk.paging import list_page
from huitou.desk.visit import desk_view, page
from huitou.refunds.exports.files import EXPORTS, csv_of, xlsx_of
from huitou.refunds.exports.times import bounds, local
from huitou.refunds.models import CreditNote
from huitou.refunds.note_page import note_context

NOTES_PER_PAGE = 50
MAY = "refunds.resolve"
FILES = (
    ("journal", gettext_lazy("Journal")),
    ("notes", gettext_lazy("Credit notes")),
    ("tax", gettext_lazy("Tax by rate")),
    ("red-letters", gettext_lazy("Red-letter invoices")),
)


class DaysForm(forms.Form):
    """From which day to which."""

    since = forms.DateField()
    until = forms.DateField()


@require_safe
@desk_view("refunds.view")
def exports(visit: StaffVisit) -> HttpResponseBase:
    """The files that there are, and the credit notes, newest first."""
    visit.actor.require(MAY)
    with visit.reading():
        today = local(visit.at, visit.shop).date()
        notes = list_page(
            CreditNote.objects.select_related("refund"), "settled_at", visit.request.GET.dict(), size=NOTES_PER_PAGE
        )
        rows = [{"note": note, "sum": Money(note.total_minor, note.currency)} for note in notes.rows]
        files = [(name, words) for name, words in FILES if name != "red-letters" or visit.shop.country == "CN"]
        context = {
            "files": files,
            "list": notes,
            "rows": rows,
            "since": date(today.year, 1, 1).isoformat(),
            "until": today.isoformat(),
        }
        return page(visit, "desk/refunds/exports.html", context, here="refunds")


@require_safe
@desk_view("refunds.view")
def download(visit: StaffVisit, what: str, form: str) -> HttpResponseBase:
    """One file. Raises NotFound for one that there is not."""
    visit.actor.require(MAY)
    days = DaysForm(visit.request.GET)
    if what not in EXPORTS or form not in SHEET_TYPES or not days.is_valid():
        raise NotFound()
    begin, end = bounds(days.cleaned_data["since"], days.cleaned_data["until"], visit.shop)
    with visit.reading():
        given = (what, visit.shop, begin, end)
        content = xlsx_of(*given) if form == "xlsx" else csv_of(*given).encode()
    return download_of(content, f"{visit.shop.slug}-{what}", form)


@require_safe
@desk_view("refunds.view")
def note(visit: StaffVisit, year: int, number: int) -> HttpResponseBase:
    """A credit note, made for paper, in the reader's language."""
    with visit.reading():
        found = CreditNote.objects.select_related("refund__order").filter(year=year, number=number).first()
        if found is None:
            raise NotFound()
        return visit.render("desk/refunds/note.html", note_context(found))
