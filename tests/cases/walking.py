"""Random walks through the real verbs: buyer, shop and last instance take whatever `core.actions` offers them.

Several cases of an order at a time, while the clock, the sweeps, the jobs and a gateway with moods go on. The seed is
the test's name: a failure can be repeated. What must hold is in `tests.cases.laws`.
"""

import random
from collections import defaultdict
from datetime import timedelta
from enum import Enum

from huitou.cases.access import access_case, visible_cases
from huitou.cases.at_work import parts
from huitou.cases.machine import CASE
from huitou.cases.models import Case, Evidence, Offer
from huitou.cases.queries import case_page
from huitou.cases.queries.case_page import actions_of
from huitou.cases.verbs import add_evidence, open_case
from huitou.cases.wishing import WishedLine
from huitou.core.actions import form_of, perform
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import HuitouError, NotFound
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.policies.rules.vocabulary import KINDS, REASONS
from huitou.refunds.gateways.sandbox.faults import Kind, forget_faults, plan_fault
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.reconcile import reconcile
from tests.cases.generous import be_generous, stock
from tests.disputes.court import court_of
from tests.worlds import picture

MOODS = (Kind.UNREACHABLE, Kind.ERROR, Kind.LOSE_ANSWER)
GROUNDS = "照片和物流记录都看过了。"
SELDOM = ("withdraw", "cancel", "accept_goods", "concede", "give_time", "stop_clock")


def offered_in(case: Case, actor, world) -> list:
    """The actions with what each is done to, as the case's page finds them, without the rest of that page."""
    case = access_case(actor, case.pk)
    refunds = list(Refund.objects.filter(cause_id=case.pk).order_by("requested_at", "pk"))
    offer = Offer.objects.filter(case=case, state=Offer.State.OPEN).select_related("sheet").first()
    subjects = {row.ref: row for row in (case, *refunds, *(part.subject for part in parts(case)))}
    actions = actions_of(case, refunds, offer, world.shop, actor, world.now)
    return [(action, subjects[action.subject]) for action in actions]


