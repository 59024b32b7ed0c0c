"""How the parcels' pages were looked at in the last four weeks, and everything that advice stands on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum

from huitou.core.models import Shop
from huitou.retention.advice import Measured
from huitou.retention.models import Channel, Contact, ParcelVisit
from huitou.retention.queries.contacts import Wismo
from huitou.retention.wismo import Rate, compare

DAYS = 28
THRICE = 3
PATIENCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visits:
    """`by_stage`: times opened; `parcels`: how many were looked at; `late_…` as in `advice.Measured`."""

    by_stage: Mapping[str, int]
    parcels: int
    late_parcels: int
    late_thrice: int

    @property
    def opened(self) -> int:
        """All visits."""
        return sum(self.by_stage.values())


def visits(shop: Shop, at: datetime) -> Visits:
    """Of the last DAYS days: two queries, counted by the database."""
    since = at.astimezone(ZoneInfo(shop.timezone)).date() - timedelta(days=DAYS - 1)
    rows = ParcelVisit.objects.filter(day__gte=since)
    stages = dict(rows.values_list("stage").annotate(times=Sum("opened")).order_by("-times", "stage"))
    late = Sum("opened", filter=Q(late=True))
    each = rows.values("parcel_id").annotate(late_times=late)
    parcels = each.aggregate(
        number=Count("parcel_id"),
        late=Count("parcel_id", filter=Q(late_times__gt=0)),
        thrice=Count("parcel_id", filter=Q(late_times__gte=THRICE)),
    )
    return Visits(stages, parcels["number"], parcels["late"], parcels["thrice"])


def measured(found: Visits, asked: Wismo, at: datetime) -> Measured:
    """What advice stands on: one query more."""
    waiting = Contact.objects.filter(channel=Channel.PAGE, answered_at=None, erased_at=None, asked_at__lt=at - PATIENCE)
    # This week is not over: the four before it, against the four before those.
    four, before = ((asked.weeks[1:5]), (asked.weeks[5:9]))
    rates = [Rate(sum(one.where for one in part), sum(one.shipped for one in part)) for part in (before, four)]
    known = asked.known_since is not None and bool(before) and asked.known_since <= before[-1].monday
    return Measured(
        visits=found.by_stage,
        late_parcels=found.late_parcels,
        late_thrice=found.late_thrice,
        unanswered=waiting.count(),
        lately=compare(*rates) if known else None,
        echoes={one.kind: (one.lately, one.echoes) for one in asked.messages},
    )
