"""What every source that pushes must do, run over each of them. A new one joins `WRITERS` and must pass."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from huitou.changes.deliveries.wishes import Wish
from huitou.core.tenancy import in_shop
from huitou.parcels import carriers
from huitou.parcels.carriers.collecting import Collects
from huitou.parcels.carriers.delivering import Delivers
from huitou.parcels.carriers.registry import codes, source
from huitou.parcels.carriers.simulator.journeys import journey
from huitou.parcels.carriers.simulator.writers import WRITERS, Written, write
from huitou.parcels.models import CarrierNotice
from huitou.parcels.vocabulary.pairs import PAIRS
from tests.parcels.carrying import AT, VALUES, build

NUMBER = "SF1234567890123"
PUSHING = sorted(WRITERS)
# What each says of the smooth way: Shopify knows no depots, and two of them no difference at a depot.
SMOOTH = ["info.label_created", "transit.collected", "transit.at_facility", "transit.moving", "transit.at_facility",
          "out_for_delivery.other", "delivered.other"]  # fmt: skip
SAYS = {
    "kdniao": [one for one in SMOOTH if one != "info.label_created"],
    "track17": [one for one in SMOOTH if one != "transit.at_facility"],
}


@pytest.fixture
def house(once, clock):
    return once(build)


@pytest.fixture
def way():
    return journey("smooth", number=NUMBER, begins_at=AT - timedelta(days=1), carrier="sf")


def push(code, way, name="d1"):
    return write(code, way, VALUES[code], said_at=way.at(way.steps[-1]) + timedelta(minutes=2), name=name)


def test_every_source_says_what_it_is_and_maps_to_our_words():
    assert set(WRITERS) | {"woocommerce"} == {code for code in codes() if source(code).capabilities.pushes}
    for code in codes():
        adapter = source(code)
        assert adapter.code == code
        assert adapter.mapping.version >= 1
        assert [status for status in adapter.mapping.codes.values() if status not in PAIRS] == []
        folder = Path(carriers.__file__).parent / code
        assert (folder / "README.md").is_file()


@pytest.mark.parametrize("code", [code for code in PUSHING if code != "shopify"])
def test_a_signed_push_becomes_the_state_and_comes_twice_without_effect(code, house, way):
    carrying = house.carrying
    answer = carrying.send(code, push(code, way))
    assert answer.status_code == 200
    parcel = carrying.parcel(NUMBER)
    assert (parcel.state, parcel.status) == ("delivered", "delivered.other")
    assert parcel.delivered_at == way.at(way.steps[-1])
    told = carrying.told(NUMBER)
    assert [one.status for one in told] == SAYS.get(code, SMOOTH)
    assert told[-1].why.startswith(f"mapped by {code} v1: ")
    assert (told[-1].text, told[-1].set_aside) == ("快件已签收", "")
    before = carrying.counts()
    assert carrying.send(code, push(code, way)).status_code == 200
    assert carrying.counts() == before
    # The same again under another name: kept, and read into nothing new.
    assert carrying.send(code, push(code, way, name="d2")).status_code == 200
    scans, readings, _notices, events = carrying.counts()
    assert (scans, readings, events) == (before[0], before[1], before[3])


def test_shopify_tells_one_event_at_a_time_in_any_order(house, way):
    carrying = house.carrying
    for count in (7, 2, 6, 2):
        assert carrying.send("shopify", push("shopify", way.first(count))).status_code == 200
    assert [one.status for one in carrying.told(NUMBER)] == [
        "transit.collected", "out_for_delivery.other", "delivered.other"
    ]  # fmt: skip
    assert carrying.parcel(NUMBER).state == "delivered"


@pytest.mark.parametrize("code", PUSHING)
def test_what_is_not_signed_changes_nothing_and_is_told_so(code, house, way):
    carrying, right = house.carrying, push(code, way)
    before = carrying.counts()
    spoilt = replace(right, body=right.body.replace(b"SF1234567890123", b"SF1234567890124"))
    bare = replace(right, headers={}, body=right.body.replace(b"sign=", b"sing=").replace(b"DataSign", b"DataSing"))
    other_secret = write(code, way, dict.fromkeys(VALUES[code], "guessed"), said_at=AT, name="d1")
    for wrong in (spoilt, bare, other_secret, replace(right, body=b""), replace(right, body=right.body[:-9])):
        answer = carrying.send(code, wrong)
        assert answer.status_code in (400, 401), (code, answer.content)
    assert carrying.counts() == before
    # A shop that never entered a secret believes nobody, whatever they signed with.
    assert carrying.send(code, right, slug="pots").status_code == 503
    assert house.other.counts()[:3] == (0, 0, 0)


@pytest.mark.parametrize("code", PUSHING)
def test_the_order_of_arrival_makes_no_difference(code, house, way):
    if code == "shopify":
        pytest.skip("one event at a time: see above")
    carrying = house.carrying
    pushes = [push(code, way.first(count), name=f"d{count}") for count in (2, 4, 6, 7)]
    for place in (3, 0, 2, 1):
        carrying.send(code, pushes[place])
    assert [one.status for one in carrying.told(NUMBER, every=True) if one.code] == SAYS.get(code, SMOOTH)
    parcel = carrying.parcel(NUMBER)
    assert (parcel.state, parcel.delivered_at) == ("delivered", way.at(way.steps[-1]))
    with in_shop(carrying.shop):
        assert {(row.outcome, str(row.payload)) for row in CarrierNotice.objects.all()} == {("read", "{}")}


REPLIES = {
    "kuaidi100": ({"result": True, "returnCode": "200", "message": "成功"}, {"result": False, "returnCode": "500"}),
    "kdniao": ({"EBusinessID": "1672544", "Success": True, "Reason": ""}, {"Success": False}),
}


@pytest.mark.parametrize("code", sorted(REPLIES))
def test_each_hears_its_own_words(code, house, way):
    good, bad = REPLIES[code]
    told = json.loads(house.carrying.send(code, push(code, way)).content)
    assert good.items() <= told.items()
    assert code != "kdniao" or len(told["UpdateTime"]) == 19
    told = json.loads(house.carrying.send(code, replace(push(code, way), body=b"param=1&RequestData=1")).content)
    assert bad.items() <= told.items()


def test_who_sends_nothing_and_who_is_not_here_look_the_same(house, way):
    right = push("aftership", way)
    for code, slug in (("file", ""), ("nobody", ""), ("aftership", "nowhere")):
        assert house.carrying.send(code, right, slug=slug).status_code == 404


@pytest.mark.parametrize("code", PUSHING)
def test_the_push_that_lies_beside_each_is_taken_in(code, house):
    """As it goes over the wire, written down: a change of reader and writer together would show here."""
    kept = json.loads((Path(carriers.__file__).parent / code / "fixtures" / "push.json").read_text(encoding="utf-8"))
    written = Written(kept["headers"], kept["body"].encode(), kept["content_type"])
    assert house.carrying.send(code, written).status_code == 200
    assert house.carrying.parcel(NUMBER).state == "delivered"


@pytest.mark.parametrize("code", codes())
def test_what_a_source_says_that_it_can_it_has_the_means_for(code):
    adapter = source(code)
    assert adapter.capabilities.collects is isinstance(adapter, Collects)
    assert bool(adapter.capabilities.delivery) is isinstance(adapter, Delivers)
    assert adapter.capabilities.delivery <= set(Wish)
