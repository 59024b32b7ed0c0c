"""The tables of orders keep shops apart by themselves: row-level security and keys that name the shop."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from huitou.core.models import Personal, SameShop, ShopRow
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import AddressDraft, CustomerDraft
from huitou.orders.models import Cancellation, Customer, CustomerContact, Line, Order, OrderAddress, Payment
from huitou.orders.verbs import place_order
from huitou.parcels.models import Parcel, ParcelLine, ParcelScan
from tests.orders.conftest import AT, manager_of
from tests.orders.drafting import PLACED, draft

MODELS = [Cancellation, Customer, CustomerContact, Line, Order, OrderAddress, Payment, Parcel, ParcelLine, ParcelScan]


@pytest.fixture
def orders(shop, other_shop):
    """(mine, theirs): theirs has neither address nor contact, so only the shop is wrong with pointing to it."""
    bare = draft(address=AddressDraft(), customer=CustomerDraft("c1"))
    mine = place_order(draft=draft(), actor=manager_of(shop), at=AT)
    return [mine, place_order(draft=bare, actor=manager_of(other_shop), at=AT)]


@pytest.mark.parametrize("model", MODELS)
def test_every_pointer_to_a_tenant_row_names_the_shop(model):
    same_shop = {constraint.field for constraint in model._meta.constraints if isinstance(constraint, SameShop)}
    pointers = {
        field.name
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and issubclass(field.related_model, ShopRow)
    }
    assert same_shop == pointers


def foreign_rows(mine, theirs):
    """Rows of my shop that point into theirs."""
    shop_id = mine.shop_id
    return {
        "orders_order_customer_same_shop": lambda: Order.objects.filter(pk=mine.pk).update(customer=theirs.customer_id),
        "orders_line_order_same_shop": lambda: Line.objects.create(
            shop_id=shop_id, order_id=theirs.pk, position=9, external_id="9", title="x", quantity=1, unit_price_minor=1
        ),
        "orders_payment_order_same_shop": lambda: Payment.objects.create(
            shop_id=shop_id, order_id=theirs.pk, position=9, method="x", gateway="offline", external_id="9",
            captured_minor=1, paid_at=PLACED,
        ),
        "orders_address_order_same_shop": lambda: OrderAddress.objects.filter(order=mine).update(order=theirs.pk),
        "orders_contact_customer_same_shop": lambda: CustomerContact.objects.filter(customer=mine.customer_id).update(
            customer=theirs.customer_id
        ),
        "parcels_parcel_order_same_shop": lambda: Parcel.objects.create(
            shop_id=shop_id, order_id=theirs.pk, ref="P-1", external_id="1", direction="outbound", state="announced"
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    "constraint",
    [
        "orders_order_customer_same_shop",
        "orders_line_order_same_shop",
        "orders_payment_order_same_shop",
        "orders_address_order_same_shop",
        "orders_contact_customer_same_shop",
        "parcels_parcel_order_same_shop",
    ],
)
def test_the_database_refuses_a_row_of_another_shop(shop, orders, constraint):
    with pytest.raises(IntegrityError, match=constraint), in_shop(shop):
        foreign_rows(*orders)[constraint]()


@pytest.mark.parametrize("model", [Customer, CustomerContact, Line, Order, OrderAddress, Payment])
def test_plain_sql_sees_one_shop_only(shop, orders, model):
    table = model._meta.db_table
    with in_shop(shop), connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT shop_id FROM {table}")
        assert cursor.fetchall() == [(shop.pk,)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)


def test_a_row_for_another_shop_cannot_be_written(shop, orders):
    _, theirs = orders
    with pytest.raises(ProgrammingError, match="row-level security"), in_shop(shop):
        Customer.objects.create(shop_id=theirs.shop_id, source="x", external_id="x")


def test_personal_data_lies_in_erasable_rows():
    assert issubclass(CustomerContact, Personal)
    assert issubclass(OrderAddress, Personal)
