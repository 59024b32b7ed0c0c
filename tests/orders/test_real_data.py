"""Data that nobody here wrote, from the folder beside the repository; skipped where it is absent."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from huitou.core.actors import system_actor
from huitou.core.ledger import balance
from huitou.core.tenancy import in_shop
from huitou.orders.connectors.olist.adapter import OlistFolder
from huitou.orders.connectors.online_retail.adapter import OnlineRetail
from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.connectors.shopify.adapter import Shopify
from huitou.orders.drafts import CancellationDraft, OrderDraft, Reject
from huitou.orders.imports import Job, run
from huitou.orders.models import Order, Payment
from huitou.orders.queries import look_up
from huitou.parcels.imports import write as write_parcels
from huitou.parcels.models import Parcel
from tests.environment import ROOT
from tests.orders.conftest import AT
from tests.orders.drafting import drafts_of, rejects_of, remarks_of, write_csv

DATA = ROOT.parent / "shared" / "data"
SAO_PAULO = ReadOptions("BRL", ZoneInfo("America/Sao_Paulo"))


def given(*parts: str) -> Path:
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the real data {path.relative_to(DATA.parent)} is not beside the repository")
    return path


def counted(records):
    rejects, remarks, lines, orders, cancellations = Counter(), Counter(), 0, 0, 0
    for record in records:
        match record:
            case Reject():
                rejects[record.code] += 1
            case CancellationDraft():
                cancellations += 1
            case OrderDraft():
                orders += 1
                lines += len(record.lines)
                remarks.update(remarks_of(record))
    return orders, lines, cancellations, dict(rejects), dict(remarks)


def test_olist_8000():
    orders, lines, _, rejects, remarks = counted(OlistFolder().read([given("olist", "orders_8000")], SAO_PAULO))
    assert (orders, lines, rejects) == (8000, 8203, {"payment_empty": 2})
    assert remarks == {
        "shipped_before_payment": 111, "not_delivered": 80, "order_without_items": 68, "payment_differs": 43,
        "order_without_payment": 1,
    }  # fmt: skip


@pytest.mark.slow
def test_online_retail_every_line_is_accounted_for():
    path = given("online_retail", "online_retail.csv.gz")
    options = ReadOptions("GBP", ZoneInfo("Europe/London"))
    orders, lines, cancellations, rejects, remarks = counted(OnlineRetail().read([path], options))
    assert (orders, cancellations, remarks["repeated_line"]) == (19785, 8539, 5226)
    assert lines + cancellations + sum(rejects.values()) + remarks["shipping_shared_out"] == 541_909


def test_shopify_bodies():
    folder = given("shopify")
    records = list(Shopify().read(sorted(folder.glob("*.json")), ReadOptions("USD")))
    (order,) = drafts_of(records)
    assert (order.number, len(order.lines), order.tax_minor, order.state) == ("#1001", 3, 1194, "placed")
    assert remarks_of(order) == ["fulfilment_failed", "total_differs"]
    assert {code for code, _, _ in rejects_of(records)} <= {"not_an_order", "lines_missing"}


@pytest.mark.slow
def test_a_buyer_of_olist_finds_the_order_after_the_import(shop, tmp_path):
    folder = given("olist", "orders_2000_with_reviews")
    found = next(order for order in drafts_of(OlistFolder().read([folder], SAO_PAULO)) if order.parcels)
    contacts = write_csv(
        tmp_path / "contacts.csv",
        ("customer_id", "email", "name", "phone"),
        [(found.customer.aliases[0], "ana@example.com", "Ana", "+55 11 98765-4321")],
    )
    job = Job(OlistFolder(), [folder], SAO_PAULO, contacts=contacts, shift_to_today=True, then=write_parcels)
    report = run(job, actor=system_actor(shop.pk), at=AT)
    assert (report.new, report.contacts, report.moved_by_days > 2000) == (1980, 1, True)
    with in_shop(shop):
        seen = look_up(shop, found.number.upper(), "＋５５ 11 98765 4321")
        assert seen is not None
        assert (seen.order.external_id, seen.order.moved_by_days) == (found.external_id, report.moved_by_days)
        # Short windows hold something: a day's newest orders and not one late straggler are what ends today.
        assert Parcel.objects.filter(delivered_at__gt=AT - timedelta(days=14)).count() > 50
        assert Parcel.objects.filter(delivered_at__gt=AT).count() == 0
        captured = sum(Payment.objects.values_list("captured_minor", flat=True))
        assert balance("gateway:offline", "BRL").minor == -captured
        assert not Order.objects.filter(placed_at__gt=AT).exists()
