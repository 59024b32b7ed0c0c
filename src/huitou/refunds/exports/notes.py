"""Credit notes as rows: the notes themselves, red-letter invoice data for China, and the tax by month and rate."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from huitou.core.models import Shop
from huitou.core.spreadsheets import number
from huitou.refunds.exports.times import local
from huitou.refunds.models import CreditNote
from huitou.refunds.note_lines import NoteLine

NOTES_HEAD = ("number", "settled", "order", "refund", "item", "quantity", "net", "tax_rate", "tax", "gross", "currency")
# The columns of the confirmation by which a red-letter invoice is asked for. The number of the blue invoice stands on
# the order: read as it is by now, for invoices are often issued after the refund was asked for.
RED_HEAD = (
    "红字申请序号", "蓝字发票号码", "订单号", "开具红字发票原因", "项目名称", "数量", "单价", "金额", "税率", "税额",
    "价税合计", "业务日期",
)  # fmt: skip
TAX_HEAD = ("month", "currency", "tax_rate", "net", "tax", "gross", "lines")
RETURNED, REDUCED = "销货退回", "销售折让"


def notes_between(since: datetime, until: datetime) -> list[CreditNote]:
    """The notes of refunds settled from `since` to before `until`, by number. Inside the shop."""
    rows = CreditNote.objects.filter(settled_at__gte=since, settled_at__lt=until).select_related("refund__order")
    return list(rows.order_by("year", "number"))


def lines_of(note: CreditNote) -> list[NoteLine]:
    """The lines as they were frozen."""
    return [NoteLine(**line) for line in note.content["lines"]]


def notes(shop: Shop, since: datetime, until: datetime) -> Iterator[tuple[object, ...]]:
    """One row per line of every note."""
    for note in notes_between(since, until):
        day = local(note.settled_at, shop).date().isoformat()
        for line in lines_of(note):
            yield (
                note.name, day, note.content["order"], note.content["refund"], line.title, line.quantity,
                number(line.net_minor, note.currency), _rate(line), number(line.tax_minor, note.currency),
                number(line.gross_minor, note.currency), note.currency,
            )  # fmt: skip


def red_letters(shop: Shop, since: datetime, until: datetime) -> Iterator[tuple[object, ...]]:
    """One row per line of every note in yuan; all sums and quantities are negative, as the form wants them."""
    for note in notes_between(since, until):
        if note.currency != "CNY":
            continue
        day = local(note.settled_at, shop).date().isoformat()
        for line in lines_of(note):
            net = number(line.net_minor, "CNY")
            pieces = line.quantity if line.returned else 0  # a reduced price (折让) takes nothing back
            # With eight places, as the tax office's form takes it; without pieces there is no price of a piece.
            price: Decimal | str = (net / pieces).quantize(Decimal("1E-8")) if pieces else ""
            yield (
                note.name, note.refund.order.invoice_number, note.content["order"],
                RETURNED if line.returned else REDUCED, line.title,
                -pieces or "", price, -net, _rate(line), -number(line.tax_minor, "CNY"),
                -number(line.gross_minor, "CNY"), day,
            )  # fmt: skip


def taxes(shop: Shop, since: datetime, until: datetime) -> Iterator[tuple[object, ...]]:
    """Net, tax and gross by month, currency and rate."""
    gross: Counter[tuple[str, str, Decimal]] = Counter()
    tax: Counter[tuple[str, str, Decimal]] = Counter()
    count: Counter[tuple[str, str, Decimal]] = Counter()
    for note in notes_between(since, until):
        month = local(note.settled_at, shop).strftime("%Y-%m")
        for line in lines_of(note):
            key = month, note.currency, _rate(line)
            gross[key] += line.gross_minor
            tax[key] += line.tax_minor
            count[key] += 1
    for key in sorted(count):
        month, currency, rate = key
        net, taken, whole = gross[key] - tax[key], tax[key], gross[key]
        yield (
            month, currency, rate, number(net, currency), number(taken, currency), number(whole, currency), count[key]
        )  # fmt: skip


def _rate(line: NoteLine) -> Decimal:
    """As a share of the net price: 0.13 for thirteen per cent."""
    return Decimal(line.rate_basis_points).scaleb(-4).normalize() + Decimal(0)
