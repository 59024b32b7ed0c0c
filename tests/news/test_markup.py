"""The parcel in a mail's markup has all that Gmail documents as required, or is not written at all."""

from dataclasses import replace
from datetime import date

import pytest

from huitou.news.parcel_markup import REQUIRED, Shipment, missing_in, parcel_delivery

# The minimal example of Gmail's own reference, with its words.
WHOLE = Shipment(
    shop="Bob Dole", order_number="176057", order_url="https://shop.example/o/176057", carrier="FedEx",
    tracking_number="3453291231", tracking_url="https://shop.example/track/?number=3453291231",
    address={"name": "Pickup Corner", "streetAddress": "24 Willie Mays Plaza", "addressLocality": "San Francisco",
             "addressRegion": "CA", "postalCode": "94107", "addressCountry": "US"},
    items=[("Google Chromecast", "CC1", 2)], earliest=date(2027, 3, 11), latest=date(2027, 3, 12),
)  # fmt: skip


def test_a_whole_parcel_is_told_under_both_names_of_the_carrier():
    data = parcel_delivery(WHOLE)
    assert missing_in(data) == []
    assert data["carrier"] == data["provider"] == {"@type": "Organization", "name": "FedEx"}
    assert (data["expectedArrivalFrom"], data["expectedArrivalUntil"]) == ("2027-03-11T00:00:00", "2027-03-12T23:59:59")
    assert data["itemShipped"][0]["name"] == "Google Chromecast × 2"
    assert data["trackingNumber"] == "3453291231"


@pytest.mark.parametrize(
    "change",
    [{"carrier": ""}, {"latest": None}, {"items": []}, {"items": [("", "S", 1)]}, {"order_number": ""}, {"shop": ""},
     *({"address": {**WHOLE.address, name: ""}}
       for name in ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry"))],
)  # fmt: skip
def test_where_something_required_is_not_known_nothing_is_written(change):
    assert parcel_delivery(replace(WHOLE, **change)) is None


def test_every_required_field_can_be_missed():
    assert missing_in({}) == [".".join(path) for path in REQUIRED]


def test_without_a_number_no_empty_one_is_written():
    data = parcel_delivery(replace(WHOLE, tracking_number="", tracking_url=""))
    assert "trackingNumber" not in data
    assert "trackingUrl" not in data
