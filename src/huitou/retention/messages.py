"""Which messages about parcels went out: mails by the first word of their key, and the news of parcels by trigger.

Called inside `in_shop`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, Func, Min, Q, QuerySet, Value

from huitou.news.models import Telling
from huitou.notifications.models import Mail

ABOUT_PARCELS = "parcels.parcel"
# Mails that bring news are counted as such, not a second time as mails.
_NEWS_KEYS = Q(key__startswith="news:") | Q(key__startswith="news.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A kind of message: when the first went out, how many until now, and how many of them `lately`."""

    kind: str
    began_at: datetime
    sent: int
    lately: int


def sent(since: datetime, until: datetime) -> Sequence[Sent]:
    """Every kind, the oldest first; `lately` is from `since` on. Two queries."""
    mails = Mail.objects.filter(about_type=ABOUT_PARCELS, queued_at__lte=until).exclude(_NEWS_KEYS)
    by_key = mails.annotate(kind=Func(F("key"), Value(":"), Value(1), function="split_part", output_field=CharField()))
    found = _totals(by_key, "queued_at", since)
    by_trigger = Telling.objects.filter(told_at__lte=until).annotate(kind=F("trigger"))
    found += [
        Sent(f"news.{one.kind}", one.began_at, one.sent, one.lately) for one in _totals(by_trigger, "told_at", since)
    ]
    return sorted(found, key=lambda one: (one.began_at, one.kind))


def last_message(order: UUID, parcel: UUID, at: datetime) -> str:
    """Which kind went out last about the parcel, or as news of its order; "" for none."""
    mails = Mail.objects.filter(about_type=ABOUT_PARCELS, about_id=parcel, queued_at__lte=at).exclude(_NEWS_KEYS)
    moments = [
        (when, key.partition(":")[0]) for when, key in mails.order_by("-queued_at").values_list("queued_at", "key")[:1]
    ]
    told = Telling.objects.filter(order_id=order, told_at__lte=at).order_by("-told_at")
    moments += [(when, f"news.{trigger}") for when, trigger in told.values_list("told_at", "trigger")[:1]]
    return max(moments, default=(at, ""))[1][:60]


def _totals(rows: "QuerySet[Any, Any]", moment: str, since: datetime) -> list[Sent]:
    lately = Count("pk", filter=Q(**{f"{moment}__gte": since}))
    totals = rows.values("kind").annotate(began=Min(moment), number=Count("pk"), lately=lately).order_by("kind")
    return [Sent(row["kind"], row["began"], row["number"], row["lately"]) for row in totals]
