"""Which refunds of a cause count as those of a sheet: its own, and those of the sheets whose place it takes.

Asked by whoever pays a sheet, waits for it or computes it anew. What a cause has been paid counts once.
"""

from uuid import UUID

from django.db.models import QuerySet

from huitou.refunds.models import Refund, StoredSheet


def refunds_of(cause_id: UUID, sheet: StoredSheet, *, all_sheets: bool) -> "QuerySet[Refund]":
    """The cause's refunds that count for the sheet. `all_sheets`: of whichever sheet, as its money went ahead."""
    rows: QuerySet[Refund] = Refund.objects.filter(cause_id=cause_id)
    return rows if all_sheets else rows.filter(sheet_id__in=[sheet.pk, *sheet.instead_of])


def suffices(minor: int, sheet: StoredSheet, *, all_sheets: bool) -> bool:
    """Whether so much of such refunds is the sheet's whole sum; what an earlier sheet has paid may be more than it."""
    return minor >= sheet.total_minor if all_sheets or sheet.instead_of else minor == sheet.total_minor


def sheets_that_count(cause_id: UUID, sheet: StoredSheet) -> tuple[UUID, ...]:
    """The sheets that one in this one's place has to count: something of them is paid, or under way. One query."""
    rows = refunds_of(cause_id, sheet, all_sheets=False).exclude(state="failed")
    return tuple(sorted(set(rows.values_list("sheet_id", flat=True))))
