"""What the database itself refuses, whatever the code does."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.gateways.offline.models import HandPayout
from huitou.refunds.models import Discrepancy, GatewayExchange, Pause, Refund, RefundLine, StoredSheet
from tests.refunds.conftest import fresh

APPEND_ONLY = [StoredSheet, RefundLine, GatewayExchange]


@pytest.fixture
def paid(paid_order, ask_refund, run_jobs):
    (refund,) = ask_refund(paid_order, cups=1)
    run_jobs()
    return fresh(refund)


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
def test_what_was_written_once_is_neither_changed_nor_deleted(shop, paid, model) -> None:
    with in_shop(shop):
        assert model.objects.exists()
        for change in (
            lambda: model.objects.update(shop=F("shop")),
            lambda: model.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                change()


@pytest.mark.parametrize(
    "model",
    [Refund, RefundLine, StoredSheet, GatewayExchange, Discrepancy, Pause, HandPayout],
    ids=lambda m: m.__name__,
)
def test_no_row_of_another_shop_is_seen_even_by_plain_sql(shop, other_shop, paid, model) -> None:
    from django.db import connection

    table = connection.ops.quote_name(model._meta.db_table)
    with in_shop(other_shop), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)


def test_a_payment_never_goes_above_what_was_captured(shop, paid) -> None:
    with in_shop(shop), pytest.raises(IntegrityError, match="never_above_captured"), transaction.atomic():
        Payment.objects.update(reserved_minor=F("captured_minor") + 1)


def copy_of(refund: Refund, **changes: object) -> Refund:
    values = {field.attname: getattr(refund, field.attname) for field in Refund._meta.concrete_fields}
    fresh_values = {"id": uuid4(), "key": uuid4().hex, "ref": uuid4().hex[:12], "sequence": 99}
    return Refund(**(values | fresh_values | changes))


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"amount_minor": 0}, "refunds_refund_positive"),
        ({"amount_minor": -5}, "refunds_refund_positive"),
        ({"state": "succeeded", "paid_minor": 0}, "refunds_refund_paid_when_succeeded"),
        ({"state": "failed"}, "refunds_refund_paid_when_succeeded"),
        ({"key": None}, "key"),
        ({"sequence": 1}, "refunds_refund_once_per_cause"),
    ],
)
def test_impossible_refunds_are_refused(shop, paid, changes, constraint) -> None:
    with in_shop(shop), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        copy_of(paid, **changes).save(force_insert=True)


def test_the_same_key_twice_is_refused(shop, paid) -> None:
    with in_shop(shop), pytest.raises(IntegrityError, match="refunds_refund_key"), transaction.atomic():
        copy_of(paid, key=paid.key).save(force_insert=True)


def test_a_refund_never_points_into_another_shop(shop, other_shop, paid) -> None:
    with pytest.raises(IntegrityError, match="refunds_refund_"), in_shop(other_shop):
        copy_of(paid, shop_id=other_shop.pk).save(force_insert=True)
