"""Bodies that real services sent, through the real door; and the numbers that carriers give out. Skipped without."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from huitou.core.tenancy import in_shop
from huitou.parcels.carriers.easypost import adapter as easypost
from huitou.parcels.carriers.kdniao import adapter as kdniao
from huitou.parcels.carriers.kuaidi100 import adapter as kuaidi100
from huitou.parcels.carriers.shopify import adapter as shopify
from huitou.parcels.carriers.simulator.writers import FORM, Written
from huitou.parcels.carriers.woocommerce import adapter as woocommerce
from huitou.parcels.detection.detect import candidates, carriers_of
from huitou.parcels.queries import estimates_of
from tests.parcels.carrying import VALUES, build

DATA = Path(__file__).parents[3] / "shared" / "data"
NAMELESS = {
    "Old Dominion": "old_dominion", "Old Dominion Guaranteed Shipment": "old_dominion_guaranteed",
    "UPS Waybill": "ups_waybill", "LaserShip 1LS7 (18)": "lasership_1ls7_18",
}  # fmt: skip


def data(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


def read(name):
    return json.loads(data(name).read_text(encoding="utf-8"))


@pytest.fixture
def house(once, clock):
    return once(build)


def arranged(house, number, placed_at, **more):
    carrying = house.carrying
    carrying.announce(carrying.order(f"O-{number[-6:]}", placed_at), number, **more)
    return carrying


def test_every_valid_number_is_recognised_and_every_invalid_one_refused():
    right, wrong = [], []
    for path in sorted(data("tracking_number_data/couriers").glob("*.json")):
        for form in json.loads(path.read_text(encoding="utf-8"))["tracking_numbers"]:
            code = form.get("id") or NAMELESS[form["name"]]
            for kind, found in (("valid", right), ("invalid", wrong)):
                for number in form["test_numbers"].get(kind, []):
                    forms = [one.form for one in candidates("".join(number.split()).upper())]
                    found.append((number, code in forms))
    assert (len(right), [number for number, known in right if not known]) == (192, [])
    assert (len(wrong), [number for number, known in wrong if known]) == (88, [])


def test_kuaidi100_of_a_yuantong_parcel(house):
    told = read("cn_tracking/kuaidi100_yto.json")["dataInfo"]["queryTrackMapResp"]
    carrying = arranged(house, told["nu"], datetime(2021, 6, 12, tzinfo=UTC))
    param = json.dumps({"status": "shutdown", "message": "", "lastResult": {**told, "state": "3"}}, ensure_ascii=False)
    form = {"param": param, "sign": kuaidi100.sign(VALUES["kuaidi100"]["salt"], param).lower()}
    answer = carrying.send("kuaidi100", Written({}, urlencode(form).encode(), FORM))
    assert json.loads(answer.content)["result"] is True
    parcel = carrying.parcel(told["nu"])
    # 17:31:57 in China.
    assert (parcel.status, parcel.delivered_at) == ("delivered.other", datetime(2021, 6, 14, 9, 31, 57, tzinfo=UTC))
    assert parcel.carrier == "yto"
    reports = carrying.told(told["nu"])
    assert len(reports) == len(told["data"])
    assert {one.zone for one in reports} == {"known"}
    assert reports[0].status == "transit.collected"
    assert (reports[-1].code, reports[-1].why) == ("签收", "mapped by kuaidi100 v1: 签收")


def test_kdniao_of_a_best_parcel_that_says_its_state_once(house):
    told = read("cn_tracking/kdniao_htky.json")["data"]
    carrying = arranged(house, told["LogisticCode"], datetime(2020, 8, 20, tzinfo=UTC))
    pushed = json.dumps(
        {"EBusinessID": "1672544", "PushTime": "2020-08-24 19:00:00", "Count": "1", "Data": [told]}, ensure_ascii=False
    )
    form = {
        "RequestData": pushed, "RequestType": "101", "EBusinessID": "1672544",
        "DataSign": kdniao.sign(VALUES["kdniao"]["key"], pushed),
    }  # fmt: skip
    assert carrying.send("kdniao", Written({}, urlencode(form).encode(), FORM)).status_code == 200
    parcel, reports = carrying.parcel(told["LogisticCode"]), carrying.told(told["LogisticCode"])
    assert (parcel.state, parcel.carrier) == ("delivered", "best")
    # Every trace is there in its words, and the state stands with the newest, once.
    assert [one.text for one in reports] == [" ".join(one["AcceptStation"].split()) for one in told["Traces"]]
    assert (reports[-1].status, reports[0].status) == ("delivered.other", "")


def test_zto_in_kdniaos_numbers(house):
    told = read("cn_tracking/tms_zto_kdniao_style.json")["data"]
    carrying = arranged(house, told["outWaybillNo"], datetime(2022, 9, 15, tzinfo=UTC))
    traces = [
        {"AcceptTime": one["acceptTime"], "AcceptStation": one["acceptStation"], "Action": str(one["action"])}
        for one in told["traces"]
    ]
    one = {"LogisticCode": told["outWaybillNo"], "ShipperCode": "ZTO", "State": "3", "Traces": traces}
    pushed = json.dumps({"EBusinessID": "1672544", "Data": [one]}, ensure_ascii=False)
    form = {
        "RequestData": pushed, "RequestType": "107", "EBusinessID": "1672544",
        "DataSign": kdniao.sign(VALUES["kdniao"]["key"], pushed),
    }  # fmt: skip
    assert carrying.send("kdniao", Written({}, urlencode(form).encode(), FORM)).status_code == 200
    statuses = [one.status for one in carrying.told(told["outWaybillNo"])]
    assert statuses[-3:] == ["out_for_delivery.other", "pickup_ready.other", "delivered.signed"]
    assert "" not in statuses


def test_easypost_of_a_fedex_parcel(house):
    body = data("easypost/event-body.json").read_bytes()
    carrying = arranged(house, "1", datetime(2024, 7, 30, tzinfo=UTC), carrier="FedEx")
    written = Written({easypost.HEADER: easypost.sign(VALUES["easypost"]["webhook_secret"], body)}, body)
    assert carrying.send("easypost", written).status_code == 200
    assert [one.status for one in carrying.told("1")] == [
        "info.label_created", "transit.at_facility", "transit.at_facility", "transit.moving", "transit.moving",
        "transit.moving", "transit.at_facility",
    ]  # fmt: skip
    assert carrying.parcel("1").state == "in_transit"
    parcel = carrying.parcel("1")
    with in_shop(carrying.shop):
        (due,) = estimates_of(parcel)
    # The carrier's day, as the shop's zone counts it: not the evening before.
    assert (due.earliest_at, due.day_only) == (datetime(2024, 8, 4, 16, tzinfo=UTC), True)


def test_shopify_fulfilments_and_their_events(house):
    event = read("shopify/fulfillment_event.json")["fulfillment_event"]
    fulfilment = read("shopify/fulfillment.json")["fulfillment"]
    carrying = arranged(house, "1Z1", datetime(2021, 1, 24, tzinfo=UTC), external_id=str(event["fulfillment_id"]))
    arranged(house, "1Z2345", datetime(2013, 11, 1, tzinfo=UTC), external_id=str(fulfilment["id"]))

    def send(value):
        body = json.dumps(value).encode()
        headers = {shopify.HEADER: shopify.sign("shop-secret", body), shopify.TOPIC: "fulfillment_events/create"}
        return carrying.send("shopify", Written(headers, body)).status_code

    assert (send(event), send(fulfilment)) == (200, 200)
    (told,) = carrying.told("1Z1")
    assert (told.status, told.occurred_at) == ("info.label_created", datetime(2021, 1, 25, 21, 32, 23, tzinfo=UTC))
    assert send({**fulfilment, "shipment_status": "delivered", "updated_at": "2013-11-03T10:00:00-04:00"}) == 200
    assert carrying.parcel("1Z2345").state == "delivered"


def test_woocommerce_tells_numbers_and_nothing_else(house):
    order = read("woocommerce/wp-api-v3/orders.retrieve_an_order.json")
    carrying = house.carrying

    def send(value):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return carrying.send("woocommerce", Written({woocommerce.HEADER: woocommerce.sign("woo-secret", body)}, body))

    before = carrying.counts()
    assert (send(order).status_code, send(b"webhook_id=7").status_code) == (200, 200)
    assert carrying.counts() == before
    day = int(datetime(2026, 5, 31, tzinfo=UTC).timestamp())
    item = {"tracking_number": "SF1234567890123", "tracking_provider": "sf-express", "date_shipped": str(day)}
    meta = [{"key": "_wc_shipment_tracking_items", "value": [item]}]
    assert send({**order, "meta_data": meta}).status_code == 200
    (told,) = carrying.told("SF1234567890123")
    assert (told.status, told.zone) == ("transit.collected", "day")
    assert told.occurred_at - datetime(2026, 5, 31, 4, tzinfo=UTC) == timedelta(0)


def test_the_domestic_carriers_of_china_are_candidates():
    numbers = {
        "SF1234567890123": "sf", "YT5555508965056": "yto", "73190553102532": "zto", "JT5123456789012": "jitu",
        "557020683421114": "best", "JDVB12345678901": "jd", "773123456789012": "sto", "4312345678901": "yunda",
        "1234567890123": "yunda", "9712345678901": "chinapost", "1123456789012": "ems", "DPK210123456789": "deppon",
    }  # fmt: skip
    for number, carrier in numbers.items():
        assert carrier in carriers_of(number), number
    assert carriers_of("SF1234567890123")[0] == "sf"
    assert carriers_of("HELLO") == []
