"""Laws of nature, on random walks through the real verbs: a case always ends, and what it moves always adds up.

Buyer, shop and last instance take whatever `core.actions` offers them, several cases of an order at a time, while the
clock, the sweeps, the jobs and a gateway with moods go on. The seed is the test's name: a failure can be repeated.
"""

import random
from collections import defaultdict
from datetime import timedelta

import pytest

from huitou.cases.access import visible_cases
from huitou.cases.judging import WishedLine
from huitou.cases.machine import CASE
from huitou.cases.models import Case, CaseLine, Evidence, Offer
from huitou.cases.queries import case_page
from huitou.cases.verbs import open_case
from huitou.core.actions import perform
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import HuitouError, NotFound
from huitou.core.events import verify_chain
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn
from huitou.orders.models import Line, Payment
from huitou.policies.rules.vocabulary import KINDS, REASONS
from huitou.refunds.gateways.sandbox.faults import Kind, forget_faults, plan_fault
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund, RefundLine
from huitou.refunds.reconcile import counters_against_ledger, reconcile

STEPS = 40
MOODS = (Kind.UNREACHABLE, Kind.ERROR, Kind.LOSE_ANSWER)
GROUNDS = "照片和物流记录都看过了。"


class Walk:
    """One random walk. `stubborn`: the gateway also refuses for good, and refunds by hand wait for a person."""

    def __init__(self, world, seed: int, *, stubborn: bool) -> None:
        self.world, self.stubborn = world, stubborn
        self.choice = random.Random(seed)
        days = self.choice.choice([1, 1, 2, 6, 20, None])
        payments = self.choice.choice([(), (30_000, 50_200), (1_000, 2_000, 77_200), (45_000,)])
        gateway = self.choice.choice(["sandbox", "offline"]) if stubborn else "sandbox"
        self.order = world.order(delivered_days_ago=days, shipped=days is not None, payments=payments, gateway=gateway)
        self.people = [world.buyer(self.order), world.hire("manager"), world.judge]
        self.done: dict[str, int] = defaultdict(int)

    def step(self) -> None:
        self.choice.choices([self.act, self.apply, self.wait, self.work, self.mood], weights=[13, 2, 2, 4, 1])[0]()

    def apply(self) -> None:
        actor = self.choice.choice(self.people[:2])
        kind = self.choice.choice(list(KINDS))
        evidence = [self._photo()] if self.choice.random() < 0.9 else []
        wish = {"order": self.order.pk, "kind": kind, "lines": self._lines(), "evidence": evidence}
        note = self.choice.choice(["", "请看"])
        self._try("open", lambda: open_case(**wish, note=note, actor=actor, at=self.world.now))

    def act(self) -> None:
        """One of all the actions that are offered to anybody; taking back less often, or nothing else would happen."""
        offered = [offer for actor in self.people for offer in self._offered(actor)]
        if not offered:
            return self.apply()
        weights = [1 if action.name in ("withdraw", "cancel", "accept_goods") else 6 for _, action, _ in offered]
        actor, action, subject = self.choice.choices(offered, weights)[0]
        inputs = self._inputs(action.machine, action.name, subject)
        return self._try(
            f"{action.machine}.{action.name}",
            lambda: perform(action.machine, action.name, subject, inputs, actor=actor, at=self.world.now),
        )

    def _offered(self, actor) -> list:
        found = []
        with in_shop(self.world.shop):
            try:
                visible = list(visible_cases(actor).filter(order=self.order).order_by("pk"))
            except NotFound:
                return []
            for case in visible:
                page = case_page(actor, case.pk, self.world.shop, self.world.now)
                subjects = {page.case.ref: page.case, **{refund.ref: refund for refund in page.refunds}}
                if page.goods_return is not None:
                    subjects[page.goods_return.ref] = page.goods_return
                found += [(actor, action, subjects[action.subject]) for action in page.actions]
        return found

    def wait(self) -> None:
        self.world.clock.forward(hours=self.choice.choice([1, 1, 5, 12, 24, 48, 73]))
        if self.choice.random() < 0.7:
            self.sweep()

    def sweep(self) -> None:
        self.done["swept"] += sweep_deadlines(at=self.world.now)

    def work(self) -> None:
        run_pending(limit=self.choice.choice([1, 3, 100]))

    def mood(self) -> None:
        moods = (*MOODS, Kind.REFUSE) if self.stubborn else MOODS
        plan_fault(str(self.world.shop.pk), self.choice.choice(moods))

    def books_agree(self) -> None:
        """The nightly reconciliation of real orders, captures and all, finds nothing."""
        since = self.world.now - timedelta(days=300)
        report = reconcile(shop_id=self.world.shop.pk, gateway="sandbox", since=since, at=self.world.now)
        assert [(found.kind, found.ours_minor, found.theirs_minor) for found in report.differences] == []

    def end(self) -> None:
        """From now on nobody acts; only where a person must pay or give up, somebody does."""
        forget_faults(str(self.world.shop.pk))
        for _ in range(80):
            run_pending()
            if not self.open_cases():
                return
            self.world.clock.forward(hours=23)
            self.sweep()
            run_pending()
            if self.stubborn:
                self._settle_by_hand()

    def open_cases(self) -> list[Case]:
        with in_shop(self.world.shop):
            return list(Case.objects.filter(order=self.order).exclude(state__in=CASE.finals))

    def _settle_by_hand(self) -> None:
        with in_shop(self.world.shop):
            waiting = list(Refund.objects.filter(order=self.order, state__in=("by_hand", "needs_person", "escalated")))
        for refund in waiting:
            name = self.choice.choice(["succeed", "fail", "retry"] if refund.state != "by_hand" else ["succeed"])
            inputs = self._inputs(REFUND.name, name, refund)
            self._try(name, lambda: perform(REFUND.name, name, refund, inputs, actor=self.people[1], at=self.world.now))  # noqa: B023

    def _try(self, name: str, act) -> None:
        """What the inputs or the turn forbid is refused by name; anything else is a fault of ours."""
        try:
            act()
        except HuitouError as refused:
            if refused.status not in (403, 409, 422):
                raise
            self.done["refused"] += 1
        else:
            self.done[name] += 1

    def _photo(self):
        """One that waits for an application, or a new one."""
        with in_shop(self.world.shop):
            waiting = Evidence.objects.filter(order=self.order, case=None).values_list("pk", flat=True).first()
        return waiting or self.world.photo(self.order)

    def _lines(self) -> list[dict]:
        chosen = self.choice.choice([{"cup": 1}, {"cup": 2}, {"cup": 3}, {"pot": 1}, {"cup": 1, "pot": 1}])
        reason = self.choice.choice(["no_longer_wanted", "damaged", "damaged", "damaged", "not_received", *REASONS])
        return [WishedLine(line=self.world.line(self.order, name).pk, quantity=pieces, reason=reason)
                for name, pieces in chosen.items()]  # fmt: skip

    def _inputs(self, machine: str, action: str, subject) -> dict:
        amount = self.choice.choice([1, 500, 9_934, 50_400])
        keeps = self.choice.random() < 0.5
        notes = {"note": "不同意，请再看看。"}
        given = {
            "refuse": {"reason": "other", **notes},
            "offer": {"amount_minor": amount, "keeps_goods": keeps},
            "rule_for_buyer": {"grounds": GROUNDS},
            "rule_for_merchant": {"grounds": GROUNDS},
            "hand_over": {"tracking_number": "SF100", "carrier": "sf"},
            "succeed": {"reason": "在后台看到已付。", "otherwise": True},
            "fail": {"reason": "没有付。", "looked_at_provider": True},
        }
        if action == "revise":
            wish = [line.model_dump(mode="json") for line in self._lines()]
            return {"kind": self.choice.choice(list(KINDS)), "lines": wish}
        if action == "contest_goods":
            return {"findings": self._findings(subject), "damaged_basis_points": self.choice.choice([1, 3_000, 10_000])}
        return given.get(action, {})

    def _findings(self, goods_return) -> list[dict]:
        found = []
        with in_shop(self.world.shop):
            lines = list(goods_return.lines.all())
        for line in lines:
            counts = defaultdict(int)
            for _ in range(line.quantity):
                counts[self.choice.choice(["good", "wrong", "damaged", "missing"])] += 1
            found.append({"line": str(line.order_line_id), **counts})
        return found


