"""Keeps cancellations that came without their order, and finds the lines that they cancel.

Called by `orders.imports` after the orders are written. Matching may run again at any time: what is matched stays so,
what waits is tried anew, for its order may come in a later file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from huitou.core import events, ledger
from huitou.core.actors import Actor
from huitou.core.bulk import insert_rows, update_rows
from huitou.core.ids import new_id
from huitou.core.locks import lock_rows
from huitou.core.models import LedgerEntry
from huitou.core.money import Money
from huitou.core.verbs import verb
from huitou.orders.drafts import CancellationDraft
from huitou.orders.models import Cancellation, Line, Order, Payment

FIELDS = (
    "id", "shop", "source", "external_id", "position", "customer_external_id", "sku", "quantity", "unit_price_minor",
    "currency", "cancelled_at",
)  # fmt: skip
BATCH = 500

# Every line that a waiting cancellation might mean: the same person bought the same article before. Each LATERAL is a
# look-up by key, in this order (OFFSET 0 keeps it): an import's tables have no statistics yet, and left alone the
# planner goes through all lines of the shop for each batch.
CANDIDATES = """
SELECT c.id, l.id, l.order_id, o.placed_at
FROM (SELECT * FROM orders_cancellation WHERE id = ANY(%s) OFFSET 0) c
CROSS JOIN LATERAL (
  SELECT p.id FROM orders_customer p
  WHERE p.shop_id = c.shop_id AND p.source = c.source AND p.external_id = c.customer_external_id OFFSET 0
) p
CROSS JOIN LATERAL (
  SELECT o.id, o.placed_at FROM orders_order o
  WHERE o.shop_id = c.shop_id AND o.customer_id = p.id AND o.placed_at <= c.cancelled_at AND o.currency = c.currency
  OFFSET 0
) o
CROSS JOIN LATERAL (
  SELECT l.id, l.order_id, l.position FROM orders_line l
  WHERE l.shop_id = c.shop_id AND l.order_id = o.id AND l.sku = c.sku AND l.quantity >= c.quantity OFFSET 0
) l
ORDER BY o.placed_at DESC, l.position
"""


@dataclass(slots=True)
class Matched:
    """What one round did. `last` is the cancellation up to which it came; None when none was left."""

    whole: int = 0
    in_part: int = 0
    waiting: list[Cancellation] = field(default_factory=list)
    last: Cancellation | None = None


@verb
def import_cancellations(
    *, drafts: Sequence[CancellationDraft], actor: Actor, at: datetime, move_by_days: int = 0
) -> int:
    """Keep cancellations until they are matched; those that came before are left alone. Returns how many are new."""
    actor.require("orders.import")
    before = Cancellation.objects.count()
    by = timedelta(days=move_by_days)
    insert_rows(
        Cancellation,
        FIELDS,
        [
            (new_id(), actor.shop_id, one.source, one.external_id, one.position, one.customer_external_id, one.sku,
             one.quantity, one.unit_price_minor, one.currency, one.cancelled_at + by)
            for one in drafts
        ],
        "ON CONFLICT (shop_id, source, external_id, position) DO NOTHING",
    )  # fmt: skip
    return Cancellation.objects.count() - before


@verb
def match_cancellations(*, source: str, after: Cancellation | None, actor: Actor, at: datetime) -> Matched:
    """Match the next cancellations that wait, oldest first, and mark their pieces returned and their money paid back.

    A line of exactly the cancelled quantity goes before a larger one, the latest purchase before older ones.
    """
    actor.require("orders.import")
    waiting = Cancellation.objects.filter(source=source, line=None).order_by("cancelled_at", "pk")
    if after is not None:
        later = Q(cancelled_at__gt=after.cancelled_at) | Q(cancelled_at=after.cancelled_at, pk__gt=after.pk)
        waiting = waiting.filter(later)
    batch = list(waiting.select_for_update(of=("self",), no_key=True)[:BATCH])
    result = Matched(last=batch[-1] if batch else None)
    if batch:
        _Matching(batch, actor, at).run(result)
    return result


class _Matching:
    """One batch with everything locked that it may change: orders, lines, payments, in that order."""

    def __init__(self, batch: Sequence[Cancellation], actor: Actor, at: datetime) -> None:
        self.batch = batch
        self.actor = actor
        self.at = at
        self.candidates: dict[UUID, list[UUID]] = {}
        order_ids = set()
        for cancellation_id, line_id, order_id, _ in self._rows():
            self.candidates.setdefault(cancellation_id, []).append(line_id)
            order_ids.add(order_id)
        self.orders = {one.pk: one for one in lock_rows(Order.objects.filter(pk__in=order_ids))}
        line_ids = {line_id for ids in self.candidates.values() for line_id in ids}
        self.lines = {one.pk: one for one in lock_rows(Line.objects.filter(pk__in=line_ids))}
        self.payments: dict[UUID, list[Payment]] = {}
        for payment in lock_rows(Payment.objects.filter(order_id__in=order_ids)):
            self.payments.setdefault(payment.order_id, []).append(payment)
        self.booked: list[LedgerEntry] = []
        self.changed: dict[type[Any], dict[UUID, Any]] = {Order: {}, Line: {}, Payment: {}, Cancellation: {}}

    def _rows(self) -> list[tuple[UUID, UUID, UUID, datetime]]:
        with connection.cursor() as cursor:
            cursor.execute(CANDIDATES, [[one.pk for one in self.batch]])
            return list(cursor.fetchall())

    def run(self, result: Matched) -> None:
        for cancellation in self.batch:
            line = self._line_for(cancellation)
            if line is None:
                result.waiting.append(cancellation)
                continue
            whole = line.quantity == cancellation.quantity
            self._apply(cancellation, line)
            result.whole += whole
            result.in_part += not whole
        self._save()

    def _line_for(self, cancellation: Cancellation) -> Line | None:
        lines = [self.lines[pk] for pk in self.candidates.get(cancellation.pk, ())]
        free = [line for line in lines if line.available >= cancellation.quantity]
        exact = [line for line in free if line.quantity == cancellation.quantity]
        return next(iter(exact or free), None)

    def _apply(self, cancellation: Cancellation, line: Line) -> None:
        order = self.orders[line.order_id]
        cancellation.line = line
        line.returned += cancellation.quantity
        paid_back = self._pay_back(cancellation, order)
        facts = {
            "source": cancellation.source,
            "external_id": cancellation.external_id,
            "line": line.pk,
            "quantity": cancellation.quantity,
            "amount_minor": paid_back,
        }
        events.record(order, "orders.cancellation.matched", actor=self.actor, at=self.at, facts=facts)
        self.changed[Order][order.pk] = order
        self.changed[Line][line.pk] = line
        self.changed[Cancellation][cancellation.pk] = cancellation

    def _pay_back(self, cancellation: Cancellation, order: Order) -> int:
        """Book the cancelled sum as paid back, as far as the order's payments have room for it."""
        left = cancellation.quantity * cancellation.unit_price_minor
        paid_back = 0
        for payment in sorted(self.payments.get(order.pk, ()), key=lambda one: one.position):
            amount = min(left, payment.captured_minor - payment.reserved_minor - payment.refunded_minor)
            if amount <= 0:
                continue
            payment.refunded_minor += amount
            left, paid_back = left - amount, paid_back + amount
            self.changed[Payment][payment.pk] = payment
            entry = ledger.entry(
                shop_id=order.shop_id, key=f"refunded_before:{payment.pk}:{cancellation.pk}",
                debit=f"payment:{payment.pk}", credit=f"gateway:{payment.gateway}",
                money=Money(amount, order.currency), subject_type="orders.payment", subject_id=payment.pk,
                at=cancellation.cancelled_at,
            )  # fmt: skip
            self.booked.append(entry)
        return paid_back

    def _save(self) -> None:
        for model, fields in (
            (Order, ("chain_length", "chain_head")),
            (Line, ("returned",)),
            (Payment, ("refunded_minor",)),
            (Cancellation, ("line",)),
        ):
            update_rows(model, fields, list(self.changed[model].values()))
        ledger.post_all(self.booked)