class Walk:
    """One random walk. `stubborn`: the gateway also refuses for good, and refunds by hand wait for a person.

    `generous`: the policy gives every kind of help, and there is a catalogue to exchange into.
    """

    def __init__(self, world, seed: int, *, stubborn: bool, generous: bool = False) -> None:
        self.world, self.stubborn = world, stubborn
        self.choice = random.Random(seed)
        self.variants: list[str] = []
        if generous:
            be_generous(world)
            shelf = [("CUP-S", 9_000, 5), ("CUP-L", 21_000, 2), ("CUP-XL", 30_000, None)]
            self.variants = [str(stock(world, *variant).pk) for variant in shelf]
        days = self.choice.choice([1, 1, 2, 6, 20, None])
        payments = self.choice.choice([(), (30_000, 50_200), (1_000, 2_000, 77_200), (45_000,)])
        gateway = self.choice.choice(["sandbox", "offline"]) if stubborn else "sandbox"
        self.order = world.order(delivered_days_ago=days, shipped=days is not None, payments=payments, gateway=gateway)
        self.people = [world.buyer(self.order), world.hire("manager"), *self._last_instances(seed)]
        self.done: dict[str, int] = defaultdict(int)

    def _last_instances(self, seed: int) -> list:
        """By turns the owner of a shop that stands alone, and the three arbitrators of a platform."""
        if seed % 2:
            return [self.world.judge]
        court = court_of(self.world)
        return [court.arbitrator(name) for name in ("anna", "bert", "carl")]

    def step(self) -> None:
        self.choice.choices([self.act, self.apply, self.wait, self.work, self.mood], weights=[13, 2, 2, 4, 1])[0]()

    def apply(self) -> None:
        actor = self.choice.choice(self.people[:2])
        self._see(actor, compare=True)
        kind = self.choice.choice(list(KINDS))
        evidence = [self._photo()] if self.choice.random() < 0.9 else []
        wish = {"order": self.order.pk, "kind": kind, "lines": self._lines(kind), "evidence": evidence}
        note = self.choice.choice(["", "请看"])
        self._try("open", lambda: open_case(**wish, note=note, actor=actor, at=self.world.now))

    def act(self) -> None:
        """One of all the actions that are offered to anybody; taking back less often, or nothing else would happen."""
        offered = [offer for actor in self.people for offer in self._offered(actor)]
        if not offered:
            return self.apply()
        weights = [1 if action.name in SELDOM else 6 for _, action, _ in offered]
        actor, action, subject = self.choice.choices(offered, weights)[0]
        self._see(actor)
        inputs = self._inputs(action.machine, action.name, subject)
        if action.name == "appeal":
            case = subject.case_id
            self._try("new", lambda: add_evidence(case=case, file=picture(), actor=actor, at=self.world.now))
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
                found += [(actor, action, subject) for action, subject in offered_in(case, actor, self.world)]
        return found

    def _see(self, actor, *, compare: bool = False) -> None:
        """Every page that the person may open now stands; `compare`: and offers what the walk takes from."""
        with in_shop(self.world.shop):
            for case in visible_cases(actor).filter(order=self.order):
                page = case_page(actor, case.pk, self.world.shop, self.world.now)
                if compare:
                    taken = [(action, subject.ref) for action, subject in offered_in(case, actor, self.world)]
                    assert [(action, page.subject_of(action).ref) for action in page.actions] == taken

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
        for _ in range(200):
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

    def open_cases_as_words(self) -> list[str]:
        """For whoever reads how a walk came to where it failed."""
        return [f"{case.ref} {case.kind} {case.state}" for case in self.open_cases()]

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
            print(f"{self.world.now:%d %H:%M} {name}", *self.open_cases_as_words())  # noqa: T201 (shown on failure)

    def _photo(self):
        """One that waits for an application, or a new one."""
        with in_shop(self.world.shop):
            waiting = Evidence.objects.filter(order=self.order, case=None).values_list("pk", flat=True).first()
        return waiting or self.world.photo(self.order)

    def _lines(self, kind: str) -> list[WishedLine]:
        """Some pieces; now and then each line with a wish of its own."""
        chosen = self.choice.choice([{"cup": 1}, {"cup": 2}, {"cup": 3}, {"pot": 1}, {"cup": 1, "pot": 1}])
        likely = ["damaged", "damaged", "defective"] if self.variants else ["no_longer_wanted", "damaged", "damaged"]
        reason = self.choice.choice([*likely, *likely, "not_received", *REASONS])
        return [self._line(name, pieces, reason, kind) for name, pieces in chosen.items()]

    def _line(self, name: str, pieces: int, reason: str, kind: str) -> WishedLine:
        own = self.choice.choice(list(KINDS)) if self.choice.random() < 0.25 else None
        wants = own or kind
        variant = self.choice.choice([None, *self.variants]) if wants == "exchange" and name == "cup" else None
        amount = self.choice.choice([1, 800, 5_000]) if KINDS[wants].names_sum else None
        line = self.world.line(self.order, name).pk
        return WishedLine(line=line, quantity=pieces, reason=reason, kind=own, variant=variant, amount_minor=amount)

    def _inputs(self, machine: str, action: str, subject) -> dict:
        amount = self.choice.choice([1, 500, 9_934, 50_400])
        keeps = self.choice.random() < 0.5
        notes = {"note": "不同意，请再看看。"}
        given = {
            "refuse": {"reason": "other", **notes},
            "offer": self._offer(amount, keeps),
            "rule": self._ruling(amount, keeps),
            "rule_again": self._ruling(amount, keeps),
            "propose": {"amount_minor": amount, "keeps_goods": keeps, "note": GROUNDS},
            **{name: {"note": GROUNDS} for name in ("answer", "ask_buyer", "ask_merchant", "sustain", "dissent")},
            "appeal": {"note": GROUNDS},
            "hand_over": {"tracking_number": "SF100", "carrier": "sf"},
            "succeed": {"reason": "在后台看到已付。", "otherwise": True},
            "fail": {"reason": "没有付。", "looked_at_provider": True},
        }
        if action == "revise":
            kind = self.choice.choice(list(KINDS))
            return {"kind": kind, "lines": [line.model_dump(mode="json") for line in self._lines(kind)]}
        if action == "merge":
            others = [case.ref for case in self.open_cases() if case.pk != subject.pk]
            return {"into": self.choice.choice(others or [subject.ref])}
        if action == "contest_goods":
            return {"findings": self._findings(subject), "damaged_basis_points": self.choice.choice([1, 3_000, 10_000])}
        if machine == "repair":
            lines = [{"kind": "labour", "name": "修补", "amount_minor": amount}]
            return self._filled(machine, action) | ({"lines": lines} if action == "quote" else {})
        return self._filled(machine, action) | given.get(action, {})

    def _filled(self, machine: str, action: str) -> dict:
        """Something of the right kind for every input of a form that this file does not know."""
        return {
            name: self._some(name, field.annotation)
            for name, field in form_of(machine, action).model_fields.items()
            if field.is_required()
        }

    def _some(self, name: str, annotation) -> object:
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return self.choice.choice(list(annotation)).value
        by_name = {"tracking_number": f"SF{self.choice.randrange(10**9)}", "carrier": "sf", "hours": 24}
        by_type = {str: "说明", int: self.choice.choice([1, 900, 9_000]), bool: self.choice.random() < 0.5}
        return by_name.get(name, by_type.get(annotation))

    def _offer(self, amount: int, keeps: bool) -> dict:
        remedy = self.choice.choice([None, None, None, "exchange", "reship", "repair"])
        hours = self.choice.choice([None, 24, 168])
        return {"amount_minor": 0 if remedy else amount, "keeps_goods": keeps, "remedy": remedy, "hours": hours}

    def _ruling(self, amount: int, keeps: bool) -> dict:
        outcome = self.choice.choice(["wish", "wish", "nothing", "sum", "sum", "findings"])
        costs = {"platform_minor": self.choice.choice([0, 0, 100])}
        return {
            "outcome": outcome, "amount_minor": amount, "keeps_goods": keeps, "grounds": "shown", "note": GROUNDS,
            **costs,
        }  # fmt: skip

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
