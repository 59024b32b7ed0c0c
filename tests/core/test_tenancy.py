"""One shop at a time: in code, in the database, and in every tenant table."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django_scopes import scope, scopes_disabled
from django_scopes.exceptions import ScopeError

from huitou.cases.models import Case, CaseLine
from huitou.core.ids import new_id
from huitou.core.models import Event, LedgerEntry
from huitou.core.tenancy import in_shop
from huitou.core.tenancy.scope import ShopAlreadyOpen
from huitou.core.tenancy.secure import append_only_tables, shop_tables
from huitou.orders.models import Order


def test_unscoped_access_raises(world):
    with pytest.raises(ScopeError):
        Order.objects.count()


def test_each_shop_asks_for_its_own_rows_whoever_asked_before():
    one, other = new_id(), new_id()
    for shop in (one, other, other, one):
        with scope(shop=shop):
            asked = Order.objects.filter(number="N").query.sql_with_params()[1]
        assert asked == (shop, "N")
    with pytest.raises(ScopeError):
        Order.objects.count()
    with scopes_disabled():
        assert not Order.objects.all().query.where


def test_in_shop_does_not_nest(world):
    with in_shop(world.shop), pytest.raises(ShopAlreadyOpen), in_shop(world.shop):
        pass


def test_the_database_hides_other_shops_even_without_the_scope_in_code(world, worlds):
    other = worlds("other")
    world.order()
    theirs = other.order()
    with in_shop(world.shop), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders_order")
        assert cursor.fetchone() == (1,)
        cursor.execute("UPDATE orders_order SET number = 'stolen' WHERE id = %s", [theirs.pk])
        assert cursor.rowcount == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders_order")
        assert cursor.fetchone() == (0,)


def test_the_database_refuses_a_row_for_another_shop(world, worlds):
    other = worlds("other")
    with in_shop(world.shop), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        LedgerEntry.objects.create(
            shop=other.shop, key="k", debit="a", credit="b", amount_minor=1, currency="CNY", subject_type="x",
            subject_id=other.shop.pk, at=world.now,
        )  # fmt: skip


def test_the_database_refuses_a_row_that_points_into_another_shop(world, worlds):
    mine = world.apply(world.order(), cups=1)
    other = worlds("other")
    foreign = other.line(other.order(), "pot")
    with pytest.raises(IntegrityError, match="cases_line_order_line"), in_shop(world.shop):
        CaseLine.objects.create(
            shop=world.shop, case=mine, order_line_id=foreign.pk, quantity=1, reason="no_longer_wanted"
        )


def test_every_tenant_table_has_forced_row_level_security(database):
    with connections["owner"].cursor() as cursor:
        for model in shop_tables():
            cursor.execute(
                "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
                [model._meta.db_table],
            )
            assert cursor.fetchone() == (True, True), model._meta.label


def test_the_tests_themselves_run_without_special_rights(database):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def change(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_append_only_tables_refuse_to_be_changed(world, statement):
    case = world.apply(world.order(), cups=1)
    assert {Event, LedgerEntry} <= set(append_only_tables())
    for model in append_only_tables():
        with in_shop(world.shop), pytest.raises(ProgrammingError, match="permission denied"):
            change(statement.format(model._meta.db_table))
    with in_shop(world.shop):
        assert Case.objects.get(pk=case.pk).chain_length == Event.objects.filter(subject_id=case.pk).count()


def test_a_manager_with_a_scope_of_its_own_leaves_nothing_behind_for_the_open_shop():
    """What it was asked for is not kept as the rows of the shop that happens to be open."""
    mine, other = new_id(), new_id()
    with scope(shop=mine):
        everybody = CaseLine.objects.with_scopes_disabled()
        assert not everybody.all().query.where
        assert CaseLine.objects.all().query.sql_with_params()[1] == (mine,)
        assert CaseLine.objects.with_scope(shop=other).all().query.sql_with_params()[1] == (other,)
        assert CaseLine.objects.all().query.sql_with_params()[1] == (mine,)
