"""The order of an address: that of its letters, not that of the page's language."""

import pytest
from django.template import Context, Template
from django.utils import translation

from huitou.core.postal import Postal, parts_in_order
from huitou.desk.forms.return_settings import AddressForm

HANGZHOU = Postal("和平路 8 号 2 幢 301", "杭州", "浙江", "310000", "CN", "中国")
WRITTEN = [
    (HANGZHOU, ["中国", "310000 浙江杭州", "和平路 8 号 2 幢 301"], "中国 310000 浙江杭州和平路 8 号 2 幢 301"),
    (Postal("朝阳区建国路 1 号", "北京市", "北京市", "100020"), ["100020 北京市", "朝阳区建国路 1 号"],
     "100020 北京市朝阳区建国路 1 号"),
    (Postal("上海市静安区 9 号", "上海市"), ["上海市静安区 9 号"], "上海市静安区 9 号"),
    (Postal("中山路 1 号", "中山", "广东"), ["广东中山", "中山路 1 号"], "广东中山中山路 1 号"),
    (Postal("北京市朝阳区 2 号", "北京", "北京"), ["北京市朝阳区 2 号"], "北京市朝阳区 2 号"),
    (Postal("信義路五段 7 號", "台北市", "", "110"), ["110 台北市", "信義路五段 7 號"], "110 台北市信義路五段 7 號"),
    (Postal("丸の内1-1", "千代田区", "東京都", "100-0005"), ["100-0005 東京都千代田区", "丸の内1-1"],
     "100-0005 東京都千代田区丸の内1-1"),
    (Postal("세종대로 110", "중구", "서울특별시", "04524"), ["04524 서울특별시 중구", "세종대로 110"],
     "04524 서울특별시 중구 세종대로 110"),
    (Postal("8 Heping Rd", "Taipei", "", "106", "TW"), ["8 Heping Rd", "106 Taipei"], "8 Heping Rd, 106 Taipei"),
    (Postal("8 Harbour Row", "Bristol", "", "BS1 4RB", "GB"), ["8 Harbour Row", "Bristol BS1 4RB"],
     "8 Harbour Row, Bristol BS1 4RB"),
    (Postal("1 Main St", "Austin", "TX", "78701", "US", "United States"),
     ["1 Main St", "Austin, TX 78701", "United States"], "1 Main St, Austin, TX 78701, United States"),
    (Postal("Hafenweg 1", "Hamburg", "", "20457", "DE"), ["Hafenweg 1", "20457 Hamburg"], "Hafenweg 1, 20457 Hamburg"),
    (Postal("\u202e1 nozzoR\u202c Rd", "\u2067Bristol", "", "", "GB"), ["1 nozzoR Rd", "Bristol"],
     "1 nozzoR Rd, Bristol"),
    (Postal(), [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("address", "lines", "line"), WRITTEN)
def test_an_address_stands_in_the_order_of_its_letters(address, lines, line):
    assert (address.lines, address.line) == (lines, line)


@pytest.mark.parametrize(
    ("country", "order"),
    [
        ("CN", "region city street postcode"),
        ("TW", "postcode region city street"),
        ("DE", "street postcode city region"),
        ("US", "street city region postcode"),
    ],
)
def test_the_parts_are_asked_for_as_people_there_write_them(country, order):
    assert parts_in_order(country) == tuple(order.split())


def test_a_shops_own_address_is_asked_for_as_in_its_country():
    for country, first, last in (("CN", "part_country", "part_postcode"), ("DE", "part_street", "part_country")):
        names = list(AddressForm(providers=[], country=country).fields)
        assert names[:4] == ["address", "countries", "provider", "part_name"]
        assert (names[4], names[-2], names[-1], len(names)) == (first, last, "part_phone", 10)


def test_the_tag_names_the_country_only_abroad_and_escapes():
    class Shop:
        country, timezone = "CN", "Asia/Shanghai"

    page = Template("{% load huitou %}{% postal address %}|{% postal address 'line' country='JP' %}")
    kept = {"street": "<b>路 1 号", "city": "杭州", "country": "CN"}
    with translation.override("zh-hans"):
        assert page.render(Context({"shop": Shop, "address": kept})).startswith("杭州<br>&lt;b&gt;路 1 号|")
        abroad = page.render(Context({"shop": Shop, "address": {"street": "丸の内1-1", "city": "千代田区"}}))
    assert abroad == "千代田区<br>丸の内1-1|日本 千代田区丸の内1-1"
