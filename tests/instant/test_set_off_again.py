"""What a refund kept back of a debt, when its sheet is computed anew: kept once, given back where it is too much."""

from copy import copy
from datetime import timedelta
from typing import Any

import pytest

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.cases.verbs import agree, open_case
from huitou.cases.wishing import WishedLine
from huitou.core.actions import perform
from huitou.core.actors import Actor
from huitou.core.jobs import run_pending
from huitou.core.ledger import balance
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb_of
from huitou.instant.models import Advance
from huitou.notifications.models import Mail
from huitou.orders.models import Payment
from huitou.refunds.gateway_calls import gateway_actor, perform_refund
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.models import Refund
from huitou.refunds.recompute import recompute
from huitou.refunds.reconcile import counters_against_ledger
from huitou.refunds.verbs import fail, keep_nothing_back, record_elsewhere
from tests.cases.generous import be_generous, settle
from tests.cases.test_kinds import bring_back
from tests.instant.conftest import Ahead
from tests.worlds import World, build_world

OWED, WHOLE, KEPT = 19_333, 29_800, 14_900
DAYS = timedelta(days=8)


class Debtor:
    """A buyer who owes 193.33, and a refund of 298.00 of which 149.00 are kept back."""

    def __init__(self, world: Any, ahead: Any, **order: Any) -> None:
        self.world, self.ahead = world, ahead
        self.claimed = ahead.unreturned()
        ahead.switch("off")
        self.order = world.order(**order)
        self.case = world.apply(self.order, kind="refund_only", cups=3, reason="damaged", photo=True)

    def ask(self) -> None:
        """The shop agrees: the refund is asked for, and not called yet."""
        agree(case=self.case.pk, actor=self.world.agent, at=self.world.now)
        assert self.bill() == (KEPT, WHOLE - KEPT)
        assert self.debt() == OWED - KEPT

    def refuse(self) -> None:
        """The gateway refuses, and a person gives the refund up."""
        plan_fault(str(self.world.shop.pk), Kind.REFUSE)
        run_pending()
        with in_shop(self.world.shop):
            stuck = Refund.objects.get(cause_id=self.case.pk, state="needs_person")
        fail(refund=stuck, reason="没有付。", actor=self.world.hire("manager"), at=self.world.now)
        run_pending()
        assert self.now.state == "unpaid"

    def elsewhere(self, minor: int, outcome: Outcome = Outcome.PAID, place: int = 0) -> None:
        """The shop pays this much of the order's payment in its back office, or it comes back."""
        with in_shop(self.world.shop):
            payment = Payment.objects.filter(order_id=self.order.pk).order_by("external_id")[place].external_id
        answer = GatewayAnswer(
            key="", outcome=outcome, reference=f"re_{place}", money=Money(minor, "CNY"), at=self.world.now,
            payments=(payment,),
        )  # fmt: skip
        gateway = gateway_actor(self.world.shop.pk, "sandbox")
        record_elsewhere(actor=gateway, at=self.world.now, gateway="sandbox", answer=answer)

    @property
    def buyer(self) -> Actor:
        who: Actor = self.world.buyer(self.order)
        return who

    @property
    def now(self) -> Case:
        found: Case = self.world.refreshed(self.case)
        return found

    def bill(self) -> tuple[int, int]:
        """What the last sheet keeps back, and what it pays."""
        sheet = self.now.sheet
        assert recompute(sheet)
        return sheet.as_sheet().set_off_minor, sheet.total_minor

    def debt(self) -> int:
        """What the buyer owes; the books say the same, and what they lost and kept back."""
        advance = self.ahead.advance(self.claimed)
        gone = advance.charged_minor + advance.received_minor + advance.brought_minor + advance.lost_minor
        assert advance.open_minor == advance.claimed_minor - gone >= 0
        assert self.ahead.booked(f"receivable:{advance.pk}") == -advance.open_minor
        assert self.ahead.booked("setoff:instant") == -advance.charged_minor
        assert self.ahead.booked("loss:instant") == -advance.lost_minor
        month = self.ahead.month()
        assert (month.set_aside_minor, month.lost_minor) == (advance.open_minor, advance.lost_minor)
        return advance.open_minor

    def ended(self, kept: int, paid: int) -> None:
        """The case is over; it kept this back, and we paid that."""
        run_pending()
        assert self.now.state == "resolved"
        assert self.bill() == (kept, paid)
        with in_shop(self.world.shop):
            refunds = Refund.objects.filter(cause_id=self.case.pk, state="succeeded")
            assert sum(refund.paid_minor for refund in refunds) == paid
            assert Advance.objects.get().charged_minor == kept == -balance("setoff:instant", "CNY").minor
        assert counters_against_ledger(self.world.shop.pk) == []


