"""What the buyer and the shop are mailed: money ahead, what must come, the claim and why, and every turn of it."""

from huitou.cases.models import Case
from huitou.core.actions import perform
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.instant.models import Advance
from huitou.notifications.models import Mail
from huitou.refunds.gateway_calls import account_of
from huitou.refunds.gateways.sandbox.faults import Kind as Fault
from huitou.refunds.gateways.sandbox.faults import plan_fault
from huitou.refunds.models import Refund
from huitou.refunds.verbs import fail


def letters(world, claim):
    """Subject and text of all letters about the advance, oldest first, with the reader."""
    with in_shop(world.shop):
        rows = Mail.objects.filter(about_id=claim.pk)
        found = [
            ("buyer" if ":buyer" in mail.key else "staff", mail.subject, mail.text, mail.queued_at) for mail in rows
        ]
    return [one[:3] for one in sorted(found, key=lambda one: (one[3], one[0]))]


def test_every_turn_of_a_claim_is_told_to_whom_it_concerns(world, ahead):
    case = ahead.unreturned()
    claim, number = ahead.advance(case), _number(world, case)
    first, second, third = dict.fromkeys(letters(world, claim))
    assert first[:2] == ("buyer", f"已提前退款 ¥193.33：订单 {number}")
    assert "还需寄回，请在" in first[2]
    assert "× 2" in first[2]
    assert second[:2] == ("buyer", f"请补还 ¥193.33：订单 {number}")
    assert "原因：商品没有按时寄出" in second[2]
    assert "绝不会从你的卡上扣款" in second[2]
    assert third[:2] == ("staff", f"Paid ahead and not come back: CN¥193.33, order {number}")

    with in_shop(world.shop):
        buyer = world.buyer(Case.objects.select_related("order").get(pk=case.pk).order)
    perform("advance", "object", claim, {"note": "I left it at the store."}, actor=buyer, at=world.now)
    perform("advance", "uphold", claim, {"note": "The store has not seen it."}, actor=world.agent, at=world.now)
    run_pending()
    paid = {"amount_minor": 10_000, "note": "transfer 1"}
    perform("advance", "record_payment", claim, paid, actor=world.agent, at=world.now)
    run_pending()
    world.clock.forward(days=31)
    ahead.sweep()
    told = list(dict.fromkeys(letters(world, claim)))[3:]  # two people of the shop, one letter each
    assert [(who, subject) for who, subject, _text in told] == [
        ("staff", f"To answer: the buyer objects to a claim, order {number}"),
        ("buyer", f"商家坚持追回 ¥193.33：订单 {number}"),
        ("buyer", f"已收到你补还的 ¥100.00：订单 {number}"),
        ("buyer", f"一笔极速退款没有结清：订单 {number}"),
        ("staff", f"Lost on an instant refund: CN¥93.33, order {number}"),
    ]
    assert "I left it at the store." in told[0][2]
    assert "The store has not seen it." in told[1][2]
    assert "尚欠" in told[2][2]


def test_who_never_got_the_money_is_asked_for_nothing(world, ahead):
    with in_shop(world.shop):
        plan_fault(account=account_of(world.shop.pk), kind=Fault("refuse"))
    case = ahead.unreturned()
    claim = ahead.advance(case)
    # Nobody knows yet whether it went out.
    assert (claim.state, claim.open_minor) == ("owed", 0)
    with in_shop(world.shop):
        refund = Refund.objects.get(cause_id=case.pk)
    assert refund.state in ("needs_person", "escalated")
    fail(refund=refund.pk, reason="The card was closed.", looked_at_provider=True, actor=world.hire("owner"),
         at=world.now)  # fmt: skip
    run_pending()
    with in_shop(world.shop):
        after = Advance.objects.get(pk=claim.pk)
    assert (after.state, after.claimed_minor, after.open_minor, after.lost_minor) == ("settled", 0, 0, 0)
    assert ahead.booked(f"receivable:{claim.pk}") == 0
    assert (ahead.month().set_aside_minor, ahead.month().lost_minor) == (0, 0)
    assert [subject for _who, subject, _text in letters(world, claim) if "补还" in subject] == []


def _number(world, case):
    with in_shop(world.shop):
        return Case.objects.select_related("order").get(pk=case.pk).order.number
