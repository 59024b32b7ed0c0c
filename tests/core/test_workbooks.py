"""XLSX in which nothing runs: texts are texts whatever they start with, sums are numbers with their own places."""

import zipfile
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import pytest

from huitou.core.spreadsheets import FORMULA, number
from huitou.core.workbooks import workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NASTY = [f"{start}1+1|' /C calc'!A0" for start in FORMULA] + ["https://example.com/", "{=1}", "007", " =1", "茶杯"]


def opened(content):
    """(cells by address as (type, text), names of the parts, the sheet as XML)."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        shared = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        texts = ["".join(one.itertext()).replace("_x000D_", "\r") for one in shared.iter(f"{MAIN}si")]
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        names = parts.namelist()
    cells = {}
    for cell in ElementTree.fromstring(sheet).iter(f"{MAIN}c"):
        value = cell.findtext(f"{MAIN}v")
        kind = cell.get("t", "n")
        cells[cell.get("r")] = (kind, texts[int(value)] if kind == "s" else value)
    return cells, names, sheet


def test_no_cell_runs_or_links():
    cells, names, sheet = opened(workbook("all", ["a"], [[text] for text in NASTY]))
    assert [cells[f"A{line}"] for line in range(2, len(NASTY) + 2)] == [("s", text) for text in NASTY]
    assert "<f" not in sheet
    assert "hyperlink" not in sheet
    assert not [name for name in names if "external" in name.lower()]


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [(-12_345, "CNY", "-123.45"), (5, "JPY", "5"), (1_234, "KWD", "1.234"), (10**15 - 1, "EUR", "9999999999999.99")],
)
def test_sums_are_exact_numbers(minor, currency, shown):
    cells, _names, _sheet = opened(workbook("sums", ["sum"], [[number(minor, currency)]]))
    kind, value = cells["A2"]
    assert (kind, Decimal(value)) == ("n", Decimal(shown))


def test_a_sheets_name_is_made_fit():
    with zipfile.ZipFile(BytesIO(workbook("[a]:*?/\\" + "x" * 40, ["a"], []))) as parts:
        assert f'name="a{"x" * 30}"' in parts.read("xl/workbook.xml").decode()
