"""The `database` fixture: empty at the start, bound by the application's role, cleaned however a test wrote."""

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_starts_empty_although_rows_were_committed(turn):
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    assert Session.objects.count() == 0
    with transaction.atomic(durable=True):
        Session.objects.create(session_key=turn, session_data="", expire_date=timezone.now())
    assert Session.objects.count() == 1


def test_tests_connect_as_a_role_that_row_level_security_binds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (settings.HUITOU_APP_ROLE, False, False, False)


def test_what_migrations_put_there_stays():
    from django.contrib.auth.models import Permission

    assert Permission.objects.exists()


def test_the_owner_alias_reaches_the_same_database_as_another_role():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        name, user = cursor.fetchone()
    assert name == connection.settings_dict["NAME"]
    assert user == settings.DATABASES["owner"]["USER"] != settings.HUITOU_APP_ROLE
