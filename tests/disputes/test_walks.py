"""Laws of nature on random walks of a dispute: it always ends, its case follows, nothing is paid twice or above paid.

Buyer, shop and three arbitrators take whatever the one list of actions offers them, with silence and late jobs between.
"""

import random

import pytest

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.machine import CASE
from huitou.cases.queries import case_page
from huitou.core.actions import perform
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import HuitouError
from huitou.core.events import verify_chain
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.models import Refund
from tests.cases.walking import offered_in
from tests.disputes.court import GROUNDS, Court
from tests.seeds import some_of

STEPS = 14
SILENCES = (5, 30, 48, 72, 120, 170)


class Walk:
    """One random walk; the seed is the test's name."""

    def __init__(self, court: Court, seed: int) -> None:
        self.court, self.choice = court, random.Random(seed)
        self.taken: list[str] = []
        about_goods = seed % 3 == 0
        if about_goods:
            court.goods_disputed()
        else:
            court.disputed(kind=self.choice.choice(["refund_only", "return_and_refund"]))
        self.people = [court.buyer, court.shop, *(court.arbitrator(name) for name in ("anna", "bert", "carl"))]

    def step(self) -> None:
        if self.choice.random() < 0.2:
            self.court.world.clock.forward(hours=self.choice.choice(SILENCES))
            sweep_deadlines(at=self.court.world.now)
        offered = [(who, action) for who in self.people for action in self.offered(who)]
        if offered:
            # Giving up ends a walk at once: rarely, or nothing else would be seen.
            weights = [1 if action.name in ("withdraw", "concede") else 12 for _, action in offered]
            self.act(*self.choice.choices(offered, weights)[0])
        if self.choice.random() < 0.6:
            run_pending(limit=self.choice.choice([1, 5, 100]))

    def offered(self, who) -> list:
        with in_shop(self.court.world.shop):
            found = offered_in(self.court.case, who, self.court.world)
        return [action for action, _subject in found if action.machine == "dispute"]

    def act(self, who, action) -> None:
        amount = self.choice.choice([0, 1, 5_000, 9_934, 60_000, 10**9])
        ruling = {
            "outcome": self.choice.choice(["wish", "sum", "sum", "nothing", "findings"]), "amount_minor": amount,
            "keeps_goods": self.choice.random() < 0.5, "grounds": "both_share",
            "carrier_minor": self.choice.choice([0, 0, 1, 10**9]),
        }  # fmt: skip
        with in_shop(self.court.world.shop):
            page = case_page(who, self.court.case.pk, self.court.world.shop, self.court.world.now)
        assert action.name in [one.name for one in page.actions]
        inputs = {
            "rule": ruling, "rule_again": ruling, "propose": {"amount_minor": amount},
        }.get(action.name, {})  # fmt: skip
        words = {} if action.name in ("accept_proposal", "accept_ruling", "withdraw", "concede", "withdraw_appeal",
                                      "confirm") else {"note": GROUNDS}  # fmt: skip
        try:
            if action.name == "appeal" and self.choice.random() < 0.8:
                self.court.show(who)
            perform("dispute", action.name, self.court.dispute, {**inputs, **words}, actor=who, at=self.court.world.now)
            self.taken.append(action.name)
        except HuitouError as refused:
            if refused.status not in (403, 409, 422):
                raise

    def end(self) -> None:
        for _ in range(20):
            self.court.silence(days=3)
            run_pending()


def assert_the_laws_hold(court: Court) -> None:
    case, dispute = court.read(), court.dispute
    assert (dispute.deadline_at is not None) == (DISPUTE.waiting(dispute.state) is not None)
    with in_shop(court.world.shop):
        verify_chain(Event.objects.filter(subject_id=dispute.pk).order_by("seq"))
        for payment in Payment.objects.filter(order=court.order.pk):
            assert payment.reserved_minor + payment.refunded_minor <= payment.captured_minor
        asked_for = sum(
            refund.amount_minor for refund in Refund.objects.filter(cause_id=case.pk).exclude(state="failed")
        )
    assert asked_for <= case.sheet.total_minor


# Of each three, one is about goods; both kinds of wishes are among the others.
@pytest.mark.parametrize("seed", some_of(range(1, 25), (3, 1, 2, 4, 5, 6), always=2))
def test_it_ends_and_the_case_follows(court, seed, caplog):
    walk = Walk(court, seed)
    for _ in range(STEPS):
        walk.step()
    assert_the_laws_hold(court)
    walk.end()
    assert_the_laws_hold(court)
    case, dispute = court.read(), court.dispute
    assert dispute.state in DISPUTE.finals, walk.taken
    assert case.state in CASE.finals, (case.state, dispute.state, dispute.outcome, walk.taken)
    if dispute.outcome == "nothing" and case.state == "closed":
        assert court.paid() == 0
    if case.state == "resolved":
        assert court.paid() == case.sheet.total_minor
    assert [record for record in caplog.records if "deadline.stuck" in record.getMessage()] == []
