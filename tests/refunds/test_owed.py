"""What a buyer owes and a refund keeps back: only the difference moves, never without somebody who lent. All pure."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from huitou.core.actors import Actor, Role
from huitou.core.money import Money
from huitou.orders.models import Order
from huitou.refunds import owed
from huitou.refunds.owed import Keeping, Lender, OwedChanged, keep_back, kept_before, owed_by

CAUSE, NOW = UUID(int=1), datetime(2026, 11, 22, 12, tzinfo=UTC)
ACTOR = Actor(role=Role.SYSTEM, shop_id=UUID(int=2), id="system")


@pytest.fixture
def moved(monkeypatch) -> list[tuple[str, int]]:
    """What two lenders are told, the first of whom is asked."""
    told: list[tuple[str, int]] = []

    def lender(name: str, owes: int, held: int) -> Lender:
        return Lender(
            lambda order: owes,
            lambda order, cause: held,
            lambda order, keeping, money, actor, at: told.append((f"{name} charges", money.minor)),
            lambda order, keeping, money, actor, at: told.append((f"{name} gives back", money.minor)),
        )

    monkeypatch.setattr(owed, "_lenders", [lender("one", 70, 30), lender("two", 7, 3)])
    return told


@pytest.mark.parametrize(
    ("keeps", "before", "moves"),
    [
        (50, 50, []),
        (0, 0, []),
        (50, 49, [("one charges", 1)]),
        (50, 0, [("one charges", 50)]),
        (50, 80, [("one gives back", 30)]),
        (0, 80, [("one gives back", 80)]),
    ],
)
def test_only_the_difference_moves_and_once(moved, keeps, before, moves) -> None:
    keep_back(Order(), Keeping(CAUSE, "sheet"), Money(keeps, "EUR"), before, ACTOR, NOW)
    assert moved == moves


def test_without_a_lender_nothing_is_kept_back(monkeypatch) -> None:
    monkeypatch.setattr(owed, "_lenders", [])
    keep_back(Order(), Keeping(CAUSE, "sheet"), Money(0, "EUR"), 0, ACTOR, NOW)
    with pytest.raises(OwedChanged):
        keep_back(Order(), Keeping(CAUSE, "sheet"), Money(1, "EUR"), 0, ACTOR, NOW)
    assert (owed_by(Order()), kept_before(Order(), CAUSE, on_account=False)) == (0, 0)


def test_what_is_owed_and_kept_is_of_all_who_lent(moved) -> None:
    assert (owed_by(Order()), owed_by(Order(), apart_from=CAUSE)) == (77, 0)
    assert kept_before(Order(), CAUSE, on_account=True) == 33
