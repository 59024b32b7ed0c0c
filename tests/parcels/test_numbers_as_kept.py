"""A parcel's number: kept and matched in one form, no name of the parcel, gone for good with its buyer's data."""

from types import SimpleNamespace

import pytest

from huitou.core.tenancy import in_shop
from huitou.orders.connectors.generic.mapping import keyed_digest
from huitou.orders.drafts import ParcelDraft
from huitou.orders.verbs import erase_customer
from huitou.parcels import imports
from huitou.parcels.carriers.protocol import Tracking
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import ParcelExists
from huitou.parcels.verbs.record_tracking import ToldBy, record_tracking
from tests.parcels.carrying import AT, build

NUMBER = "SF1234567890123"


@pytest.fixture
def carrying(once, clock):
    return once(build).carrying


def written(order, draft):
    return SimpleNamespace(order_id=order.pk, new=False, line_ids={}, draft=SimpleNamespace(parcels=(draft,), lines=()))


def bring(carrying, order, **draft):
    with in_shop(carrying.shop):
        return imports.write(carrying.shop.pk, [written(order, ParcelDraft(**draft))])


def test_a_number_is_kept_and_matched_in_one_form(carrying):
    order = carrying.order("2001")
    parcel = carrying.announce(order, " yt 8899 ｘ")
    assert parcel.tracking_number == "YT8899X"
    with pytest.raises(ParcelExists):
        carrying.announce(order, "yt8899x")
    bring(carrying, order, external_id="f2", tracking_number="jd 77 88")
    told = [ToldBy("file", Tracking(number=one), AT) for one in ("yt 8899x", "Jd7788", "", "id:")]
    # One without a number is nobody's.
    bring(carrying, order, external_id="f3")
    assert record_tracking(told=told, actor=carrying.actor(), at=AT) == [1, 1, 0, 0]


def test_the_number_is_no_name_and_no_import_brings_it_back(carrying):
    order = carrying.order("2002")
    parcel = carrying.announce(order, NUMBER[::-1])
    assert parcel.external_id == parcel.ref
    name = keyed_digest("huitou.orders.parcel", "2002:x").hex()
    # The same parcel as the desk's, then another one.
    assert bring(carrying, order, external_id="n1", tracking_number=NUMBER[::-1].lower()) == 0
    assert bring(carrying, order, external_id=name, tracking_number="ZZ1") == 1
    erase_customer(customer_id=order.customer_id, actor=carrying.actor(), at=AT)
    assert bring(carrying, order, external_id=name, tracking_number="ZZ1", carrier="sf") == 0
    bring(carrying, order, external_id="n9", tracking_number="ZZ9")
    with in_shop(carrying.shop):
        rows = Parcel.objects.filter(order=order)
        assert set(rows.values_list("tracking_number", flat=True)) == {""}
        assert not any("ZZ" in row.external_id or NUMBER[::-1] in row.external_id for row in rows)
