"""What was shown for sale beside parcels and what became of it, net of refunds. Called by the desk and the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from huitou.core.models import Shop
from huitou.orders.models import Order, Payment
from huitou.retention.attribution import Effect, Group, effect
from huitou.retention.models import Coupon, CouponCode, Showing
from huitou.retention.offering import rules_of_shop

DAYS = 90


@dataclass(frozen=True, slots=True)
class Sold:
    """One block in the last DAYS days. `clicked`: people who clicked; sums in the shop's currency."""

    block: str
    shown: Group
    held: Group
    clicked: int
    effect: Effect


_SQL = f"""
WITH seen AS (
    SELECT customer_id, held_out, first_at, clicked_at FROM {Showing._meta.db_table}
    WHERE shop_id = current_setting('huitou.shop')::uuid AND block = %(block)s AND first_at >= %(since)s
), people AS (
    SELECT customer_id, (array_agg(held_out ORDER BY first_at))[1] AS held_out,
      bool_or(clicked_at IS NOT NULL) AS clicked FROM seen GROUP BY customer_id
), bought AS (
    SELECT o.customer_id, greatest(o.total_minor - o.shipping_minor - coalesce((
        SELECT sum(p.refunded_minor) FROM {Payment._meta.db_table} p WHERE p.shop_id = o.shop_id AND p.order_id = o.id
    ), 0), 0) AS net
    FROM {Order._meta.db_table} o
    WHERE o.shop_id = current_setting('huitou.shop')::uuid AND o.state = 'paid' AND o.currency = %(currency)s
      AND o.placed_at > %(since)s AND o.placed_at <= %(until)s AND EXISTS (
        SELECT FROM seen s WHERE s.customer_id = o.customer_id AND o.placed_at > s.first_at
          AND o.placed_at <= s.first_at + make_interval(days => %(days)s))
), sums AS (SELECT customer_id, sum(net) AS net FROM bought GROUP BY customer_id)
SELECT p.held_out, count(*), count(s.customer_id), coalesce(sum(s.net), 0), count(*) FILTER (WHERE p.clicked)
FROM people p LEFT JOIN sums s USING (customer_id) GROUP BY p.held_out
"""  # noqa: S608


def sold(shop: Shop, at: datetime) -> Mapping[str, Sold]:
    """Per block: two queries and one more."""
    days = rules_of_shop(shop.pk).days
    found = {}
    for block in Showing.Block.values:
        rows = _ask(block, shop, at, days)
        groups = {held: Group(people, ordered, int(net)) for held, people, ordered, net, _clicked in rows}
        shown, held = groups.get(False, Group()), groups.get(True, Group())
        clicked = sum(row[4] for row in rows if not row[0])
        found[block] = Sold(block, shown, held, clicked, effect(shown, held))
    return found


def _ask(block: str, shop: Shop, at: datetime, days: int) -> list[tuple[Any, ...]]:
    given: dict[str, Any] = {
        "block": block, "currency": shop.currency, "since": at - timedelta(days=DAYS), "until": at, "days": days,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SQL, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


@dataclass(frozen=True, slots=True)
class Used:
    """How often the codes of a coupon were used: orders since it was made, and their net sum as above."""

    orders: int = 0
    net_minor: int = 0


_USES = f"""
WITH codes AS (
    SELECT id AS coupon_id, code, made_at FROM {Coupon._meta.db_table}
    WHERE shop_id = current_setting('huitou.shop')::uuid AND id = ANY (%(coupons)s) AND code <> ''
    UNION SELECT k.coupon_id, k.code, c.made_at FROM {CouponCode._meta.db_table} k
    JOIN {Coupon._meta.db_table} c ON c.shop_id = k.shop_id AND c.id = k.coupon_id
    WHERE k.shop_id = current_setting('huitou.shop')::uuid AND k.coupon_id = ANY (%(coupons)s)
), used AS (
    SELECT DISTINCT c.coupon_id, o.id, o.total_minor - o.shipping_minor AS goods
    FROM {Order._meta.db_table} o CROSS JOIN LATERAL jsonb_array_elements_text(o.discount_codes) AS entered(code)
    JOIN codes c ON lower(c.code) = lower(entered.code) AND o.placed_at >= c.made_at
    WHERE o.shop_id = current_setting('huitou.shop')::uuid AND o.state = 'paid' AND o.currency = %(currency)s
      AND o.discount_codes <> '[]'::jsonb AND o.placed_at >= (SELECT min(made_at) FROM codes)
)
SELECT u.coupon_id, count(*), sum(greatest(u.goods - coalesce((
    SELECT sum(p.refunded_minor) FROM {Payment._meta.db_table} p
    WHERE p.shop_id = current_setting('huitou.shop')::uuid AND p.order_id = u.id
), 0), 0)) FROM used u GROUP BY u.coupon_id
"""  # noqa: S608


def uses_of(shop: Shop, coupons: Sequence[UUID]) -> Mapping[UUID, Used]:
    """The uses that orders told of, as far as their source names discount codes. One query; none without coupons."""
    if not coupons:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_USES, {"coupons": list(coupons), "currency": shop.currency})
        return {coupon: Used(orders, int(net)) for coupon, orders, net in cursor.fetchall()}
