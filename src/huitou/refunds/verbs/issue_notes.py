"""Issue the credit notes of all refunds that were paid and have none: in the order in which they were settled."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from huitou.core.actors import Actor
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.orders.models import Line, Order
from huitou.refunds.goods_kept import kept_by_buyer
from huitou.refunds.models import CreditNote, NoteCounter, Refund, RefundLine, StoredSheet
from huitou.refunds.note_lines import Bought, by_share, note_lines

BATCH = 200


@verb
def issue_notes(*, actor: Actor, at: datetime, at_most: int = BATCH) -> list[CreditNote]:
    """Up to `at_most` notes. Two at once wait for each other: numbers have no gap and no double.

    A note's year is that of the day on which the refund was settled, by the shop's clock.
    """
    shop = Shop.objects.only("timezone").get(pk=actor.shop_id)
    # Whoever issues locks all years of the shop first; the first row of a shop is made here.
    NoteCounter.objects.get_or_create(shop_id=actor.shop_id, year=0)
    counters = {row.year: row for row in NoteCounter.objects.select_for_update().order_by("year")}
    without = Refund.objects.filter(state="succeeded").exclude(
        Exists(CreditNote.objects.filter(refund_id=OuterRef("pk")))
    )
    zone = ZoneInfo(shop.timezone)
    issued = []
    for refund in without.select_related("order").order_by("settled_at", "pk")[:at_most]:
        assert refund.settled_at is not None  # the database asks for it where a refund has succeeded
        year = refund.settled_at.astimezone(zone).year
        counter = counters.setdefault(year, NoteCounter(shop_id=actor.shop_id, year=year))
        counter.last += 1
        issued.append(_issue(refund, counter, at))
    for counter in counters.values():
        if counter.last:
            counter.save()
    return issued


def _issue(refund: Refund, counter: NoteCounter, at: datetime) -> CreditNote:
    assert refund.settled_at is not None  # as above
    rows = list(RefundLine.objects.filter(refund=refund).order_by("line__position"))
    order = refund.order
    bought = {}
    for line in Line.objects.filter(pk__in=[row.line_id for row in rows]):
        added = 0 if order.tax_included else line.tax_minor
        goods = line.unit_price_minor * line.quantity - line.discount_minor + added
        title = f"{line.title} ({line.variant})" if line.variant else line.title
        bought[str(line.pk)] = Bought(title, goods, line.tax_minor)
    shares = [(str(row.line_id), row.quantity, row.amount_minor) for row in rows]
    kept = {str(line) for line in kept_by_buyer(refund.cause_id)}
    lines = note_lines(refund.paid_minor, shares, bought, _before(order), _with_pieces(refund, shares), kept)
    note = CreditNote(
        shop_id=refund.shop_id,
        refund=refund,
        year=counter.year,
        number=counter.last,
        currency=refund.currency,
        total_minor=refund.paid_minor,
        tax_minor=sum(line.tax_minor for line in lines),
        content={"refund": refund.ref, "order": order.number, "lines": [line.to_json() for line in lines]},
        settled_at=refund.settled_at,
        issued_at=at,
    )
    note.save(force_insert=True)
    return note


def _with_pieces(refund: Refund, shares: Sequence[tuple[str, int, int]]) -> set[str]:
    """The lines of which the refund's sheet pays pieces: of several payments only the first one's part counts them."""
    if all(units for _line, units, _minor in shares):
        return set()
    sheet = StoredSheet.objects.get(pk=refund.sheet_id).as_sheet()
    return {share.line_id for share in sheet.lines if share.quantity}


def _before(order: Order) -> dict[str, int]:
    """What earlier notes of the order gave back by line: what was really paid, where that was not what was asked."""
    rows = RefundLine.objects.filter(refund__order=order, refund__in=CreditNote.objects.values("refund_id"))
    by_refund: dict[UUID, list[RefundLine]] = defaultdict(list)
    for row in rows.select_related("refund").order_by("line__position"):
        by_refund[row.refund_id].append(row)
    sums: dict[str, int] = defaultdict(int)
    for given in by_refund.values():
        parts = by_share(given[0].refund.paid_minor, [row.amount_minor for row in given])
        for row, minor in zip(given, parts, strict=True):
            sums[str(row.line_id)] += minor
    return sums
