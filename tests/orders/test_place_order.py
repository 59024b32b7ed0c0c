"""One order from the shop's own system: written once, whole, with its books and its chain."""

from dataclasses import replace
from datetime import timedelta

import pytest

from huitou.core.errors import Forbidden
from huitou.core.events import verify_chain
from huitou.core.ledger import balance
from huitou.core.models import Event, LedgerEntry
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.models import Customer, Line, Order, Payment
from huitou.orders.verbs import OrderKeyReused, OrderRefused, place_order
from huitou.orders.writing.result import ChangedInUse
from huitou.parcels.imports import write as write_parcels
from huitou.parcels.models import Parcel
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft
from tests.orders.conftest import AT
from tests.orders.drafting import PLACED, draft


def counts():
    rows = [model.objects.count() for model in (Order, Line, Payment, Customer, LedgerEntry)]
    return [*rows, Event.objects.filter(kind__startswith="orders.").count()]


def test_an_order_is_written_with_its_books_and_its_chain(shop, manager):
    order = place_order(draft=draft(), actor=manager, at=AT, then=write_parcels)
    with in_shop(shop):
        assert (order.total_minor, order.subtotal_minor, order.discount_minor, order.shipping_minor) == (
            23000,
            22800,
            1000,
            1200,
        )
        lines = list(Line.objects.filter(order=order).select_related("order").order_by("position"))
        assert [(line.sku, line.quantity, line.total_minor, line.available) for line in lines] == [
            ("CUP", 2, 12200, 2),
            ("POT", 1, 9600, 1),
        ]
        payment = Payment.objects.get(order=order)
        assert (payment.gateway, payment.captured_minor) == ("offline", 23000)
        assert balance(f"payment:{payment.pk}", "CNY") == Money(23000, "CNY")
        assert balance("gateway:offline", "CNY") == Money(-23000, "CNY")
        contact = order.customer.contact
        assert (contact.email, contact.phone, contact.name) == ("ann@example.com", "+8613800138000", "Ann")
        assert order.address.city == "Hangzhou"
        events = list(Event.objects.filter(subject_id=order.pk).order_by("seq"))
        verify_chain(events)
        assert [event.kind for event in events] == ["orders.order.imported"]
        assert bytes(order.chain_head) == bytes(events[0].hash)
        assert "ann" not in events[0].body.lower()
        assert Parcel.objects.get(order=order).state == "delivered"


def test_the_same_order_twice_is_one_order(shop, manager):
    first = place_order(draft=draft(), actor=manager, at=AT)
    with in_shop(shop):
        before = counts()
    again = place_order(draft=draft(), actor=manager, at=AT + timedelta(hours=1))
    with in_shop(shop):
        assert again.pk == first.pk
        assert counts() == before


def test_the_same_key_with_other_content_is_an_error(shop, manager):
    place_order(draft=draft(), actor=manager, at=AT)
    with in_shop(shop):
        before = counts()
    with pytest.raises(OrderKeyReused) as refused:
        place_order(draft=draft(state="cancelled"), actor=manager, at=AT)
    assert (refused.value.code, refused.value.params) == ("order_key_reused", {"external_id": "1001", "source": "test"})
    with in_shop(shop):
        assert counts() == before


def test_a_number_that_another_order_has_is_refused_and_nothing_stays(shop, manager):
    place_order(draft=draft(), actor=manager, at=AT)
    with in_shop(shop):
        before = counts()
    with pytest.raises(OrderRefused) as refused:
        place_order(
            draft=draft(external_id="other", customer=replace(draft().customer, external_id="c9")), actor=manager, at=AT
        )
    assert refused.value.params["reason"] == "number_taken"
    with in_shop(shop):
        assert counts() == before


CUP, POT = draft().lines
PAID = draft().payments[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"number": " "}, "order_id_missing"),
        ({"number": "9" * 81}, "text_too_long"),
        ({"state": "lost"}, "state_unknown"),
        ({"country": "CHN"}, "country_malformed"),
        ({"currency": "XXQ"}, "currency_unknown"),
        ({"placed_at": PLACED.replace(tzinfo=None)}, "time_without_zone"),
        ({"lines": (CUP, CUP)}, "duplicate_line_id"),
        ({"lines": (replace(CUP, quantity=0),)}, "quantity_zero"),
        ({"lines": (replace(CUP, quantity=-1),)}, "quantity_negative"),
        ({"lines": (replace(CUP, unit_price_minor=-1),)}, "amount_negative"),
        ({"lines": (replace(CUP, unit_price_minor=10**16),)}, "amount_out_of_range"),
        ({"lines": (replace(CUP, discount_minor=99_999),)}, "discount_above_price"),
        ({"lines": (replace(CUP, tax_minor=99_999),)}, "tax_above_price"),
        ({"lines": (replace(CUP, returned=3),)}, "more_returned_than_bought"),
        ({"lines": (replace(CUP, title="x" * 301),)}, "text_too_long"),
        ({"payments": (PAID, PAID)}, "duplicate_payment"),
        ({"payments": (replace(PAID, captured_minor=-1),)}, "amount_negative"),
        ({"payments": (replace(PAID, refunded_minor=23001),)}, "more_refunded_than_captured"),
    ],
)
def test_an_order_that_cannot_be_true_is_refused_and_nothing_stays(shop, manager, change, reason):
    with pytest.raises(OrderRefused) as refused:
        place_order(
            draft=draft(**change) if "number" not in change else replace(draft(), **change), actor=manager, at=AT
        )
    assert refused.value.params["reason"] == reason
    assert refused.value.status == 422
    assert refused.value.text
    with in_shop(shop):
        assert counts() == [0] * 6


def test_an_agent_may_not_place_orders(shop, agent):
    with pytest.raises(Forbidden):
        place_order(draft=draft(), actor=agent, at=AT)
    with in_shop(shop):
        assert counts() == [0] * 6


def test_the_policy_in_force_at_purchase_is_pinned_the_first_one_for_older_orders(shop, manager):
    preset = preset_for("CN", currency="CNY", timezone="Asia/Shanghai")
    first = publish(version=save_draft(document=preset, actor=manager, at=PLACED), actor=manager, at=PLACED)
    later = PLACED + timedelta(days=1)
    draft_of_second = save_draft(document=preset, actor=manager, at=later)
    second = publish(version=draft_of_second, actor=manager, at=later)
    pinned = [
        place_order(draft=draft(str(number), placed_at=when, payments=()), actor=manager, at=AT).policy_version_id
        for number, when in enumerate(
            (PLACED - timedelta(days=400), PLACED + timedelta(hours=1), PLACED + timedelta(days=2))
        )
    ]
    assert pinned == [first.pk, first.pk, second.pk]


def test_changed_in_use_says_what_it_is():
    assert "1001" in ChangedInUse(number="1001", what="line 1").text
