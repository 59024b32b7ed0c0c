"""Two people save the same settings for the first time at the same moment: both are saved, one after the other."""

import importlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from huitou.core.actors import Actor, Role
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.instant.models.instant_rules import Mode
from huitou.instant.verbs import set_rules
from huitou.insurance.risk import CoverRow
from huitou.insurance.verbs import set_terms
from huitou.refunds.models import RefundRules
from huitou.refunds.verbs import keep_account, set_refund_rules
from huitou.settlements.verbs import set_cost_terms, set_deposit
from huitou.settlements.verbs.deposit import KEEP
from tests.refunds.test_races import at_once

pytestmark = pytest.mark.race
THREADS = 6
SECRETS = {"secret_key": "sk_test_" + "x" * 20, "webhook_secret": "whsec_" + "x" * 20}


def first_saves(world: Any) -> dict[str, Callable[[int], Any]]:
    """By the kind of its event: a save, each with another number so that none of them is the same."""
    owner = world.hire("owner")
    keeper = Actor(role=Role.PLATFORM, shop_id=world.shop.pk, id="staff:x", permissions=frozenset({KEEP}))
    by, table = {"actor": owner, "at": world.now}, [CoverRow("*", 1000, 1200)]
    return {
        "refunds.rules.set": lambda n: set_refund_rules(
            order_of_payments="as_paid", confirm_above_minor=n, take_back_discounts=True, **by
        ),
        "refunds.gateway_account": lambda n: keep_account(
            gateway_code="stripe", values=SECRETS, serves=[f"card{n}"], **by
        ),
        "instant.rules.set": lambda n: set_rules(mode=Mode.ON, budget_minor=n, largest_minor=n, **by),
        "insurance.terms.set": lambda n: set_terms(
            insure_all=True, payer="merchant", insurer="pool", backer="merchant", table=table, piece_grams=n, days=90,
            **by,
        ),
        "settlements.cost_terms.set": lambda n: set_cost_terms(shares={}, table=table, piece_grams=n, **by),
        "settlements.deposit.set": lambda n: set_deposit(minimum_minor=n, days=7, actor=keeper, at=world.now),
    }  # fmt: skip


def together(save: Callable[[int], Any]) -> list[Any]:
    return at_once([lambda n=n: save(n) for n in range(1, THREADS + 1)])


def test_whoever_saves_first_with_others_is_answered_as_they_are(world) -> None:
    for kind, save in first_saves(world).items():
        failures = [str(found) for found in together(save) if isinstance(found, Exception)]
        assert (kind, failures) == (kind, [])
        with in_shop(world.shop):
            assert (kind, Event.objects.filter(kind__startswith=kind).count()) == (kind, THREADS)


def test_the_control_without_the_lock_all_but_one_run_into_the_key(world, monkeypatch) -> None:
    everybody_has_read = threading.Barrier(THREADS)

    def unlocked(rows: Any) -> Any:
        row = rows.select_for_update().first()
        everybody_has_read.wait(timeout=30)
        return row

    verb = importlib.import_module("huitou.refunds.verbs.set_refund_rules")
    monkeypatch.setattr(verb, "lock_or_make", unlocked)
    found = together(first_saves(world)["refunds.rules.set"])
    assert [isinstance(one, IntegrityError) for one in found].count(True) == THREADS - 1
    with in_shop(world.shop):
        assert RefundRules.objects.count() == 1
