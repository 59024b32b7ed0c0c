"""Refunds through Shopify's wire format: its own order, lines, stock and duties, its idempotency key, its webhook."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line
from huitou.refunds.models import GatewayNotice, RefundElsewhere
from huitou.refunds.reconcile import reconcile
from tests.refunds.conftest import counters, fresh
from tests.refunds.providers.plug import enter, shopify_values


@pytest.fixture
def order(make_order):
    return make_order(("shopify", 8400))


@pytest.fixture
def store(shopify, shop, order):
    found = shopify.stores[shopify_values(shop)["access_token"]]
    found.payments = [order.payments[0].external_id]
    found.lines = [
        {
            "id": "gid://shopify/LineItem/1", "quantity": 3, "refundableQuantity": 3,
            "duties": [{"id": "gid://shopify/Duty/7"}],
        },
        {"id": "gid://shopify/LineItem/2", "quantity": 1, "refundableQuantity": 1, "duties": []},
    ]  # fmt: skip
    return found


@pytest.fixture
def send(shopify, shop):
    def call(body, *, headers=None):
        values = shopify_values(shop)
        given = shopify.signed(values["webhook_secret"], values["domain"], body) if headers is None else headers
        answer = Client().post("/hooks/shopify/teahouse/", data=body, content_type="application/json", headers=given)
        run_pending()
        return answer

    return call


def made(store):
    return [refund for one in store.orders.values() for refund in one["refunds"]]


def test_a_refund_names_its_lines_its_payment_and_its_key(shopify, store, order, ask_refund, run_jobs):
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert fresh(refund).state == "succeeded"
    (row,) = made(store)
    assert row["asked"]["transactions"][0]["amount"] == "9.67"
    assert row["asked"]["refundLineItems"] == [
        {"lineItemId": "gid://shopify/LineItem/1", "quantity": 1, "restockType": "NO_RESTOCK"}
    ]
    assert "refundDuties" not in row["asked"]
    assert list(store.keys) == [refund.key]
    assert refund.ref in row["note"]


def test_duties_go_back_with_the_last_piece_of_their_line(shopify, store, order, ask_refund, run_jobs):
    ask_refund(order, cups=3)
    run_jobs()
    (row,) = made(store)
    assert row["asked"]["refundDuties"] == [{"dutyId": "gid://shopify/Duty/7", "refundType": "FULL"}]


LOCATION = "gid://shopify/Location/655441491"


@pytest.mark.parametrize(
    ("location", "unsent", "settled", "expected"),
    [
        ("655441491", 0, 1, {"restockType": "RETURN", "locationId": LOCATION}),
        ("655441491", 0, 0, {"restockType": "NO_RESTOCK"}),
        ("655441491", 3, 0, {"restockType": "CANCEL", "locationId": LOCATION}),
        ("655441491", 2, 0, {"restockType": "NO_RESTOCK"}),
        ("655441491", 2, 1, {"restockType": "RETURN", "locationId": LOCATION}),
        ("", 0, 1, {"restockType": "NO_RESTOCK"}),
    ],
    ids=["sold again", "damaged", "never sent", "partly sent", "partly sent, sold again", "no location"],
)
def test_stock_follows_the_inspection(
    location, unsent, settled, expected, shopify, store, shop, order, ask_refund, run_jobs, monkeypatch
):
    enter(shop, "shopify", {**shopify_values(shop), "location": location})
    store.lines[0]["unfulfilledQuantity"] = unsent
    with in_shop(shop):
        line = Line.objects.get(order=order.order, quantity=3)
    monkeypatch.setattr("huitou.refunds.gateway_calls.back_in_stock", lambda cause: {line.pk: settled})
    ask_refund(order, cups=1)
    run_jobs()
    (row,) = made(store)
    assert row["asked"]["refundLineItems"] == [{"lineItemId": "gid://shopify/LineItem/1", "quantity": 1, **expected}]


@pytest.mark.parametrize("fault", ["drop", "garbage", "error"])
def test_what_was_lost_is_asked_for_and_paid_once(fault, shopify, store, order, ask_refund, run_jobs, sweep):
    shopify.faults = [fault]
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert fresh(refund).state == "unknown"
    for _ in range(4):
        sweep(minutes=8)
    assert fresh(refund).state == "succeeded"
    assert len(made(store)) == 1


def test_more_than_is_left_there_waits_for_a_person(shopify, store, order, ask_refund, run_jobs):
    store.captured = 500
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "above_captured")


def test_an_order_in_another_currency_is_not_touched(shopify, store, order, ask_refund, run_jobs):
    store.currency = "USD"
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "currency_invalid")
    assert made(store) == []


def test_a_refund_made_in_its_back_office_counts_by_webhook_and_list_once(shop, shopify, store, order, send, clock):
    theirs = shopify.order(store, order.order.external_id)
    row = shopify.make(theirs, f"gid://shopify/OrderTransaction/{store.payments[0]}", "20.00", "goodwill")
    assert send(shopify.webhook(theirs, row)).status_code == 200
    assert counters(order.payments[0]) == (0, 2000)
    report = reconcile(shop_id=shop.pk, gateway="shopify", since=clock.now() - timedelta(days=7), at=clock.now())
    assert (report.clean, report.elsewhere) == (True, 1)
    with in_shop(shop):
        assert RefundElsewhere.objects.count() == 1
        kept = json.dumps(GatewayNotice.objects.get().payload)
    assert [word for word in ("jenny", "4242", "goodwill") if word in kept] == []


def test_our_own_refunds_webhook_changes_nothing_more(shop, shopify, store, order, ask_refund, send):
    (refund,) = ask_refund(order, cups=1)
    run_pending()
    theirs = store.orders[order.order.external_id]
    assert send(shopify.webhook(theirs, theirs["refunds"][0])).status_code == 200
    assert (fresh(refund).state, counters(order.payments[0])) == ("succeeded", (0, 967))
    with in_shop(shop):
        assert not RefundElsewhere.objects.exists()


@pytest.mark.parametrize("spoilt", ["secret", "byte", "domain", "old", "no headers"])
def test_a_webhook_that_cannot_be_verified_changes_nothing(spoilt, shop, shopify, store, order, send, clock):
    values = shopify_values(shop)
    theirs = shopify.order(store, order.order.external_id)
    row = shopify.make(theirs, f"gid://shopify/OrderTransaction/{store.payments[0]}", "20.00")
    body = shopify.webhook(theirs, row)
    secret = "shpss_other" if spoilt == "secret" else values["webhook_secret"]
    domain = "coffeehouse.myshopify.com" if spoilt == "domain" else values["domain"]
    at = clock.now() - timedelta(hours=49) if spoilt == "old" else None
    headers = {} if spoilt == "no headers" else shopify.signed(secret, domain, body, at=at)
    assert send(body.replace(b"20.00", b"20.01") if spoilt == "byte" else body, headers=headers).status_code == 401
    assert counters(order.payments[0]) == (0, 0)
    with in_shop(shop):
        assert not GatewayNotice.objects.exists()


def test_the_address_of_a_store_is_shopifys(shop, shopify):
    from huitou.core.credentials import CredentialInvalid

    for domain in ("evil.example.com", "x.myshopify.com.evil.org", "127.0.0.1/x.myshopify.com"):
        with pytest.raises(CredentialInvalid):
            enter(shop, "shopify", {**shopify_values(shop), "domain": domain})
