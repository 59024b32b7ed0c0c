"""XLSX for the same people and the same rows as `spreadsheets`: texts stay texts, sums stay numbers. Pure.

Nothing in such a file is ever a formula or a link. The library is loaded on first use: few pages need it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from huitou.core.spreadsheets import text

# The forms in which rows are written, with their media types.
SHEET_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet allows of a sheet's name, and of its columns' widths.
LONGEST_NAME, FORBIDDEN = 31, str.maketrans("", "", "[]:*?/\\'")
NARROWEST, WIDEST = 8, 48
LONGEST_CELL = 32_767


def workbook(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file with one sheet called `name`. Decimals are numbers with their own places, all else is text."""
    from xlsxwriter import Workbook

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    sheet = book.add_worksheet(name.translate(FORBIDDEN)[:LONGEST_NAME] or "1")
    sheet.freeze_panes(1, 0)
    formats = _Formats(book)
    widths = [len(title) for title in head]
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, formats.head)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            shown = _write(sheet, line, column, value, formats)
            if column < len(widths):
                widths[column] = max(widths[column], shown)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
    book.close()
    return out.getvalue()


class _Formats:
    """The formats of a book, each made once. `quoted`: shown as it is, and text even after somebody edits the cell."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[int, Any] = {}
        self.head = book.add_format({"bold": True})
        self.quoted = book.add_format({"quote_prefix": True})

    def number(self, places: int) -> Any:
        if places not in self._numbers:
            shape = "#,##0" + ("." + "0" * places if places else "")
            self._numbers[places] = self._book.add_format({"num_format": shape})
        return self._numbers[places]


def _write(sheet: Any, line: int, column: int, value: object, formats: _Formats) -> int:
    """Write one cell; how many characters it shows. Sums are below 10^16 minor units, which a spreadsheet holds."""
    if isinstance(value, Decimal):
        places = max(0, -int(value.as_tuple().exponent))
        sheet.write_number(line, column, value, formats.number(places))
        return len(f"{value:,f}")
    said = str(value)[:LONGEST_CELL]
    sheet.write_string(line, column, said, formats.quoted if text(said) != said else None)
    # Han characters are twice as wide.
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in said)
