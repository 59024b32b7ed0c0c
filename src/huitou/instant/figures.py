"""What instant refunds came to: who got one, why others did not, what was lost, what was gained. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Subquery, Sum

from huitou.instant.eligibility import GRANTED
from huitou.instant.models import Advance, Assessment, MonthBudget
from huitou.orders.models import Order
from huitou.refunds.models import Refund

REPURCHASE = timedelta(days=60)
MOST_ROWS = 5_000
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Group:
    """Returns that were treated alike. `hours`: of those that have their money, half had it within so many; None while
    none has. `came_back` of `old_enough` ordered again within 60 days, and did not cancel; only returns whose 60 days
    are over count.
    """

    count: int
    amount_minor: int
    hours: int | None
    old_enough: int
    came_back: int

    @property
    def came_back_per_cent(self) -> int | None:
        return 100 * self.came_back // self.old_enough if self.old_enough else None


@dataclass(frozen=True, slots=True)
class Figures:
    """`outcomes`: code → number. `granted`: who may have it, paid or not, so that they compare with `held_out`: those
    who would have had it as well, and were paid as usual. `paid_minor`: what went out ahead of the goods.
    """

    outcomes: Mapping[str, int]
    granted: Group
    held_out: Group
    paid_minor: int
    open_minor: int
    recovered_minor: int
    lost_minor: int


def figures(*, since: datetime, at: datetime) -> Figures:
    """The figures of the returns that were assessed since then: five queries."""
    assessed = Assessment.objects.filter(at__gte=since, at__lte=at)
    outcomes = dict(assessed.values_list("outcome").annotate(number=Count("pk")).order_by("outcome"))
    sums = Advance.objects.filter(opened_at__gte=since, opened_at__lte=at).aggregate(
        claimed=Sum("claimed_minor"), lost=Sum("lost_minor"),
        back=Sum(F("charged_minor") + F("received_minor") + F("brought_minor")),
        paid=Sum("amount_minor", filter=Q(paid_at__isnull=False)),
    )  # fmt: skip
    claimed, lost, back, paid = (int(sums[name] or 0) for name in ("claimed", "lost", "back", "paid"))
    return Figures(
        outcomes=outcomes,
        granted=_group(assessed.filter(outcome__in=GRANTED), at),
        held_out=_group(assessed.filter(outcome="held_out"), at),
        paid_minor=paid,
        open_minor=claimed - lost - back,
        recovered_minor=back,
        lost_minor=lost,
    )


def _group(assessed: Any, at: datetime) -> Group:
    """One query: the newest rows, each with the moment its money was paid and whether its buyer came back."""
    paid = Refund.objects.filter(cause_id=OuterRef("case_id"), state="succeeded").values("cause_id")
    again = Order.objects.filter(
        customer_id=OuterRef("customer_id"), placed_at__gt=OuterRef("at"), placed_at__lte=OuterRef("until")
    ).exclude(state=Order.State.CANCELLED)
    until = ExpressionWrapper(F("at") + REPURCHASE, output_field=DateTimeField())
    rows = (
        assessed.annotate(until=until)
        .annotate(settled=Subquery(paid.annotate(first=Min("settled_at")).values("first")), again=Exists(again))
        .order_by("-at")
        .values_list("at", "amount_minor", "settled", "again")[:MOST_ROWS]
    )
    found = list(rows)
    waits = [(settled - asked).total_seconds() / 3600 for asked, _amount, settled, _again in found if settled]
    old = [again for asked, _amount, _settled, again in found if asked + REPURCHASE <= at]
    return Group(
        count=len(found),
        amount_minor=sum(amount for _asked, amount, _settled, _again in found),
        hours=round(median(waits)) if waits else None,
        old_enough=len(old),
        came_back=sum(old),
    )


def months() -> Sequence[MonthBudget]:
    """The last months, newest first."""
    return list(MonthBudget.objects.order_by("-month", "currency")[:MONTHS])


def open_claims() -> Any:
    """Claims and objections, those that wait for the shop first."""
    rows = Advance.objects.filter(Q(state="objected") | Q(state="claimed"))
    return rows.select_related("order").order_by("-state", "deadline_at", "pk")
