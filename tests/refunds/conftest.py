"""A shop with a paid order, and the guard that our books agree after every test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from huitou.core import clock as core_clock
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.models import Event, Shop
from huitou.core.tenancy import every_shop, in_shop
from huitou.orders.models import Customer, Line, Order, Payment
from huitou.refunds.models import GatewayExchange, Refund, StoredSheet
from huitou.refunds.sheet import Agreed, Fees
from tests.refunds.providers.plug import alipay, plugged, shopify, stripe, wechat  # noqa: F401  (fixtures)


@pytest.fixture(autouse=True)
def books_agree(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test: each payment's counters are what the ledger says. Unless the test breaks them on purpose."""
    if "database" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("database")
    yield
    if "broken_books" in request.fixturenames:
        return
    from huitou.refunds.reconcile import counters_against_ledger

    assert [wrong for shop_id in every_shop() for wrong in counters_against_ledger(shop_id)] == []


@pytest.fixture
def broken_books() -> None:
    """Named by a test that breaks the books on purpose."""


def make_shop(slug: str) -> Shop:
    return Shop.objects.create(
        slug=slug, name="Teahouse", country="DE", currency="EUR", timezone="Europe/Berlin", locale="en"
    )


@pytest.fixture
def shop(database: None) -> Shop:
    return make_shop("teahouse")


@pytest.fixture
def other_shop(database: None) -> Shop:
    return make_shop("coffeehouse")


@dataclass
class PaidOrder:
    """An order of three cups at 10.00 (1.00 off in all) and a pot at 50.00, shipping 5.00: 84.00 paid."""

    order: Order
    cup: Line
    pot: Line
    payments: list[Payment]


@pytest.fixture
def make_order(shop: Shop) -> Callable[..., PaidOrder]:
    def make(*payments: tuple[str, int], currency: str = "EUR", in_shop_of: Shop | None = None) -> PaidOrder:
        return _make_order(in_shop_of or shop, payments or (("sandbox", 8400),), currency)

    return make


def _make_order(shop: Shop, payments: tuple[tuple[str, int], ...], currency: str) -> PaidOrder:
    at = core_clock.now() - timedelta(days=5)
    name = uuid4().hex[:10]
    with in_shop(shop):
        customer = Customer.objects.create(shop=shop, source="test", external_id=name)
        order = Order.objects.create(
            shop=shop, customer=customer, number=name, number_key=name, source="test", external_id=name,
            currency=currency, placed_at=at, state="paid", country="DE", subtotal_minor=8000, discount_minor=100,
            shipping_minor=500, total_minor=8400, tax_included=True,
        )  # fmt: skip
        cup, pot = (
            Line.objects.create(shop=shop, order=order, position=position, external_id=str(position), **facts)
            for position, facts in enumerate(
                (
                    {"title": "Cup", "quantity": 3, "unit_price_minor": 1000, "discount_minor": 100,
                     "shipping_minor": 200},
                    {"title": "Pot", "quantity": 1, "unit_price_minor": 5000, "shipping_minor": 300},
                ),
                start=1,
            )
        )  # fmt: skip
        rows = [
            Payment.objects.create(
                shop=shop, order=order, position=position, method="card", gateway=gateway,
                external_id=f"{name}-{position}", captured_minor=captured, paid_at=at,
            )
            for position, (gateway, captured) in enumerate(payments, start=1)
        ]  # fmt: skip
    return PaidOrder(order, cup, pot, rows)


@pytest.fixture
def paid_order(make_order: Callable[..., PaidOrder]) -> PaidOrder:
    return make_order()


@pytest.fixture
def ask_refund(shop: Shop, clock: Any) -> Callable[..., list[Refund]]:
    """`ask_refund(paid_order, cups=1)`: a sheet computed, stored and asked for in one go, as a case would."""

    def ask(
        order: PaidOrder, *, cups: int = 0, pots: int = 0, amount: int = 0, cause_id: UUID | None = None,
        sheet: StoredSheet | None = None, fees: Fees | None = None,
    ) -> list[Refund]:  # fmt: skip
        from huitou.refunds.verbs import request_refund

        sheet = sheet or sheet_for(order, cups=cups, pots=pots, amount=amount, fees=fees, at=clock.now())
        return request_refund(
            actor=system_actor(order.order.shop_id), at=clock.now(), order_id=order.order.pk,
            cause_id=cause_id or uuid4(), sheet=sheet,
        )  # fmt: skip

    return ask


def sheet_for(
    order: PaidOrder, *, at: datetime, cups: int = 0, pots: int = 0, amount: int = 0, fees: Fees | None = None
) -> StoredSheet:
    from huitou.refunds.queries import Wanted, sheet_facts
    from huitou.refunds.verbs import store_sheet

    wanted = [Wanted(line.pk, units) for line, units in ((order.cup, cups), (order.pot, pots)) if units]
    agreed = Agreed("amount", amount, goods_kept=True) if amount else None
    with in_shop(order.order.shop_id):
        facts = sheet_facts(order.order.pk, wanted, fees=fees or Fees(), agreed=agreed)
    return store_sheet(actor=system_actor(order.order.shop_id), at=at, order_id=order.order.pk, facts=facts)


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Run what waits, here and now."""
    from huitou.core.jobs import run_pending

    return run_pending


@pytest.fixture
def sweep(shop: Shop, clock: Any, run_jobs: Callable[[], int]) -> Callable[..., None]:
    """`sweep(minutes=10)`: time passes, silence speaks, and the jobs run."""
    from huitou.core.deadlines import sweep_shop

    def pass_time(**forward: float) -> None:
        clock.forward(**forward)
        sweep_shop(shop.pk, at=clock.now())
        run_jobs()

    return pass_time


def person(shop: Shop, *permissions: str, role: Role = Role.MERCHANT) -> Actor:
    return Actor(role=role, shop_id=shop.pk, id="staff:1", permissions=frozenset(permissions), name="Li")


@pytest.fixture
def manager(shop: Shop) -> Actor:
    return person(shop, "refunds.view", "refunds.retry", "refunds.record", "refunds.resolve", "refunds.escalate")


def fresh(refund: Refund) -> Refund:
    """The refund as it stands now."""
    with in_shop(refund.shop_id):
        return Refund.objects.select_related("payment").get(pk=refund.pk)


def counters(payment: Payment) -> tuple[int, int]:
    """(reserved, refunded) of the payment now."""
    with in_shop(payment.shop_id):
        now = Payment.objects.get(pk=payment.pk)
    return now.reserved_minor, now.refunded_minor


def kinds(refund: Refund) -> list[str]:
    """The events of the refund, in order, without the area's name."""
    with in_shop(refund.shop_id):
        rows = Event.objects.filter(subject_id=refund.pk).order_by("seq")
        return [event.kind.removeprefix("refunds.refund.") for event in rows]


def said(refund: Refund) -> list[tuple[str, str]]:
    """(kind, outcome) of what was said between us and the gateway."""
    with in_shop(refund.shop_id):
        rows = GatewayExchange.objects.filter(refund=refund).order_by("recorded_at", "pk")
        return [(row.kind, row.outcome) for row in rows]
