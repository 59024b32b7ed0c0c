"""After a restore refunds wait until the books were compared and nothing differs."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from huitou.config.backup.restoring import pause_everything
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden, NotFound
from huitou.core.jobs import run_pending
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.gateways.protocol import RefundRequest
from huitou.refunds.gateways.registry import codes, gateway
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Discrepancy, GatewayAccount, Pause, Refund
from huitou.refunds.resuming import ListNotReady, resume
from huitou.refunds.second_person import PersonNeeded
from huitou.refunds.verbs import confirm_accounts, end_pause, keep_account, pause
from huitou.refunds.verbs.pauses import AccountsNotConfirmed, DifferencesOpen, NotCompared
from tests.desk.conftest import client_of

STRIPE = {"secret_key": "sk_test_" + "x" * 20, "webhook_secret": "whsec_" + "x" * 20}


@pytest.fixture
def restored(unlooked):
    """The same, after somebody has looked through the accounts at payment providers."""
    confirm_accounts(actor=unlooked.hire("manager"), at=unlooked.now)
    return unlooked


@pytest.fixture
def unlooked(world):
    """A shop whose backup was made two hours ago, with a refund that somebody asked for since."""
    pause_everything(world.now - timedelta(hours=2), at=world.now)
    order = world.order()
    world.apply(order, kind="refund_only", pots=1, reason="damaged", photo=True)
    from huitou.cases.models import Case
    from huitou.cases.verbs import agree

    with in_shop(world.shop):
        case = Case.objects.get()
    if case.state == "requested":
        agree(case=case.pk, actor=world.agent, at=world.now)
    run_pending()
    return world


def states(world):
    with in_shop(world.shop):
        return list(Refund.objects.values_list("state", flat=True))


def test_every_gateway_of_every_shop_pauses_and_refunds_wait(restored, worlds):
    with in_shop(restored.shop):
        assert set(Pause.objects.values_list("gateway", flat=True)) == set(codes())
        reason = Pause.objects.first().reason
    assert "备份" in reason
    assert states(restored) == ["reserved"]


def test_nobody_ends_the_pause_unseen(restored):
    with pytest.raises(NotCompared):
        end_pause(actor=restored.hire("manager"), at=restored.now, gateway="sandbox")
    with pytest.raises(Forbidden):
        resume(shop_id=restored.shop.pk, gateway="sandbox", actor=restored.agent, at=restored.now)
    with in_shop(restored.shop):
        assert Pause.objects.filter(ended_at=None).count() == len(codes())


def test_a_clean_comparison_lets_them_go_on(restored, clock):
    done = resume(shop_id=restored.shop.pk, gateway="sandbox", actor=restored.hire("manager"), at=restored.now)
    assert done.report.clean
    assert done.pause.ended_at is not None
    clock.forward(minutes=11)
    sweep_deadlines(at=restored.now)
    run_pending()
    assert states(restored) == ["succeeded"]
    with pytest.raises(NotFound):
        resume(shop_id=restored.shop.pk, gateway="sandbox", actor=restored.hire("manager"), at=restored.now)


def test_what_was_paid_since_the_backup_keeps_the_pause_until_a_person_has_looked(restored):
    paid = RefundRequest(
        key="lost-with-the-restore",
        account=str(restored.shop.pk),
        payment="p",
        money=Money(500, "CNY"),
        reference="F-LOST",
    )
    gateway("sandbox").refund(paid)
    manager = restored.hire("manager")
    with pytest.raises(DifferencesOpen):
        resume(shop_id=restored.shop.pk, gateway="sandbox", actor=manager, at=restored.now)
    assert states(restored) == ["reserved"]
    with in_shop(restored.shop):
        assert Discrepancy.objects.get().kind == "missing_here"
        Discrepancy.objects.update(closed_at=restored.now, closed_by="staff:1", closing_note="booked by hand")
    assert resume(shop_id=restored.shop.pk, gateway="sandbox", actor=manager, at=restored.now).pause.ended_at


def test_a_refund_that_the_backup_forgot_is_found_and_not_paid_again(restored, clock):
    """Paid after the backup was made, though the database says it waits: its derived key is the same again."""
    with in_shop(restored.shop):
        waiting = Refund.objects.select_related("payment").get()
    paid = RefundRequest(
        key=waiting.key, account=str(restored.shop.pk), payment=waiting.payment.external_id, money=waiting.money,
        reference=waiting.ref,
    )  # fmt: skip
    gateway("sandbox").refund(paid)
    manager = restored.hire("manager")
    with pytest.raises(DifferencesOpen):
        resume(shop_id=restored.shop.pk, gateway="sandbox", actor=manager, at=restored.now)
    clock.forward(minutes=11)
    sweep_deadlines(at=restored.now)
    run_pending()
    assert states(restored) == ["reserved"]
    with in_shop(restored.shop):
        assert list(Discrepancy.objects.values_list("kind", "key")) == [("missing_here", waiting.key)]
        Discrepancy.objects.update(closed_at=restored.now, closed_by="staff:1", closing_note="paid after the backup")
    resume(shop_id=restored.shop.pk, gateway="sandbox", actor=manager, at=restored.now)
    clock.forward(minutes=11)
    sweep_deadlines(at=restored.now)
    run_pending()
    assert states(restored) == ["succeeded"]
    assert list(Payout.objects.values_list("key", "amount_minor")) == [(waiting.key, waiting.amount_minor)]


def test_the_control_without_the_pause_what_the_backup_forgot_is_paid_twice(restored, clock):
    """The derived key helps only as long as the provider keeps it (Stripe: a day). The pause is the guard."""
    with in_shop(restored.shop):
        waiting = Refund.objects.select_related("payment").get()
    paid = RefundRequest(
        key=waiting.key, account=str(restored.shop.pk), payment=waiting.payment.external_id, money=waiting.money,
        reference=waiting.ref,
    )  # fmt: skip
    gateway("sandbox").refund(paid)
    Payout.objects.update(key="kept for a day only")
    clock.forward(minutes=11)
    sweep_deadlines(at=restored.now)
    run_pending()
    assert list(Payout.objects.values_list("amount_minor", flat=True)) == [waiting.amount_minor]
    with in_shop(restored.shop):
        Pause.objects.update(ended_at=restored.now)
    clock.forward(minutes=11)
    sweep_deadlines(at=restored.now)
    run_pending()
    assert list(Payout.objects.values_list("amount_minor", flat=True)) == [waiting.amount_minor] * 2


def test_only_a_provider_that_could_have_paid_is_waited_for(restored):
    """WeChat Pay and Alipay list only the day after. A shop without an account there need not wait for that; where it
    has one, our own books say nothing: the restore may have lost what was paid.
    """
    manager, shop = restored.hire("manager"), restored.shop
    with in_shop(shop):
        GatewayAccount.objects.create(
            shop_id=shop.pk,
            gateway="alipay",
            opened_at=restored.now - timedelta(days=400),
            changed_at=restored.now,
            changed_by="staff:1",
        )
        assert not Payment.objects.filter(gateway="alipay").exists()
    with pytest.raises(ListNotReady):
        resume(shop_id=shop.pk, gateway="alipay", actor=manager, at=restored.now)
    assert resume(shop_id=shop.pk, gateway="wechat_pay", actor=manager, at=restored.now).pause.ended_at is not None
    with in_shop(shop):
        assert Pause.objects.filter(gateway="alipay", ended_at=None).exists()


def test_a_second_restore_makes_the_comparison_worthless(restored):
    manager = restored.hire("manager")
    with in_shop(restored.shop):
        Pause.objects.update(compared_at=restored.now)
    pause_everything(restored.now - timedelta(days=3), at=restored.now)
    with pytest.raises(AccountsNotConfirmed):
        end_pause(actor=manager, at=restored.now, gateway="sandbox")
    confirm_accounts(actor=manager, at=restored.now)
    with pytest.raises(NotCompared):
        end_pause(actor=manager, at=restored.now, gateway="sandbox")
    with in_shop(restored.shop):
        earliest = {row.compare_since for row in Pause.objects.all()}
    assert max(earliest) < restored.now - timedelta(days=3)


def test_a_pause_by_hand_needs_no_comparison(world):
    manager = world.hire("manager")
    pause(actor=manager, at=world.now, gateway="sandbox", reason="the provider is down")
    assert end_pause(actor=manager, at=world.now, gateway="sandbox").ended_at is not None


def test_nothing_is_compared_before_a_person_has_looked_for_missing_accounts(unlooked):
    """An account that was opened after the backup is not here: without it, its provider would seem to owe nothing."""
    manager = unlooked.hire("manager")
    with pytest.raises(AccountsNotConfirmed):
        resume(shop_id=unlooked.shop.pk, gateway="sandbox", actor=manager, at=unlooked.now)
    with pytest.raises(PersonNeeded):
        confirm_accounts(actor=replace(manager, id="token:1"), at=unlooked.now)
    with pytest.raises(Forbidden):
        confirm_accounts(actor=unlooked.agent, at=unlooked.now)
    with in_shop(unlooked.shop):
        assert set(Pause.objects.values_list("compared_at", "accounts_confirmed_at", "ended_at")) == {(None,) * 3}
    assert states(unlooked) == ["reserved"]
    assert confirm_accounts(actor=manager, at=unlooked.now) == len(codes())
    assert confirm_accounts(actor=manager, at=unlooked.now) == 0
    assert resume(shop_id=unlooked.shop.pk, gateway="sandbox", actor=manager, at=unlooked.now).pause.ended_at


def test_an_account_that_is_entered_again_is_compared_even_after_the_pause_was_ended(restored):
    """Somebody said that all were there, and they were wrong."""
    owner, shop = restored.hire("owner"), restored.shop
    resume(shop_id=shop.pk, gateway="stripe", actor=owner, at=restored.now)
    restored.clock.forward(days=3)
    keep_account(gateway_code="stripe", values=STRIPE, serves=["card"], actor=owner, at=restored.now)
    with in_shop(shop):
        first, second = Pause.objects.filter(gateway="stripe").order_by("begun_at")
        assert (second.compare_since, second.ended_at) == (first.compare_since, None)
    with pytest.raises(NotCompared):
        end_pause(actor=owner, at=restored.now, gateway="stripe")


def test_a_pause_by_hand_does_not_spare_an_account_that_is_entered_again_the_comparison(restored):
    owner, shop = restored.hire("owner"), restored.shop
    since = resume(shop_id=shop.pk, gateway="stripe", actor=owner, at=restored.now).pause.compare_since
    pause(actor=owner, at=restored.now, gateway="stripe", reason="the provider is down")
    keep_account(gateway_code="stripe", values=STRIPE, serves=["card"], actor=owner, at=restored.now)
    with in_shop(shop):
        assert Pause.objects.get(gateway="stripe", ended_at=None).compare_since == since
    with pytest.raises(NotCompared):
        end_pause(actor=owner, at=restored.now, gateway="stripe")


def test_what_was_compared_without_the_account_is_worth_nothing(restored):
    owner = restored.hire("owner")
    with in_shop(restored.shop):
        Pause.objects.filter(gateway="stripe").update(compared_at=restored.now)
    keep_account(gateway_code="stripe", values=STRIPE, serves=["card"], actor=owner, at=restored.now)
    with pytest.raises(NotCompared):
        end_pause(actor=owner, at=restored.now, gateway="stripe")


def test_a_shop_that_was_never_restored_enters_accounts_as_ever(world):
    keep_account(gateway_code="stripe", values=STRIPE, serves=["card"], actor=world.hire("owner"), at=world.now)
    with in_shop(world.shop):
        assert not Pause.objects.exists()


def test_the_desk_shows_the_pause_and_ends_it(unlooked):
    restored = unlooked
    restored.hire("manager")
    client = client_of(restored.staff["manager"])
    path = reverse("desk:resume_refunds", args=[restored.shop.slug])
    confirm = reverse("desk:confirm_accounts", args=[restored.shop.slug])
    page = client.get(reverse("desk:refunds", args=[restored.shop.slug])).content.decode()
    assert (f'action="{confirm}"' in page, f'action="{path}"' in page) == (True, False)
    assert client.post(confirm).status_code == 302
    page = client.get(reverse("desk:refunds", args=[restored.shop.slug])).content.decode()
    assert "sandbox" in page
    assert (f'action="{confirm}"' in page, f'action="{path}"' in page) == (False, True)
    answer = client.post(path, {"gateway": "sandbox"})
    assert answer.status_code == 302, answer.content.decode()
    with in_shop(restored.shop):
        assert not Pause.objects.filter(gateway="sandbox", ended_at=None).exists()
    gateway("sandbox").refund(
        RefundRequest(
            key=str(uuid4()), account=str(restored.shop.pk), payment="p", money=Money(1, "CNY"), reference="F-2"
        )
    )
