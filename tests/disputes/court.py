"""A dispute to play with: a shop on a platform with three arbitrators, and a case that both sides fight about."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from huitou.accounts.access import platform_actor
from huitou.accounts.models import Staff
from huitou.accounts.roles import PlatformRoleName
from huitou.accounts.verbs import add_platform_role, create_staff
from huitou.cases.models import Case, Dispute, Ruling
from huitou.cases.verbs import add_evidence, call_in_platform, object_, refuse
from huitou.core.actions import perform
from huitou.core.actors import Actor
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import Finding, arrive, contest_goods, hand_over
from huitou.orders.models import Order, Payment
from huitou.refunds.models import Refund
from tests.worlds import PASSWORD, picture

GROUNDS = "照片清楚地显示杯底有裂纹。"


@dataclass
class Court:
    """The world with a platform. `anna` and `bert` are arbitrators, `carl` is the senior one."""

    world: Any
    people: dict[str, Staff] = field(default_factory=dict)
    case: Any = None
    order: Any = None

    def person(self, name: str) -> Staff:
        if name not in self.people:
            self.people[name] = person = create_staff(
                email=f"{name}@platform.example.com", name=name.title(), password=PASSWORD, locale="en",
                at=self.world.now, verified=True,
            )  # fmt: skip
            add_platform_role(staff=person, role=PlatformRoleName.ARBITRATOR, at=self.world.now)
            if name == "carl":
                add_platform_role(staff=person, role=PlatformRoleName.SENIOR, at=self.world.now)
        return self.people[name]

    def arbitrator(self, name: str = "anna") -> Actor:
        return platform_actor(self.person(name), self.world.shop)

    @property
    def buyer(self) -> Actor:
        return self.world.buyer(self.order)

    @property
    def shop(self) -> Actor:
        return self.world.agent

    def refused(self, **wish: Any) -> "Court":
        """A damaged cup whose refund the shop refused."""
        self.order = self.order or self.world.order()
        self.case = self.world.apply(self.order, **{"cups": 1, "reason": "damaged", "photo": True, **wish})
        refuse(case=self.case, reason="claim_not_shown", note="看不到破损。", actor=self.shop, at=self.world.now)
        return self

    def disputed(self, **wish: Any) -> "Court":
        """The same, and the buyer has called in the platform."""
        self.refused(**wish)
        call_in_platform(case=self.case, note="请看杯底。", actor=self.buyer, at=self.world.now)
        return self

    def contested(self) -> "Court":
        """Two cups came back, one of them is missing, and the shop pays for one."""
        self.order = self.world.order()
        self.case = self.world.apply(self.order, cups=2, reason="no_longer_wanted")
        run_pending()
        goods = self.read().goods_return
        hand_over(goods_return=goods, tracking_number="SF100", actor=self.buyer, at=self.world.now)
        arrive(goods_return=goods, actor=self.shop, at=self.world.now)
        findings = [Finding(line=self.world.line(self.order, "cup").pk, good=1, missing=1)]
        contest_goods(goods_return=goods, findings=findings, actor=self.shop, at=self.world.now)
        run_pending()
        return self

    def goods_disputed(self) -> "Court":
        self.contested()
        object_(case=self.case, note="两个都寄回了。", actor=self.buyer, at=self.world.now)
        return self

    def read(self) -> Case:
        with in_shop(self.world.shop):
            return self.read_inside()

    def read_inside(self) -> Case:
        """The case, where the shop is open already."""
        rows = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "dispute", "order")
        return rows.get(pk=self.case.pk)

    def dispute_row(self) -> Dispute:
        """The dispute, where the shop is open already."""
        return Dispute.objects.get(case=self.case.pk)

    @property
    def dispute(self) -> Dispute:
        found = self.read().dispute
        assert found is not None
        return found

    @property
    def state(self) -> str:
        return str(self.dispute.state)

    def do(self, action: str, who: Actor, **inputs: Any) -> "Court":
        """One action of the dispute, as pages and the API do it; then the jobs."""
        perform("dispute", action, self.dispute, inputs, actor=who, at=self.world.now)
        run_pending()
        return self

    def both_rest(self) -> "Court":
        return self.do("rest", self.buyer).do("rest", self.shop)

    def ruled(self, who: str = "anna", **ruling: Any) -> "Court":
        """Both sides have shown all, and the arbitrator rules (for the buyer, unless told otherwise)."""
        self.both_rest()
        return self.do("rule", self.arbitrator(who), **self.ruling(**ruling))

    @staticmethod
    def ruling(**more: Any) -> dict[str, Any]:
        return {"outcome": "wish", "grounds": "shown", "note": GROUNDS, **more}

    def show(self, who: Actor) -> "Court":
        add_evidence(case=self.case.pk, file=picture(), name="new.jpg", actor=who, at=self.world.now)
        return self

    def silence(self, **time: float) -> "Court":
        self.world.clock.forward(**time)
        sweep_deadlines(at=self.world.now)
        run_pending()
        return self

    def rulings(self) -> list[Ruling]:
        with in_shop(self.world.shop):
            return list(Ruling.objects.filter(dispute=self.dispute_id).order_by("at", "pk"))

    @property
    def dispute_id(self) -> Any:
        with_row = self.case.pk
        return Case.objects.values_list("dispute_id", flat=True).get(pk=with_row)

    def paid(self) -> int:
        """What was paid back for the case, in minor units."""
        with in_shop(self.world.shop):
            return sum(
                refund.amount_minor for refund in Refund.objects.filter(cause_id=self.case.pk, state="succeeded")
            )

    def room(self) -> int:
        """What is neither paid back nor set aside of the order, in minor units."""
        with in_shop(self.world.shop):
            rows = Payment.objects.filter(order=Order.objects.get(pk=self.order.pk))
            return sum(row.captured_minor - row.refunded_minor - row.reserved_minor for row in rows)


def court_of(world: Any) -> Court:
    """A shop that a platform stands above."""
    type(world.shop).objects.filter(pk=world.shop.pk).update(sole=False)
    world.shop.refresh_from_db()
    return Court(world)


A_WEEK = timedelta(days=7)
