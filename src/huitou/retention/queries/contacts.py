"""The contacts of a shop: the questions that wait, those of one order, and how many there are per 100 parcels."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate, TruncWeek

from huitou.core.models import Shop
from huitou.parcels.models import Parcel
from huitou.retention.messages import sent
from huitou.retention.models import Channel, Contact
from huitou.retention.wismo import Compared, Rate, around, compare

WEEKS = 12
SHOWN = 50
# First day, and the day after the last.
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Week:
    """`where`: contacts of the week that asked where the order is; `others`: all others; `rate` per 100 shipped."""

    monday: date
    where: int
    others: int
    shipped: int

    @property
    def rate(self) -> float | None:
        """None while nothing was shipped."""
        return Rate(self.where, self.shipped).per_hundred


@dataclass(frozen=True, slots=True)
class Message:
    """A message about parcels (`portal.shipped`): when the first went out, how many since, and what it changed.

    `echoes`: of the `lately` ones sent in the weeks shown, how many were followed by such a question, it being the
    last message before.
    """

    kind: str
    began_at: datetime
    sent: int
    lately: int
    echoes: int
    compared: Compared | None


@dataclass(frozen=True, slots=True)
class Wismo:
    """Everything that the page shows. `weeks` from the newest to the oldest; `channels` (code, number)."""

    weeks: Sequence[Week]
    channels: Sequence[tuple[str, int]]
    messages: Sequence[Message]
    whole: Rate
    known_since: date | None


def open_questions() -> "list[Contact]":
    """Questions of the parcels' pages that wait for the shop, the oldest first; at most SHOWN."""
    rows = Contact.objects.filter(channel=Channel.PAGE, answered_at=None, erased_at=None)
    return list(rows.select_related("order", "parcel").order_by("asked_at", "pk")[:SHOWN])


def count_questions() -> int:
    """How many wait; no more than SHOWN + 1 are counted."""
    rows = Contact.objects.filter(channel=Channel.PAGE, answered_at=None, erased_at=None)
    return len(rows.values_list("pk", flat=True)[: SHOWN + 1])


def answered_lately() -> "list[Contact]":
    """Those answered last."""
    rows = Contact.objects.filter(channel=Channel.PAGE, erased_at=None).exclude(answered_at=None)
    return list(rows.select_related("order", "parcel").order_by("-answered_at", "-pk")[:20])


def questions_of(order: UUID) -> list[Contact]:
    """What the buyer asked on the pages of this order, the newest first."""
    rows = Contact.objects.filter(order_id=order, channel=Channel.PAGE, erased_at=None)
    return list(rows.order_by("-asked_at", "-pk")[:SHOWN])


def wismo(shop: Shop, at: datetime) -> Wismo:
    """The last WEEKS weeks, this one so far among them."""
    zone = ZoneInfo(shop.timezone)
    today = at.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    since = datetime(monday.year, monday.month, monday.day, tzinfo=zone)
    asked, shipped = _asked_by_week(since, at, zone), _shipped_by_week(since, at, zone)
    mondays = [monday + timedelta(days=7 * number) for number in range(WEEKS)]
    weeks = [Week(day, *asked.get(day, (0, 0)), shipped.get(day, 0)) for day in reversed(mondays)]
    # One that was dated back when it was noted says nothing of how often buyers asked in those days.
    first = Contact.objects.aggregate(first=Min(Coalesce("noted_at", "asked_at")))["first"]
    known = first.astimezone(zone).date() if first else None
    asking = Contact.objects.filter(asked_at__gte=since, asked_at__lte=at, where_is_it=True)
    ways = asking.values("channel").annotate(number=Count("pk")).order_by("-number", "channel")
    return Wismo(
        weeks=weeks,
        channels=list(ways.values_list("channel", "number")),
        messages=_messages(zone, since, at, known),
        whole=Rate(sum(week.where for week in weeks), sum(week.shipped for week in weeks)),
        known_since=known,
    )


def _messages(zone: ZoneInfo, since: datetime, at: datetime, known: date | None) -> list[Message]:
    echoes = dict(
        Contact.objects.filter(asked_at__gte=since, asked_at__lte=at, where_is_it=True)
        .exclude(after="").values_list("after").annotate(number=Count("pk"))
    )  # fmt: skip
    told, today = sent(since, at), at.astimezone(zone).date()
    spans: dict[str, tuple[Span, Span]] = {}
    for one in told:
        begun = one.began_at.astimezone(zone).date()
        if known is not None and (both := around(begun, today, known_since=known)) is not None:
            spans[one.kind] = both
    compared = _compared(spans, zone)
    return [
        Message(one.kind, one.began_at, one.sent, one.lately, echoes.get(one.kind, 0), compared.get(one.kind))
        for one in told
    ]


def _compared(spans: Mapping[str, tuple[Span, Span]], zone: ZoneInfo) -> dict[str, Compared]:
    """By message, of those whose contacts are known on both sides. Two queries, however many messages there are."""
    if not spans:
        return {}
    whole = {(before[0], after[1]) for before, after in spans.values()}
    asking = Contact.objects.filter(where_is_it=True)
    asked = _by_day(asking, "asked_at", whole, zone)
    shipped = _by_day(Parcel.objects.filter(direction=Parcel.Direction.OUTBOUND), "shipped_at", whole, zone)

    def rate(span: Span) -> Rate:
        first, end = span
        days = [first + timedelta(days=number) for number in range((end - first).days)]
        return Rate(sum(asked.get(day, 0) for day in days), sum(shipped.get(day, 0) for day in days))

    return {
        kind: compare(rate(before), rate(after), days=(before[1] - before[0]).days)
        for kind, (before, after) in spans.items()
    }


def _by_day(rows: "QuerySet[Any]", moment: str, spans: Collection[Span], zone: ZoneInfo) -> dict[date, int]:
    """How many there are on each day of the spans. One query."""
    within = Q()
    for span in spans:
        since, until = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in span)
        within |= Q(**{f"{moment}__gte": since, f"{moment}__lt": until})
    days = rows.filter(within).annotate(day=TruncDate(moment, tzinfo=zone)).values("day").order_by("day")
    return {row["day"]: row["number"] for row in days.annotate(number=Count("pk"))}


def _asked_by_week(since: datetime, until: datetime, zone: ZoneInfo) -> dict[date, tuple[int, int]]:
    rows = Contact.objects.filter(asked_at__gte=since, asked_at__lte=until)
    weeks = rows.annotate(week=TruncWeek("asked_at", tzinfo=zone)).values("week").order_by("week")
    where, others = Count("pk", filter=Q(where_is_it=True)), Count("pk", filter=Q(where_is_it=False))
    return {row["week"].date(): (row["asked"], row["others"]) for row in weeks.annotate(asked=where, others=others)}


def _shipped_by_week(since: datetime, until: datetime, zone: ZoneInfo) -> dict[date, int]:
    rows = Parcel.objects.filter(direction=Parcel.Direction.OUTBOUND, shipped_at__gte=since, shipped_at__lte=until)
    weeks = rows.annotate(week=TruncWeek("shipped_at", tzinfo=zone)).values("week").order_by("week")
    return {row["week"].date(): row["number"] for row in weeks.annotate(number=Count("pk"))}
