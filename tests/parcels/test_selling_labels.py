"""EasyPost's labels as its documentation and published answers write them, and the picture that the simulator draws."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import segno
from PIL import Image

from huitou.core import outgoing
from huitou.core.money import Money
from huitou.parcels.carriers.collecting import NeverReached
from huitou.parcels.carriers.easypost import labelling
from huitou.parcels.carriers.labelling import AddressWrong, Bought, LabelAsk, Labels, Place
from huitou.parcels.carriers.protocol import Misconfigured, Permanent, Retryable
from huitou.parcels.carriers.registry import codes, source
from huitou.parcels.carriers.simulator.drawing import _WIDTHS, EDGE, code_128, draw_label
from tests.parcels.test_asking_carriers import speaking  # noqa: F401  (a fixture: servers that speak as the sources do)

DATA = Path(__file__).parents[3] / "shared" / "data" / "easypost" / "responses"
BUYER = Place("Ada Byron", "179 N Harbor Dr", "Redondo Beach", "CA", "90277", "US", "8573875756")
SHOP = Place("Teahouse", "417 Montgomery Street", "San Francisco", "CA", "94104", "US", "4153334445")
ASK = LabelAsk("B-1-1", BUYER, SHOP, 1_000, (300, 200, 100), ("usps",))
PRICED = {
    "id": "shp_1", "is_return": True, "messages": [], "to_address": {"verifications": {"delivery": {"success": True}}},
    "rates": [
        {"id": "rate_ups", "carrier": "UPS", "service": "Ground", "rate": "7.00", "currency": "USD"},
        {"id": "rate_dear", "carrier": "USPS", "service": "Express", "rate": "51.20", "currency": "USD"},
        {"id": "rate_low", "carrier": "USPS", "service": "GroundAdvantage", "rate": "8.20", "currency": "USD"},
    ],
}  # fmt: skip
SOLD = PRICED | {
    "tracking_code": "9434600208303109842228", "selected_rate": PRICED["rates"][2],
    "postage_label": {"label_url": "https://files.example/label.png", "label_pdf_url": None},
}  # fmt: skip


@pytest.fixture
def easypost(monkeypatch):
    monkeypatch.setattr(labelling, "values_of", lambda _account, _code: {"api_key": "EZTK"})
    return source("easypost")


def refusal(code, message=""):
    return {"error": {"code": code, "message": message}}


def test_who_says_that_it_sells_labels_does():
    able = [code for code in codes() if source(code).capabilities.labels]
    assert able == ["easypost", "simulator"]
    assert all(isinstance(source(code), Labels) for code in able)


def test_a_return_is_priced_at_the_lowest_rate_of_the_allowed_carriers(easypost, speaking):  # noqa: F811
    speaker = speaking("easypost", (201, PRICED))
    quote = easypost.quote_label("shop", ASK)
    assert (quote.reference, quote.rate, quote.carrier, quote.price) == (
        "shp_1", "rate_low", "USPS", Money(820, "USD"),
    )  # fmt: skip
    method, path, headers, body = speaker.asked[0]
    asked = json.loads(body)["shipment"]
    assert (method, path, headers["Authorization"]) == ("POST", "/shipments", "Basic RVpUSzo=")
    # As on the way out: EasyPost turns the two round itself.
    assert (asked["is_return"], asked["to_address"]["name"], asked["from_address"]["name"]) == (
        True, "Ada Byron", "Teahouse",
    )  # fmt: skip
    assert asked["parcel"] == {"weight": "35.3", "length": "11.8", "width": "7.9", "height": "3.9"}
    assert (asked["reference"], asked["to_address"]["verify"]) == ("B-1-1", ["delivery"])


@pytest.mark.parametrize(
    ("status", "told", "error", "code"),
    [
        (201, PRICED | {"rates": [], "messages": [{"carrier": "USPS", "message": "too heavy"}]}, Permanent, "no_rate"),
        (201, PRICED | {"is_return": False}, Permanent, "no_return"),
        (201, PRICED | {"to_address": {"verifications": {"delivery": {
            "success": False, "errors": [{"field": "street1", "message": "House number is missing"}]}}}},
         AddressWrong, "address_buyer"),
        (422, refusal("ADDRESS.VERIFY.FAILURE", "Address not found"), AddressWrong, "address_buyer"),
        (402, refusal("PAYMENT_REQUIRED"), Misconfigured, "no_funds"),
        (401, {}, Misconfigured, "unauthorised"),
        (503, {}, Retryable, "server_error"),
        (200, "<html>busy</html>", Retryable, "answer_broken"),
    ],
)  # fmt: skip
def test_what_is_not_priced_says_why(easypost, speaking, status, told, error, code):  # noqa: F811
    speaking("easypost", (status, told))
    with pytest.raises(error) as refused:
        easypost.quote_label("shop", ASK)
    assert refused.value.failure_code == code
    if code == "address_buyer":
        assert refused.value.detail in ("House number is missing", "Address not found")


def test_across_a_border_nobody_is_asked(easypost):
    with pytest.raises(Permanent, match="abroad"):
        easypost.quote_label("shop", LabelAsk("k", BUYER, Place("T", "1", "Leeds", country="GB"), 1, (1, 1, 1)))


def test_bought_once_under_its_name_and_seen_again(easypost, speaking):  # noqa: F811
    speaker = speaking(
        "easypost", (200, SOLD), (422, refusal("SHIPMENT.POSTAGE.EXISTS")), (200, SOLD), (200, PRICED), (502, "no"),
    )  # fmt: skip
    bought = easypost.buy_label("shop", "shp_1", "rate_low")
    assert bought == Bought(
        "shp_1", "USPS", "9434600208303109842228", Money(820, "USD"), "https://files.example/label.png", void_days=30
    )
    # What was bought before is given again, and nothing is paid a second time.
    assert easypost.buy_label("shop", "shp_1", "rate_low") == bought
    assert easypost.see_label("shop", "shp_1") is None
    with pytest.raises(Retryable) as left_open:
        easypost.buy_label("shop", "shp_1", "rate_low")
    assert not isinstance(left_open.value, NeverReached)
    paths = [(method, path) for method, path, _headers, _body in speaker.asked]
    assert paths[:3] == [
        ("POST", "/shipments/shp_1/buy"),
        ("POST", "/shipments/shp_1/buy"),
        ("GET", "/shipments/shp_1"),
    ]


def test_money_back_is_asked_for_and_seen(easypost, speaking, settings):  # noqa: F811
    speaking(
        "easypost", (200, SOLD | {"refund_status": "submitted"}), (200, SOLD | {"refund_status": "refunded"}),
        (422, refusal("SHIPMENT.REFUND.UNAVAILABLE")), (200, SOLD | {"refund_status": "not_applicable"}),
    )  # fmt: skip
    assert easypost.void_label("shop", "shp_1") == "asked"
    assert easypost.see_void("shop", "shp_1") == "voided"
    assert easypost.void_label("shop", "shp_1") == "refused"
    settings.HUITOU_CARRIER_ADDRESSES = {"easypost": "http://127.0.0.1:9"}
    with pytest.raises(NeverReached):
        easypost.buy_label("shop", "shp_1", "rate_low")


def test_the_file_is_fetched_from_public_addresses_only_with_the_code_for_the_counter(
    easypost, speaking, monkeypatch  # noqa: F811
):  # fmt: skip
    form = {"form_type": "label_qr_code", "form_url": "https://files.example/code.png"}
    speaking("easypost", (200, SOLD | {"forms": [form]}), (403, {}))
    called = []

    def call(method, url, **more):
        if urlsplit(url).hostname != "files.example":
            return real(method, url, **more)
        called.append((url, more["public_only"]))
        return SimpleNamespace(status_code=200, content=url.encode())

    real = outgoing.call
    monkeypatch.setattr(outgoing, "call", call)
    bought = Bought("shp_1", "USPS", "94", Money(820, "USD"), "https://files.example/label.png")
    file = easypost.fetch_label("shop", bought, ASK)
    assert (file.content, file.counter) == (b"https://files.example/label.png", b"https://files.example/code.png")
    assert all(public for _url, public in called)
    # An account without that service has the label all the same.
    assert easypost.fetch_label("shop", bought, ASK).counter == b""


@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not there")
def test_its_published_answers_are_read(easypost, speaking):  # noqa: F811
    read = [json.loads((DATA / name).read_text(encoding="utf-8")) for name in (
        "returns/returns-create.json", "shipments/shipments-buy.json",
    )]  # fmt: skip
    speaking("easypost", *((200, one) for one in read))
    quote = easypost.quote_label("shop", ASK)
    rates = [Money(round(float(one["rate"]) * 100), "USD") for one in read[0]["rates"] if one["carrier"] == "USPS"]
    assert quote.price.minor == min(one.minor for one in rates)
    bought = easypost.buy_label("shop", quote.reference, quote.rate)
    assert (bought.number, bought.price, bought.carrier) == ("9434600208303109842228", Money(820, "USD"), "USPS")
    assert bought.url.startswith("https://easypost-files.s3.")


# The simulator's picture


def test_code_128_is_the_standards():
    assert {sum(map(int, widths)) for widths in _WIDTHS[:-1]} == {11}
    assert len(set(_WIDTHS)) == 107
    bars = code_128("Wikipedia")
    # The check sign of this word in set B is 88, as textbooks compute it.
    assert len(bars) == 11 * 11 + 13
    check = "".join("10"[place % 2] * int(width) for place, width in enumerate(_WIDTHS[88]))
    assert bars[11 * 10 : 11 * 11] == check
    with pytest.raises(ValueError, match="中"):
        code_128("中")


def test_the_drawn_label_holds_the_number_as_bars_and_the_code_as_qr():
    drawn = draw_label(number="SIM000123456789012", code="SIMRETURN:1", service="S", sender=("陈",), receiver=("陶",))
    with Image.open(BytesIO(drawn)) as sheet:
        assert (sheet.format, sheet.size) == ("PNG", (812, 1218))
        row = [sheet.getpixel((x, 800)) for x in range(812)]
        found = "".join("0" if dot else "1" for dot in row).strip("0")
        modules = code_128("SIM000123456789012")
        wide = len(found) // len(modules)
        assert found[::wide] == modules
        rows = [bytes(one) for one in segno.make("SIMRETURN:1", error="m", micro=False).matrix]
        side = 200 // len(rows)
        seen = [[int(not sheet.getpixel((EDGE + x * side, 985 + y * side))) for x in range(len(rows))]
                for y in range(len(rows))]  # fmt: skip
        assert seen == [list(one) for one in rows]


def test_the_simulator_prices_by_weight():
    simulator = source("simulator")
    heavy = LabelAsk("k", BUYER, SHOP, 3_500, (1, 1, 1))
    assert simulator.quote_label("shop", heavy).price == Money(1_400, "USD")
    assert timedelta(days=simulator.buy_label("shop", simulator.quote_label("shop", ASK).reference, "").void_days)