def assert_the_laws_hold(world) -> None:
    """What is true at every moment, whatever happened."""
    assert counters_against_ledger(world.shop.pk) == []
    with in_shop(world.shop):
        for payment in Payment.objects.all():
            assert payment.reserved_minor + payment.refunded_minor <= payment.captured_minor
        claimed: dict = defaultdict(int)
        for wish in CaseLine.objects.filter(case__pieces_settled=False):
            claimed[wish.order_line_id] += wish.quantity
        paid_for: dict = defaultdict(int)
        for share in RefundLine.objects.exclude(refund__state="failed"):
            paid_for[share.line_id] += share.quantity
        for line in Line.objects.all():
            assert line.claimed == claimed[line.pk]
            assert line.claimed + line.returned <= line.quantity
            assert paid_for[line.pk] <= line.returned
        for machine, model in ((CASE, Case), (GOODS_RETURN, GoodsReturn), (REFUND, Refund)):
            for subject in model.objects.all():
                assert (subject.deadline_at is not None) == (machine.waiting(subject.state) is not None), subject.state
                events = list(Event.objects.filter(subject_id=subject.pk).order_by("seq"))
                verify_chain(events)
                assert bytes(events[-1].hash) == bytes(subject.chain_head)
        for case in Case.objects.select_related("goods_return"):
            assert_the_case_is_whole(case)


def assert_the_case_is_whole(case: Case) -> None:
    offers = Offer.objects.filter(case=case, state=Offer.State.OPEN).count()
    assert offers == (1 if case.state == "offered" else 0)
    goods_back = case.goods_return.state if case.goods_return else None
    if case.state in CASE.finals:
        assert case.closed_at is not None
        assert case.pieces_settled
        assert goods_back in (None, *GOODS_RETURN.finals)
    if case.state == "resolved":
        # A refund that was given up and asked for again in the same moment may have failed; what counts is the sum.
        paid = Refund.objects.filter(cause_id=case.pk, state="succeeded")
        assert sum(refund.amount_minor for refund in paid) == case.sheet.total_minor


WALKS = [*((seed, False) for seed in range(1, 13)), *((seed, True) for seed in range(101, 111))]


@pytest.mark.parametrize(
    ("seed", "stubborn"), WALKS, ids=[f"{'stubborn' if hard else 'mild'}-{n}" for n, hard in WALKS]
)
def test_every_case_ends_and_everything_adds_up(world, seed, stubborn, caplog):
    walk = Walk(world, seed, stubborn=stubborn)
    for _ in range(STEPS):
        walk.step()
    assert_the_laws_hold(world)
    walk.end()
    assert [(case.ref, case.state) for case in walk.open_cases()] == []
    assert_the_laws_hold(world)
    if not stubborn:
        walk.books_agree()
    # Nothing was in the sweep's way on the way here.
    assert [record for record in caplog.records if "deadline.stuck" in record.getMessage()] == []
