"""Reads a shop's history for the policy time machine: its last cases as they were judged, its last orders as they are.

Inside `in_shop`; a constant number of queries, whatever the length. Never writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from huitou.cases.models import Case
from huitou.insights.replay import History, PastCase, PastOrder
from huitou.orders.models import Order
from huitou.parcels.queries import facts_of_many
from huitou.policies.rules.codec import MalformedJson
from huitou.policies.rules.facts import OrderFacts, Wish


def history_of(at: datetime, *, most: int | None = 200) -> History:
    """Return the last `most` cases and orders before `at`, newest first; all of them for None."""
    found = Case.objects.filter(opened_at__lte=at).order_by("-opened_at", "-pk")
    rows = found.values_list("ref", "customer_id", "opened_at", "judged")[:most]
    cases = [_case(*row) for row in rows]
    orders = list(Order.objects.filter(placed_at__lte=at).order_by("-placed_at", "-pk")[:most])
    return History(
        at=at,
        cases=tuple(case for case in cases if case is not None),
        orders=tuple(_orders(orders, at)),
        unread=sum(case is None for case in cases),
    )


def _case(ref: str, customer: UUID, opened_at: datetime, judged: dict[str, object]) -> PastCase | None:
    """None where what was judged is not held any more, or was written by a version that knew other fields."""
    try:
        facts, wish = OrderFacts.from_json(judged.get("facts")), Wish.from_json(judged.get("wish"))
    except MalformedJson:
        return None
    return PastCase(ref, customer, opened_at, facts, wish)


def _orders(orders: Sequence[Order], at: datetime) -> list[PastOrder]:
    customers = {order.customer_id for order in orders}
    since = at - timedelta(days=365)
    lately = Case.objects.filter(
        customer_id__in=customers, opened_at__gte=since, opened_at__lte=at, goods_return__isnull=False
    )
    returns = dict(lately.order_by().values_list("customer_id").annotate(count=Count("pk")))
    facts = facts_of_many(orders, returns=returns)
    return [PastOrder(order.pk, order.number, order.customer_id, facts[order.pk]) for order in orders]
