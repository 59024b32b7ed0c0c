"""A shop's deposit: paid in, set off, watched, and what the platform stops below the minimum."""

from dataclasses import replace

import pytest

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.money import LARGEST_MINOR
from huitou.core.tenancy import in_shop
from huitou.insurance.stops import platform_stopped
from huitou.notifications.models import Mail
from huitou.settlements.access import deposit_of
from huitou.settlements.deposits import advanced_minor
from huitou.settlements.verbs import set_deposit, set_off, top_up
from huitou.settlements.verbs.deposit import KEEP, DepositBooked, DepositInvalid, DepositMissing, DepositTooLow
from tests.insurance.insuring import balance, covers, insure_all, receive, send_back, shipped


@pytest.fixture
def keeper(world):
    return Actor(role=Role.PLATFORM, shop_id=world.shop.pk, id="staff:x", permissions=frozenset({KEEP}))


def stopped(world):
    with in_shop(world.shop):
        return platform_stopped(world.shop.pk, world.now)


def test_what_the_platform_advanced_is_set_off_once_and_below_the_minimum_it_stops(world, keeper):
    insure_all(world, payer="platform", backer="platform")
    world.hire("owner")
    set_deposit(minimum_minor=10_000, days=7, actor=keeper, at=world.now)
    top_up(amount_minor=10_000, reference="T1", actor=keeper, at=world.now)
    assert (balance(world, "deposit:platform"), stopped(world)) == (10_000, False)
    order, _parcel = shipped(world)
    receive(world, send_back(world, order))
    # The premium was 2.70, the claim 18.00: the platform made good 15.30, and no more than that can be set off.
    with in_shop(world.shop):
        assert advanced_minor(deposit_of(world.shop.pk)) == 1_530
    before = (balance(world, "deposit:platform"), balance(world, "share:platform"))
    with pytest.raises(DepositTooLow):
        set_off(amount_minor=1_531, reference="S1", actor=keeper, at=world.now)
    assert (balance(world, "deposit:platform"), balance(world, "share:platform")) == before == (10_000, -1_800)
    set_off(amount_minor=1_530, reference="S1", actor=keeper, at=world.now)
    with pytest.raises(DepositTooLow):
        set_off(amount_minor=1, reference="S2", actor=keeper, at=world.now)
    assert (balance(world, "deposit:platform"), balance(world, "share:platform")) == (8_470, -270)
    run_pending()
    with in_shop(world.shop):
        assert deposit_of(world.shop.pk).below_since is not None
        assert Mail.objects.filter(subject__in=["Your deposit is too low", "保证金不足"]).exists()
    assert not stopped(world)
    world.clock.forward(days=7)
    assert stopped(world)
    shipped(world, customer="ann", email="ann@example.com")
    assert len(covers(world)) == 1  # the new parcel is not insured
    top_up(amount_minor=1_530, reference="T2", actor=keeper, at=world.now)
    assert not stopped(world)
    shipped(world, customer="bob", email="bob@example.com")
    assert len(covers(world)) == 2


def test_only_the_platform_keeps_it_and_each_number_is_booked_once(world, keeper):
    with pytest.raises(DepositMissing):
        top_up(amount_minor=1, reference="T1", actor=keeper, at=world.now)
    set_deposit(minimum_minor=0, days=7, actor=keeper, at=world.now)
    top_up(amount_minor=100, reference="T1", actor=keeper, at=world.now)
    with pytest.raises(DepositBooked):
        top_up(amount_minor=100, reference=" T1 ", actor=keeper, at=world.now)
    for amount, reference in ((0, "T2"), (-1, "T2"), (10**30, "T2"), (1, " "), (1, "x" * 81)):
        with pytest.raises(DepositInvalid):
            top_up(amount_minor=amount, reference=reference, actor=keeper, at=world.now)
    for wrong in (world.hire("manager"), replace(keeper, permissions=frozenset()), world.system):
        with pytest.raises(Forbidden):
            top_up(amount_minor=1, reference="T3", actor=wrong, at=world.now)
        with pytest.raises(Forbidden):
            set_deposit(minimum_minor=1, days=1, actor=wrong, at=world.now)
    assert balance(world, "deposit:platform") == 100


def test_what_can_be_asked_for_and_the_minimum_itself_is_enough(world, keeper):
    at = world.now
    for minimum, days in ((-1, 7), (LARGEST_MINOR + 1, 7), (1, 0), (1, 91)):
        with pytest.raises(DepositInvalid):
            set_deposit(minimum_minor=minimum, days=days, actor=keeper, at=at)
    set_deposit(minimum_minor=LARGEST_MINOR, days=1, actor=keeper, at=at)
    set_deposit(minimum_minor=100, days=90, actor=keeper, at=at)
    with in_shop(world.shop):
        assert deposit_of(world.shop.pk).below_since == at
    top_up(amount_minor=99, reference="x" * 80, actor=keeper, at=at)
    with in_shop(world.shop):
        assert deposit_of(world.shop.pk).below_since == at
    top_up(amount_minor=1, reference="T2", actor=keeper, at=at)
    with in_shop(world.shop):
        assert deposit_of(world.shop.pk).below_since is None
        told = [one.kind.rpartition(".")[2] for one in Event.objects.filter(kind__startswith="settlements.deposit.")]
    # Too low is said once, with the first sum that is too low, and full again once.
    assert sorted(told) == sorted(["set", "fell_below", "set", "topped_up", "topped_up", "filled_up"])


def test_no_more_is_set_off_than_lies_there(world, keeper):
    insure_all(world, payer="platform", backer="platform")
    set_deposit(minimum_minor=0, days=7, actor=keeper, at=world.now)
    top_up(amount_minor=100, reference="T1", actor=keeper, at=world.now)
    order, _parcel = shipped(world)
    receive(world, send_back(world, order))
    with pytest.raises(DepositTooLow):
        set_off(amount_minor=101, reference="S1", actor=keeper, at=world.now)
    set_off(amount_minor=100, reference="S1", actor=keeper, at=world.now)
    assert balance(world, "deposit:platform") == 0
