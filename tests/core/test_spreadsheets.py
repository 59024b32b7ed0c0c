"""Files for spreadsheets: no cell is a formula, whatever a shop's or a buyer's words are; numbers stay numbers."""

import csv
from decimal import Decimal
from io import StringIO

import pytest

from huitou.core.spreadsheets import number, table, text
from huitou.core.tenancy import in_shop
from huitou.logistics.models import StockMessage
from tests.desk.conftest import client_of, goods_here

FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1", "\u00a0=1", "\u3000＠x"]


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_runs(words):
    assert text(words) == f"'{words}"


@pytest.mark.parametrize("words", ["", "CUP", "青瓷杯", "a=b", "12.50", "A-1"])
def test_other_words_stay(words):
    assert text(words) == words


def test_numbers_stay_numbers():
    cells = list(csv.reader(StringIO(table(["sum", "word"], [[number(-1_250, "CNY"), "-12.50"]]))))
    assert cells[1] == ["-12.50", "'-12.50"]
    assert number(0, "CNY") == Decimal("0.00")
    assert table(["n"], [[number(5, "BHD")]]).split("\r\n")[1] == "0.005"


def test_the_file_for_the_stock_keeping_is_one_of_them(world):
    goods = goods_here(world).goods_return
    with in_shop(world.shop):
        line = goods.lines.get().order_line
        StockMessage.objects.create(
            shop=world.shop, number=1, goods_return=goods, order_line=line, sku=" ＝1", quantity=1,
            disposition="restock", at=world.now,
        )  # fmt: skip
    answer = client_of(world.staff["agent"]).get(f"/desk/{world.shop.slug}/returns/stock.csv")
    (row,) = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    assert (row["sku"], row["quantity"], row["stock"]) == ("' ＝1", "1", "")
