"""An order that was paid with a card and a gift card: the buyer sees what goes back as what, before the last tap."""

import pytest

from huitou.cases.models import Case
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.models import Refund
from huitou.refunds.payment_kinds import PaymentKind, kind_of
from huitou.refunds.queries.shares import givers_of
from tests.portal.reading import words


@pytest.fixture
def order(world):
    order = world.order(payments=(50_200, 30_000))
    with in_shop(world.shop):
        gift = Payment.objects.filter(order=order).order_by("position").last()
        Payment.objects.filter(pk=gift.pk).update(method="gift_card")
    return order


def as_performed(world, case) -> dict[PaymentKind, int]:
    with in_shop(world.shop):
        rows = Refund.objects.filter(cause_id=case.pk, state="succeeded").select_related("payment")
        return {kind_of(row.payment.method): row.amount_minor for row in rows}


def test_what_is_shown_is_what_is_done(world, order):
    case = world.refreshed(world.apply(order, kind="refund_only", pots=1, reason="damaged", photo=True))
    with in_shop(world.shop):
        shown = dict(givers_of(order).preview(case.sheet.total_minor))
    if case.state == "requested":
        from huitou.cases.verbs import agree

        agree(case=case.pk, actor=world.agent, at=world.now)
    run_pending()
    done = as_performed(world, case)
    assert {kind: money.minor for kind, money in shown.items()} == done
    assert set(done) == {PaymentKind.MONEY, PaymentKind.GIFT_CARD}
    with in_shop(world.shop):
        told = givers_of(order).requested(Refund.objects.filter(cause_id=case.pk))
        assert {kind: money.minor for kind, money in told} == done
        assert Case.objects.get().state == "resolved"
        plain = givers_of(order)
        assert plain.preview(10**9) == []


def test_one_payment_says_nothing_about_shares(world):
    order = world.order()
    with in_shop(world.shop):
        assert givers_of(order).preview(100) == []


def test_the_pages_say_it_before_the_last_tap_and_afterwards(world, order, sign_in):
    client, line = sign_in(order), world.line(order, "pot").position
    asked = {"step": "how", f"i{line}": "1", "r": "no_longer_wanted", "kind": "return_and_refund"}
    before = words(client.get(f"/s/teahouse/orders/{order.number}/apply/", asked))
    assert "Of this, as a gift card" in before
    assert "Of this, the way you paid" in before
    case = world.refreshed(world.apply(order, pots=1))
    after = words(client.get(f"/s/teahouse/cases/{case.ref}/"))
    assert "Of this, as a gift card" in after
