"""One shop's trouble is not the others'."""

import pytest
from django.db import OperationalError
from structlog.testing import capture_logs

from huitou.core.shop_by_shop import shop_by_shop


def test_a_shop_that_fails_is_logged_and_stops_no_other(world, worlds):
    other, done = worlds("other"), []

    def work(shop_id):
        if shop_id == world.shop.pk:
            raise ValueError
        done.append(shop_id)

    with capture_logs() as logs:
        shop_by_shop(work, failed="tests.failed")
    assert done == [other.shop.pk]
    assert [(line["event"], line["shop"]) for line in logs] == [("tests.failed", str(world.shop.pk))]


def test_a_database_that_is_gone_is_not_asked_for_every_shop(world, worlds):
    worlds("other")
    asked = []

    def work(shop_id):
        asked.append(shop_id)
        raise OperationalError

    with pytest.raises(OperationalError):
        shop_by_shop(work, failed="tests.failed")
    assert len(asked) == 1
