"""Puts one point of the policy's space before the policy's own evaluator, at the moments that the law cares about.

Used by `law.compare`. It asks `rules.deciding.decide`, which answers buyers too, and reads no rule itself.

Why two moments and seven days are exact. The moments at which an offer stands are one stretch of time without gaps
(`windows.Span`), so what stands at the first and at the last moment of the law's own stretch stands throughout.
A window counts whole local days, so of the delivery only its day matters; a calendar looks at the weekday and at single
holidays. Holidays can only move an end further out, so the least is what a week without holidays gives, and seven
deliveries in a row are all weekdays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from huitou.policies.rules.deciding import Decision, Subject, decide
from huitou.policies.rules.document import Document
from huitou.policies.rules.facts import CustomerFacts, LineFacts, OrderFacts
from huitou.policies.rules.space import Point
from huitou.policies.rules.windows import DAY, MOMENT, start_of

WEEKEND = frozenset({5, 6})
MONDAY = date(2001, 1, 1)
LONG = timedelta(days=3650)
ANOTHER = ""  # no currency at all, so never the policy's


class Trial:
    """One point of the space in one policy."""

    def __init__(self, document: Document, point: Point) -> None:
        self.document = replace(document, calendar=replace(document.calendar, holidays=frozenset()))
        self.point = point

    def after_delivery(self, kind: str, days: int, *, weekends_move: bool = False) -> Iterator[Decision]:
        """Yield the policy's answers at the first and the last moment of the law's `days` after each delivery.

        Also while the order's last parcel is still to come: then no time has run at all.
        """
        for weekday in range(7):
            day_zero = MONDAY + weekday * DAY
            delivered = start_of(self.document, day_zero)
            last = day_zero + days * DAY
            while weekends_move and last.weekday() in WEEKEND:
                last += DAY
            order = self._order(delivered)
            yield self._ask(kind, order, delivered)
            yield self._ask(kind, order, start_of(self.document, last + DAY) - MOMENT)
        line = replace(order.lines[0], delivered_at=delivered)
        yield self._ask(kind, replace(order, delivered_at=None, lines=(line,)), delivered + LONG)

    def before_delivery(self, kind: str) -> Iterator[Decision]:
        """Yield the policy's answers at the first moment of the point's stage, and long after it."""
        placed = start_of(self.document, MONDAY)
        order = replace(self._order(None), shipped_at=None if self.point.stage == "not_shipped" else placed)
        yield self._ask(kind, order, placed)
        yield self._ask(kind, order, placed + LONG)

    def _ask(self, kind: str, order: OrderFacts, at: datetime) -> Decision:
        subject = Subject.of(self.document, order, order.lines[0], at)
        return decide(subject, kind, self.point.reason, opened=False)

    def _order(self, delivered: datetime | None) -> OrderFacts:
        point, price = self.point, self.point.price_minor or 0
        placed = start_of(self.document, MONDAY) - LONG
        return OrderFacts(
            order_number="",
            currency=ANOTHER if point.price_minor is None else self.document.currency,
            country=point.country,
            region=point.region,
            placed_at=placed if delivered is not None else start_of(self.document, MONDAY),
            shipped_at=placed if delivered is not None else None,
            promised_at=placed,
            delivered_at=delivered,
            lines=(LineFacts("", 1, 1, price, price, category=point.category),),
            customer=CustomerFacts(segments=(point.segment,) if point.segment else ()),
        )
