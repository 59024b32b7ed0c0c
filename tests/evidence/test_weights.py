"""What parcels weigh: recorded by API, desk, import and at the door, kept in the record, shown in the bundle."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from huitou.cases.bundle.write import operator, write_bundle
from huitou.core.actions import perform
from huitou.core.actors import Role
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.desk.forms.actions import FORMS
from huitou.desk.forms.parcels import ReportForm
from huitou.logistics.models import GoodsReturn
from huitou.orders.connectors.generic.mapping import _grams
from huitou.orders.drafts import CustomerDraft, LineDraft, OrderDraft, ParcelDraft, PaymentDraft, Where
from huitou.orders.verbs import place_order
from huitou.parcels.imports import write as write_parcels
from huitou.parcels.models import Parcel, ParcelScan
from huitou.parcels.verbs import record_scan
from huitou.parcels.weights import WeightInvalid


def weigh(world, order, grams, state="in_transit", days_ago=0):
    with in_shop(world.shop):
        parcel = Parcel.objects.get(order=order)
    occurred_at = world.now - timedelta(days=days_ago)
    return record_scan(parcel=parcel.pk, state=state, occurred_at=occurred_at, actor=world.agent, at=world.now,
                       weight_grams=grams)  # fmt: skip


def test_a_weight_stands_in_the_scan_and_in_the_event(world):
    order = world.order(delivered_days_ago=None)
    weigh(world, order, 430)
    with in_shop(world.shop):
        assert list(ParcelScan.objects.filter(state="in_transit").values_list("weight_grams", flat=True)) == [430]
        told = Event.objects.filter(subject_type="parcels.parcel").order_by("seq").last().facts
    assert told["weight_grams"] == 430


@pytest.mark.parametrize("grams", [0, -1, 1_000_001])
def test_what_no_scale_says_is_refused_and_changes_nothing(world, grams):
    order = world.order(delivered_days_ago=None)
    with pytest.raises(WeightInvalid):
        weigh(world, order, grams)
    with in_shop(world.shop):
        assert not ParcelScan.objects.filter(state="in_transit").exists()


def test_the_returns_weight_is_kept_at_the_door_and_both_stand_in_the_bundle(world):
    order = world.order()
    weigh(world, order, 900, state="collected", days_ago=4)
    case = world.apply(order, cups=1)
    with in_shop(world.shop):
        back = GoodsReturn.objects.get()
    perform("goods_return", "hand_over", back, {"tracking_number": "SF9", "carrier": "sf"}, actor=world.buyer(order),
            at=world.now)  # fmt: skip
    perform("goods_return", "arrive", back, {"weight_grams": 120}, actor=world.agent, at=world.now)
    file = io.BytesIO()
    with in_shop(world.shop):
        assert GoodsReturn.objects.get().weight_grams == 120
        write_bundle(file, actor=operator(world.shop), name=case.ref, shop=world.shop, at=world.now,
                     reader=Role.PLATFORM)  # fmt: skip
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("data/case.json"))["goods_came_weighing_grams"] == 120
        weights = [scan["weight_grams"] for line in archive.read("data/parcels.jsonl").decode().splitlines()
                   for scan in json.loads(line)["scans"]]  # fmt: skip
        story = archive.read("story.html").decode()
    assert 900 in weights
    assert "900 g" in story
    assert "120 g" in story


def test_an_import_brings_the_weight_of_what_left(world):
    at = world.now
    draft = OrderDraft(
        where=Where("test", 1), source="test", external_id="W1", number="W1", currency="CNY", placed_at=at,
        state="paid", customer=CustomerDraft("w", email="w@example.com", name="陈小暖", locale="zh-hans"),
        lines=(LineDraft("cup", "青瓷杯", 1, 10_000),), payments=(PaymentDraft("W1", "card", 10_000, at),),
        parcels=(ParcelDraft("P-W1", "sf", "SFW1", at, at, weight_grams=777),), country="CN",
    )  # fmt: skip
    place_order(draft=draft, actor=world.hire("manager"), at=at, then=write_parcels)
    with in_shop(world.shop):
        found = dict(ParcelScan.objects.filter(parcel__tracking_number="SFW1").values_list("state", "weight_grams"))
    assert found == {"collected": 777, "delivered": None}


@pytest.mark.parametrize(
    ("text", "grams"),
    [("430", 430), ("1,200", 1200), ("", None), ("0", None), ("0.43", None), ("4e2", None), ("٤", None)],
)
def test_a_column_of_weights_takes_whole_grams_and_nothing_else(text, grams):
    assert _grams(text) == grams


def test_the_desk_asks_for_weights_and_takes_none(world):
    for given, grams in (({"weight_grams": "430"}, 430), ({}, None)):
        form = ReportForm({"state": "delivered", **given})
        assert form.is_valid()
        assert form.cleaned_data["weight_grams"] == grams
    assert "weight_grams" in FORMS["arrive"].base_fields
