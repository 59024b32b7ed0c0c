"""What became of the mails about parcels, by kind: sent, lost, opened, followed, and what was bought afterwards.

Called by the desk inside `in_shop`. One query, whatever the number of mails.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from huitou.core.models import Shop
from huitou.news.models import ParcelNews, Telling
from huitou.notifications.models import Mail, MailTrace
from huitou.orders.models import Order, Payment
from huitou.retention.mail_rates import MailFigures
from huitou.retention.messages import ABOUT_PARCELS
from huitou.retention.offering import rules_of_shop

DAYS = 90

# A mail of news is named by the piece that led it, one to a parcel in trouble by the step that wrote it (and its
# telling has the step's id): after a fall-back the telling names another message.
_SQL = f"""
WITH mails AS (
    SELECT id, state, measures, queued_at, split_part(key, ':', 1) AS head,
      CASE WHEN split_part(key, ':', 2) ~ '^[0-9a-f-]{{36}}$' THEN split_part(key, ':', 2)::uuid END AS cause
    FROM {Mail._meta.db_table} WHERE shop_id = current_setting('huitou.shop')::uuid AND about_type = %(about)s
      AND queued_at >= %(since)s AND queued_at <= %(until)s
), told AS (
    SELECT m.*, coalesce('news.' || n.trigger, m.head) AS kind, t.customer_id,
      t.opened_at IS NOT NULL AND t.channel = 'mail' AS came
    FROM mails m
    LEFT JOIN {ParcelNews._meta.db_table} n
      ON n.shop_id = current_setting('huitou.shop')::uuid AND n.id = m.cause AND m.head = 'news'
    LEFT JOIN {Telling._meta.db_table} t
      ON t.shop_id = current_setting('huitou.shop')::uuid AND t.id = coalesce(n.telling_id, m.cause)
), counted AS (
    SELECT w.kind, count(*) AS written, count(*) FILTER (WHERE w.state = 'sent') AS gone,
      count(*) FILTER (WHERE w.state IN ('failed', 'bounced', 'unaddressed')) AS lost,
      count(*) FILTER (WHERE w.state = 'sent' AND w.measures LIKE '%%o%%') AS picture,
      count(*) FILTER (WHERE w.state = 'sent' AND w.measures LIKE '%%o%%'
        AND (s.opened_at IS NOT NULL OR s.followed_at IS NOT NULL)) AS opened,
      count(*) FILTER (WHERE w.state = 'sent' AND w.measures LIKE '%%o%%' AND s.opened_at IS NULL
        AND s.followed_at IS NULL AND s.fetched_at IS NOT NULL) AS fetched,
      count(*) FILTER (WHERE w.state = 'sent' AND w.measures LIKE '%%c%%') AS led,
      count(*) FILTER (WHERE w.state = 'sent' AND w.measures LIKE '%%c%%' AND s.followed_at IS NOT NULL) AS followed,
      count(*) FILTER (WHERE w.state = 'sent' AND w.measures LIKE '%%c%%' AND s.followed_at IS NULL
        AND s.probed_at IS NOT NULL) AS probed,
      count(*) FILTER (WHERE w.state = 'sent' AND w.came) AS came,
      count(DISTINCT w.customer_id) FILTER (WHERE w.state = 'sent') AS people
    FROM told w LEFT JOIN {MailTrace._meta.db_table} s
      ON s.shop_id = current_setting('huitou.shop')::uuid AND s.mail_id = w.id
    GROUP BY w.kind
), bought AS (
    SELECT DISTINCT w.kind, o.customer_id, o.id, greatest(o.total_minor - o.shipping_minor - coalesce((
        SELECT sum(p.refunded_minor) FROM {Payment._meta.db_table} p WHERE p.shop_id = o.shop_id AND p.order_id = o.id
    ), 0), 0) AS net
    FROM told w JOIN {Order._meta.db_table} o ON o.shop_id = current_setting('huitou.shop')::uuid
      AND o.customer_id = w.customer_id AND o.state = 'paid' AND o.currency = %(currency)s
      AND o.placed_at > w.queued_at AND o.placed_at <= w.queued_at + make_interval(days => %(days)s)
      AND o.placed_at <= %(until)s
    WHERE w.state = 'sent'
), sums AS (SELECT kind, count(DISTINCT customer_id) AS ordered, sum(net) AS net FROM bought GROUP BY kind)
SELECT c.*, coalesce(s.ordered, 0), coalesce(s.net, 0)::bigint FROM counted c LEFT JOIN sums s USING (kind)
ORDER BY c.written DESC, c.kind
"""  # noqa: S608


def mail_figures(shop: Shop, at: datetime) -> Sequence[MailFigures]:
    """By kind, the most frequent first, of the last DAYS days. One query and that of the shop's rules."""
    given: dict[str, Any] = {
        "about": ABOUT_PARCELS, "currency": shop.currency, "since": at - timedelta(days=DAYS), "until": at,
        "days": rules_of_shop(shop.pk).days,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SQL, given)
        return [MailFigures(*row) for row in cursor.fetchall()]
