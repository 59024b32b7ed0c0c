"""Pieces on their way back: never more than bought, whoever asks at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from huitou.core.errors import NotFound
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line
from huitou.orders.verbs import (
    QuantityExceeded,
    QuantityInvalid,
    claim_quantity,
    place_order,
    release_quantity,
    settle_quantity,
)
from tests.orders.conftest import AT, manager_of
from tests.orders.drafting import draft


@pytest.fixture
def line(shop, manager):
    order = place_order(draft=draft(), actor=manager, at=AT)
    with in_shop(shop):
        return Line.objects.get(order=order, sku="CUP")


def stands(shop, line):
    with in_shop(shop):
        line = Line.objects.get(pk=line.pk)
    return line.claimed, line.returned, line.available


def test_pieces_are_claimed_released_and_settled(shop, line):
    with in_shop(shop):
        claim_quantity(line.pk, 2)
    assert stands(shop, line) == (2, 0, 0)
    with in_shop(shop):
        release_quantity(line.pk, 1)
        settle_quantity(line.pk, 1)
    assert stands(shop, line) == (0, 1, 1)
    with in_shop(shop), pytest.raises(QuantityExceeded) as refused:
        claim_quantity(line.pk, 2)
    assert refused.value.params == {"available": 1}
    assert stands(shop, line) == (0, 1, 1)


@pytest.mark.parametrize("change", [claim_quantity, release_quantity, settle_quantity])
@pytest.mark.parametrize("quantity", [0, -1])
def test_no_pieces_are_no_quantity(shop, line, change, quantity):
    with in_shop(shop), pytest.raises(QuantityInvalid):
        change(line.pk, quantity)
    assert stands(shop, line) == (0, 0, 2)


@pytest.mark.parametrize("change", [release_quantity, settle_quantity])
def test_what_is_not_claimed_is_neither_released_nor_settled(shop, line, change):
    with in_shop(shop), pytest.raises(QuantityExceeded) as refused:
        change(line.pk, 1)
    assert refused.value.params == {"available": 0}


def test_a_line_of_another_shop_is_not_found(shop, line, other_shop):
    with in_shop(other_shop), pytest.raises(NotFound):
        claim_quantity(line.pk, 1)
    with in_shop(shop), pytest.raises(NotFound):
        claim_quantity(uuid4(), 1)
    assert stands(shop, line) == (0, 0, 2)


def at_once(shop, count: int, work: Callable[[], None]) -> list[bool]:
    """Run the work in so many threads at the same moment, each with its own connection; True where it succeeded."""
    together = Barrier(count)

    def one(_number: int) -> bool:
        try:
            together.wait(timeout=30)
            with in_shop(shop):
                work()
        except (QuantityExceeded, IntegrityError):
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.fixture
def long_line(shop):
    """Ten cups."""
    cups = draft().lines[0]
    lines = (type(cups)("1", "Cup", 10, 6400, sku="CUP"),)
    order = place_order(draft=draft(lines=lines, payments=()), actor=manager_of(shop), at=AT)
    with in_shop(shop):
        return Line.objects.get(order=order)


@pytest.mark.race
def test_thirty_two_buyers_at_once_never_claim_more_than_was_bought(shop, long_line):
    succeeded = at_once(shop, 32, lambda: claim_quantity(long_line.pk, 1))
    assert sum(succeeded) == 10
    assert stands(shop, long_line) == (10, 0, 0)


@pytest.mark.race
def test_negative_control_without_the_guard_claims_are_lost(shop, long_line):
    """Read, then write: the same race without the guarded statement lets more succeed than the line counts."""
    ready = Barrier(32)

    def unguarded() -> None:
        line = Line.objects.get(pk=long_line.pk)
        ready.wait(timeout=30)
        if line.available >= 1:
            Line.objects.filter(pk=line.pk).update(claimed=line.claimed + 1)

    succeeded = at_once(shop, 32, unguarded)
    assert sum(succeeded) > stands(shop, long_line)[0]


def test_the_database_itself_refuses_more_than_was_bought(shop, line):
    with pytest.raises(IntegrityError, match="never_more_than_bought"), in_shop(shop):
        Line.objects.filter(pk=line.pk).update(claimed=F("quantity"), returned=1)
