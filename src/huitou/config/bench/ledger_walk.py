"""A random walk through refunds: asked for, paid, refused, lost, given up; and what must hold after each step.

Driven by `bench ledger` with chance, and by the tests with Hypothesis. It uses verbs and the sandbox's faults only.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

from django.db.models import Sum

from huitou.core import clock, jobs
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.deadlines import sweep_shop
from huitou.core.errors import Conflict, Invalid
from huitou.core.models import LedgerEntry, Shop
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line, Order, Payment
from huitou.refunds.gateways.sandbox.faults import Kind, forget_faults, plan_fault
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Refund, RefundLine, StoredSheet
from huitou.refunds.queries import Wanted, sheet_facts
from huitou.refunds.recompute import recompute
from huitou.refunds.reconcile import counters_against_ledger
from huitou.refunds.sheet import Agreed, Fees
from huitou.refunds.verbs import fail, request_refund, retry, store_sheet, succeed

FAULTS = (Kind.UNREACHABLE, Kind.REFUSE, Kind.ERROR, Kind.LOSE_ANSWER, Kind.PAY_DIFFERENT, Kind.LATE)
PERMISSIONS = frozenset({"refunds.view", "refunds.resolve", "refunds.retry", "refunds.record", "refunds.escalate"})


ALL_COUNTERS_EVERY = 500


class LawBroken(AssertionError):
    """What must hold after every step does not."""


@dataclass(slots=True)
class Walk:
    """One shop and the orders in which refunds happen."""

    shop: Shop
    orders: list[UUID]
    forward: timedelta = timedelta(0)
    sheets: set[UUID] = field(default_factory=set)
    steps: int = 0

    @property
    def person(self) -> Actor:
        return Actor(role=Role.MERCHANT, shop_id=self.shop.pk, id="staff:walk", permissions=PERMISSIONS)

    def step(self, number: int) -> str:
        """One step out of the number, any whole number; its name. Refusals are steps too: they must change nothing."""
        chance = Random(number)  # noqa: S311  (a walk that can be walked again)
        deed = chance.choice(_DEEDS)
        with clock.moved(self.forward), suppress(Conflict, Invalid):
            deed(self, chance)
        self.steps += 1
        return deed.__name__

    def request(self, chance: Random) -> None:
        order = chance.choice(self.orders)
        at, system = clock.now(), system_actor(self.shop.pk)
        with in_shop(self.shop):
            lines = list(Line.objects.filter(order_id=order).order_by("position"))
            wanted = [Wanted(line.pk, units) for line in lines if (units := chance.randint(0, line.quantity))]
            agreed = Agreed("amount", chance.randint(1, 9_000), goods_kept=True) if chance.random() < 0.2 else None
            fees = Fees(
                restocking_basis_points=chance.choice((0, 0, 1_000, 3_333)),
                return_shipping_minor=chance.choice((0, 0, 701)),
                outbound_shipping_refunded=chance.random() < 0.5,
            )
            facts = sheet_facts(order, wanted, fees=fees, agreed=agreed)
        stored = store_sheet(actor=system, at=at, order_id=order, facts=facts)
        refunds = request_refund(actor=system, at=at, order_id=order, cause_id=uuid4(), sheet=stored)
        if sum(refund.amount_minor for refund in refunds) != stored.total_minor:
            raise LawBroken("a sheet is not what is paid for it")
        self.sheets.add(stored.pk)

    def fault(self, chance: Random) -> None:
        plan_fault(str(self.shop.pk), chance.choice(FAULTS), minor=chance.randint(-50, 50) or 1, seconds=60)

    def heal(self, chance: Random) -> None:
        forget_faults(str(self.shop.pk))

    def work(self, chance: Random) -> None:
        jobs.run_pending()

    def wait(self, chance: Random) -> None:
        self.forward += timedelta(minutes=chance.choice((3, 11, 70, 1_500)))
        with clock.moved(self.forward):
            sweep_shop(self.shop.pk, at=clock.now())

    def again(self, chance: Random) -> None:
        refund = self._stopped(chance)
        if refund is not None:
            retry(actor=self.person, at=clock.now(), refund=refund)

    def give_up(self, chance: Random) -> None:
        refund = self._stopped(chance)
        if refund is not None and not Payout.objects.filter(key=refund.key).exists():
            fail(actor=self.person, at=clock.now(), refund=refund, reason="Walk", looked_at_provider=True)

    def record(self, chance: Random) -> None:
        refund = self._stopped(chance)
        payout = Payout.objects.filter(key=refund.key, state="paid").first() if refund is not None else None
        if refund is not None and payout is not None:
            paid = payout.amount_minor
            succeed(actor=self.person, at=clock.now(), refund=refund, reason="Seen there", paid_minor=paid)

    def _stopped(self, chance: Random) -> Refund | None:
        with in_shop(self.shop):
            rows = list(Refund.objects.filter(state__in=("needs_person", "escalated")).order_by("pk"))
        return chance.choice(rows) if rows else None

    def check(self) -> None:
        """Raise LawBroken unless the books balance, and what was paid can be explained.

        The counters of all payments are looked at now and then, those of the orders that are walked through always.
        """
        every = self.steps % ALL_COUNTERS_EVERY == 0
        if wrong := counters_against_ledger(self.shop.pk, None if every else self.orders):
            raise LawBroken("; ".join(wrong))
        with in_shop(self.shop):
            self._demand_balance()
            for order in Order.objects.filter(pk__in=self.orders):
                self._demand_explained(order)

    def _demand_balance(self) -> None:
        """Every account's balance by currency; together zero, and what is set aside never below zero."""
        sums: dict[tuple[str, str], int] = {}
        for side, sign in (("credit", 1), ("debit", -1)):
            for row in LedgerEntry.objects.values(side, "currency").annotate(sum=Sum("amount_minor")).order_by():
                key = row[side], row["currency"]
                sums[key] = sums.get(key, 0) + sign * row["sum"]
        for currency in {currency for _account, currency in sums}:
            if sum(minor for (_account, own), minor in sums.items() if own == currency):
                raise LawBroken(f"the ledger in {currency} does not come to zero")
        if any(minor < 0 for (account, _), minor in sums.items() if account.startswith("refund:")):
            raise LawBroken("more was paid out of a refund than was set aside for it")

    def _demand_explained(self, order: Order) -> None:
        live = Refund.objects.filter(order=order).exclude(state="failed")
        gone = Payment.objects.filter(order=order).values_list("reserved_minor", "refunded_minor", "captured_minor")
        back = sum(reserved + refunded for reserved, refunded, _captured in gone)
        owed = sum(r.amount_minor if r.state != "succeeded" else min(r.paid_minor, r.amount_minor) for r in live)
        if back != owed:
            raise LawBroken(f"order {order.number}: {back} left its payments, {owed} is explained by refunds")
        if back > sum(captured for *_moved, captured in gone):
            raise LawBroken(f"order {order.number}: more went back than was paid")
        for refund in live:
            lines = RefundLine.objects.filter(refund=refund).aggregate(sum=Sum("amount_minor"))["sum"]
            if lines != refund.amount_minor:
                raise LawBroken(f"refund {refund.ref}: its lines do not come to its amount")
            paid = Payout.objects.filter(key=refund.key, state="paid").aggregate(sum=Sum("amount_minor"))["sum"]
            if refund.state == "succeeded" and refund.paid_through == "sandbox" and paid != refund.paid_minor:
                raise LawBroken(f"refund {refund.ref}: we say {refund.paid_minor}, the provider {paid}")
        for stored in StoredSheet.objects.filter(pk__in=live.values("sheet_id")):
            recompute(stored)


_Deed = Callable[[Walk, Random], None]
_DEEDS: tuple[_Deed, ...] = (
    Walk.request, Walk.request, Walk.request, Walk.work, Walk.work, Walk.wait, Walk.wait, Walk.fault, Walk.heal,
    Walk.again, Walk.give_up, Walk.record,
)  # fmt: skip