@pytest.fixture
def debtor(clock: Any, settings: Any, once: Any) -> Debtor:
    """The refund is asked for; built by the first test and copied for the others, whose clocks are set as far on."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    began = clock.now()

    def asked() -> Debtor:
        world = build_world(clock)
        first = Debtor(world, Ahead(world))
        first.ask()
        return first

    found = copy(once(asked))
    clock.forward(seconds=max(0, (DAYS - (clock.now() - began)).total_seconds()))
    found.world = World(found.world.shop, clock, dict(found.world.staff))
    found.ahead = Ahead(found.world)
    return found


def test_it_stays_kept_while_the_sheet_shrinks_and_grows_and_its_refunds_fail(debtor):
    debtor.elsewhere(5_000)
    assert debtor.bill() == (KEPT, WHOLE - KEPT - 5_000)
    debtor.refuse()
    debtor.elsewhere(5_000, Outcome.REFUSED)
    debtor.ended(KEPT, WHOLE - KEPT)
    assert debtor.debt() == OWED - KEPT
    # As where a case ends after all without owing anything; said twice it is owed again once.
    for _ in range(2):
        keep_nothing_back(
            order_id=debtor.order.pk, cause_id=debtor.case.pk, actor=debtor.world.system, at=debtor.world.now
        )
        assert debtor.debt() == OWED


@pytest.mark.parametrize(("left", "kept", "objects"), [(WHOLE, 0, False), (20_000, 9_800, True)])
def test_what_left_elsewhere_beyond_the_refund_is_owed_again(debtor, left, kept, objects):
    claim = debtor.ahead.advance(debtor.claimed)
    if objects:
        claim = perform("advance", "object", claim, {"note": "不对。"}, actor=debtor.buyer, at=debtor.world.now)
    debtor.elsewhere(left)
    debtor.ended(kept, 0)
    assert debtor.debt() == OWED - kept
    after = debtor.ahead.advance(debtor.claimed)
    assert (after.state, after.deadline_at) == (claim.state, claim.deadline_at)
    assert debtor.ahead.kinds(after)[-1] == "owed_again"
    with in_shop(debtor.world.shop):
        subjects = list(Mail.objects.filter(about_id=after.pk).values_list("subject", flat=True))
    assert sum(f"{(KEPT - kept) / 100:.2f}" in subject for subject in subjects) == 1 + (KEPT - kept == KEPT)


def test_what_would_be_owed_again_of_a_debt_that_was_let_go_is_let_go(debtor):
    perform("advance", "waive", debtor.ahead.advance(debtor.claimed), {}, actor=debtor.world.agent, at=debtor.world.now)
    debtor.refuse()
    debtor.elsewhere(20_000)
    debtor.ended(9_800, 0)
    assert debtor.debt() == 0
    advance = debtor.ahead.advance(debtor.claimed)
    assert (advance.state, advance.lost_minor) == ("waived", OWED - 9_800)
    assert debtor.ahead.kinds(advance)[-1] == "let_go"


def test_where_another_case_took_the_room_half_of_what_is_left_is_kept(world, ahead):
    debtor = Debtor(world, ahead, payments=(50_000,))
    debtor.ask()
    debtor.refuse()
    other = world.apply(debtor.order, kind="refund_only", pots=1, reason="damaged", photo=True)
    agree(case=other.pk, actor=world.agent, at=world.now)
    run_pending()
    assert world.refreshed(other).sheet.total_minor == 50_000 - 4_433
    verb_of(CASE, "pay_again")(case=debtor.now, actor=world.system, at=world.now)
    run_pending()
    assert (debtor.now.state, debtor.bill()) == ("resolved", (2_216, 2_217))
    assert debtor.debt() == 0
    # The rest of the debt was settled by the other case: what comes back of it is let go.
    assert ahead.advance(debtor.claimed).lost_minor == KEPT - 2_216


@pytest.mark.parametrize(("left", "kept", "paid"), [(5_000, 3_429, 3_429), (1_000, 1_000, 1_858)])
def test_of_a_refund_that_was_paid_in_part_only_the_rest_is_kept_back(world, ahead, left, kept, paid):
    """One payment has given its part, the other one cannot; then the order's room goes elsewhere."""
    debtor = Debtor(world, ahead, payments=(10_000, 70_200))
    debtor.ask()
    with in_shop(world.shop):
        first = Refund.objects.get(cause_id=debtor.case.pk, amount_minor=1_858)
    perform_refund(shop_id=world.shop.pk, refund_id=first.pk, at=world.now)
    debtor.refuse()
    debtor.elsewhere(8_142)
    debtor.elsewhere(70_200 - left, place=1)
    verb_of(CASE, "pay_again")(case=debtor.now, actor=world.system, at=world.now)
    debtor.ended(kept, paid)
    assert debtor.debt() == OWED - kept


def test_each_of_two_bills_of_one_case_keeps_its_own(world, ahead):
    """The cup is paid for; the pot was to be exchanged, cannot be sent, and is paid for by another sheet."""
    be_generous(world)
    claimed = ahead.unreturned()
    ahead.switch("off")
    order = world.order()
    wishes = [
        WishedLine(line=world.line(order, "cup").pk, quantity=1, reason="defective"),
        WishedLine(line=world.line(order, "pot").pk, quantity=1, reason="defective", kind="exchange"),
    ]
    case = open_case(
        order=order.pk, kind="return_and_refund", lines=wishes, evidence=[world.photo(order)], actor=world.buyer(order),
        at=world.now,
    )  # fmt: skip
    case = settle(world, agree(case=case.pk, actor=world.agent, at=world.now))
    case = bring_back(world, order, case)
    first = case.sheet.as_sheet().set_off_minor
    assert (case.state, ahead.advance(claimed).charged_minor) == ("replacing", first)
    perform("replacement", "give_up", case.replacement.ref, {}, actor=world.agent, at=world.now)
    case = settle(world, case)
    second = case.sheet.as_sheet().set_off_minor
    assert (case.state, first + second, min(first, second) > 0) == ("resolved", OWED, True)
    assert (ahead.advance(claimed).state, ahead.booked("setoff:instant")) == ("settled", -OWED)
