"""Delimited files: encodings, delimiters, and rows that are broken without taking others with them."""

import gzip

import pytest

from huitou.orders.connectors.protocol import ColumnsMissing, FileDamaged, FileMissing
from huitou.orders.connectors.table import Row, columns, read_table
from huitou.orders.connectors.textfile import Encoding, find_encoding
from huitou.orders.drafts import Reject


def rows_of(path):
    """(line, cells) of the rows and (line, code) of the rejects."""
    with read_table(path) as table:
        found = list(table)
    rows = [(row.line, row.cells) for row in found if isinstance(row, Row)]
    return rows, [(reject.where.line, reject.code) for reject in found if isinstance(reject, Reject)]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", Encoding("utf-8-sig")),
        ("utf-8-sig", Encoding("utf-8-sig")),
        ("utf-16", Encoding("utf-16")),
        ("utf-16-le", Encoding("utf-16-le")),
        ("gb18030", Encoding("gb18030")),
    ],
)
def test_chinese_is_read_in_every_encoding_that_exports_use(tmp_path, encoding, found):
    path = tmp_path / "orders.csv"
    path.write_bytes("订单号,商品名称\n1001,青瓷杯\n".encode(encoding))
    assert find_encoding(path) == found
    assert rows_of(path) == ([(2, ["1001", "青瓷杯"])], [])


def test_accents_of_windows_are_a_guess_and_said_to_be_one(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_bytes("id,title\n1,Café crème\n2,Straße\n".encode("cp1252"))
    assert find_encoding(path) == Encoding("cp1252", guessed=True)
    with read_table(path) as table:
        assert [remark.code for remark in table.remarks()] == ["encoding_guessed"]
    assert rows_of(path)[0] == [(2, ["1", "Café crème"]), (3, ["2", "Straße"])]


def test_one_late_name_in_a_plain_file_decides_its_encoding(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_bytes(b"id,name\n" + b"1,plain\n" * 300_000 + "2,陶杯社\n".encode("gb18030"))
    assert find_encoding(path).name == "gb18030"


def test_gzip_is_unpacked_whatever_it_is_called(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_bytes(gzip.compress(b"id,title\n1,Cup\n"))
    assert rows_of(path) == ([(2, ["1", "Cup"])], [])


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, mark):
    path = tmp_path / "orders.csv"
    path.write_text(mark.join(["id", "title", "price"]) + "\n" + mark.join(["1", '"a,b;c"', "2"]) + "\n")
    assert rows_of(path) == ([(2, ["1", "a,b;c", "2"])], [])


def test_a_cell_may_span_lines(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text('id,title\n1,"two\nlines"\n2,next\n')
    assert rows_of(path) == ([(2, ["1", "two\nlines"]), (4, ["2", "next"])], [])


def test_an_unclosed_quote_costs_its_own_row_only(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text('id,title\n1,"never closed\n2,good\n3,"also ""good"""\n4,good\n')
    assert rows_of(path) == (
        [(3, ["2", "good"]), (4, ["3", 'also "good"']), (5, ["4", "good"])],
        [(2, "row_broken")],
    )


def test_rows_of_another_width_are_broken_and_trailing_commas_are_not(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("id,title\n1\n2,a,b\n3,c,,\n\n4,d\n")
    assert rows_of(path) == ([(4, ["3", "c"]), (6, ["4", "d"])], [(2, "row_broken"), (3, "row_broken")])


def test_a_line_of_a_megabyte_is_not_parsed(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("id,title\n1," + "x" * 1_100_000 + "\n2,good\n")
    assert rows_of(path) == ([(3, ["2", "good"])], [(2, "row_too_long")])


def test_missing_columns_are_named_with_those_that_there_are(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("Id,Title\n1,Cup\n")
    with read_table(path) as table:
        assert columns(table, ["title"], ["other"]) == {"title": 1}
        with pytest.raises(ColumnsMissing) as refused:
            columns(table, ["price", "id"])
    assert refused.value.params == {"file": "orders.csv", "missing": "price", "found": "Id, Title"}


def test_a_file_that_breaks_off_is_said(tmp_path):
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(b"id,title\n" + b"1,Cup\n" * 100_000)[:-200])
    with pytest.raises(FileDamaged):
        rows_of(path)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(FileMissing), read_table(tmp_path / "none.csv"):
        pass
