"""Asking those who have an interface: which parcels are due, so many numbers at once, so many questions a second.

Run by the periodic job, outside any transaction. A failure puts the next question off, longer each time.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings

from huitou.core.actors import Actor
from huitou.core.bulk import update_rows
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb
from huitou.parcels.carriers.protocol import Misconfigured, Permanent, Source, SourceError, Tracking, Wanted
from huitou.parcels.carriers.registry import account_of, codes, source
from huitou.parcels.detection.detect import candidates
from huitou.parcels.entries import OVER
from huitou.parcels.hooks import carrier_actor
from huitou.parcels.models import CarrierAccount, Followed, Parcel
from huitou.parcels.verbs.record_tracking import ToldBy, record_tracking

log = structlog.get_logger(__name__)
# A parcel that nobody heard of for so long is not asked about any more.
GIVES_UP_AFTER = timedelta(days=90)
LONGEST_WAIT = timedelta(days=1)
# A worker that asks holds up other jobs: so many parcels of a source and shop in one go.
MOST_AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking a source: parcels asked about, and why it stopped, where it did."""

    parcels: int
    failure_code: str = ""


def ask_all(*, shop_id: UUID, at: datetime) -> dict[str, Asked]:
    """Ask every source of the shop that can be asked about what is due."""
    with in_shop(shop_id):
        entered = set(CarrierAccount.objects.filter(closed_at__isnull=True).values_list("source", flat=True))
    able = [code for code in codes() if code in entered and source(code).capabilities.polls]
    return {code: ask_source(shop_id=shop_id, code=code, at=at) for code in able}


def ask_source(*, shop_id: UUID, code: str, at: datetime) -> Asked:
    """Ask one source about the parcels that are due. A failure ends it: the others would fail as well."""
    adapter, actor = source(code), carrier_actor(shop_id, code)
    zone = ZoneInfo(Shop.objects.get(pk=shop_id).timezone)
    take_up(actor=actor, at=at, code=code)
    with in_shop(shop_id):
        due = Followed.objects.filter(source=code, next_poll_at__lte=at).select_related("parcel")
        rows = list(due.order_by("next_poll_at", "pk")[:MOST_AT_ONCE])
    asked = 0
    step = max(adapter.capabilities.most_per_call, 1)
    for begin in range(0, len(rows), step):
        some = rows[begin : begin + step]
        if (refused := _follow(adapter, shop_id, some, at)) is not None:
            heard(actor=actor, at=at, code=code, rows=[row.pk for row in some], told=(), failure=refused)
            return Asked(asked, refused.failure_code)
        if begin:
            time.sleep(1 / adapter.capabilities.per_second)
        told, failure = _ask(adapter, account_of(shop_id), some, zone)
        heard(actor=actor, at=at, code=code, rows=[row.pk for row in some], told=told, failure=failure)
        asked += len(some)
        if failure is not None and not isinstance(failure, Permanent):
            return Asked(asked, failure.failure_code)
    return Asked(asked)


def _follow(adapter: Source, shop_id: UUID, rows: Sequence[Followed], at: datetime) -> SourceError | None:
    """Have the source follow what it does not follow yet; why it could not be asked to. It is asked to once only."""
    new = [row for row in rows if row.subscribed_at is None] if adapter.capabilities.subscribes else []
    if not new:
        return None
    address = f"{settings.HUITOU_PUBLIC_URL}/hooks/carriers/{Shop.objects.get(pk=shop_id).slug}/{adapter.code}/"
    failure: SourceError | None = None
    done: list[UUID] = []
    for row in new:
        try:
            adapter.subscribe(account_of(shop_id), _wanted(row), address)
        except Permanent as refused:
            log.warning("carrier.does_not_follow", source=adapter.code, reason=refused.failure_code)
        except SourceError as refused:
            log.warning("carrier.not_answered", source=adapter.code, reason=refused.failure_code)
            failure = refused
            break
        done.append(row.pk)
        time.sleep(1 / adapter.capabilities.per_second if len(new) > 1 else 0)
    with in_shop(shop_id):
        Followed.objects.filter(pk__in=done).update(subscribed_at=at)
    return failure


def _wanted(row: Followed) -> Wanted:
    number = row.parcel.tracking_number
    return Wanted(number, row.carrier or row.parcel.carrier or _by_its_form(number))


def _by_its_form(number: str) -> str:
    """The carrier whose own form the number has; "" where it could be several."""
    found = candidates(number.upper())
    return found[0].carrier if found and found[0].sure else ""


def _ask(
    adapter: Source, account: str, rows: Sequence[Followed], zone: ZoneInfo
) -> tuple[Sequence[Tracking], SourceError | None]:
    wanted = [_wanted(row) for row in rows]
    try:
        return adapter.poll(account, wanted, zone), None
    except SourceError as failure:
        level = log.error if isinstance(failure, Misconfigured) else log.warning
        level("carrier.not_answered", source=adapter.code, reason=failure.failure_code, detail=failure.detail)
        return (), failure
    except Exception:
        # An adapter's bug must not stop the other sources.
        log.exception("carrier.failed_unexpectedly", source=adapter.code)
        return (), SourceError("unexpected_error")


@verb
def take_up(*, actor: Actor, at: datetime, code: str) -> int:
    """Begin to follow the shop's parcels that are on their way and that this source does not follow yet; how many."""
    rows = Parcel.objects.exclude(state__in=OVER).exclude(tracking_number="").exclude(followed__source=code)
    recent = rows.filter(order__placed_at__gte=at - GIVES_UP_AFTER).order_by("pk")[:MOST_AT_ONCE]
    made = [Followed(shop_id=actor.shop_id, parcel=parcel, source=code, next_poll_at=at) for parcel in recent]
    Followed.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@verb
def heard(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    rows: Sequence[UUID],
    told: Sequence[Tracking],
    failure: SourceError | None,
) -> None:
    """Take in what was answered, and say when each is asked again."""
    if told:
        record_tracking(told=[ToldBy(code, one, at) for one in told], actor=actor, at=at)
    every = source(code).capabilities.polled_every
    asked = list(
        Followed.objects.filter(pk__in=rows).select_related("parcel").order_by("pk").select_for_update(of=("self",))
    )
    for row in asked:
        row.polled_at = at
        row.failures = row.failures + 1 if failure else 0
        row.failure_code = failure.failure_code[:60] if failure else ""
        over = row.parcel.state in OVER or row.parcel.created_at < at - GIVES_UP_AFTER
        stops = over or isinstance(failure, Permanent)
        row.next_poll_at = None if stops else at + min(every * 2 ** min(row.failures, 5), max(LONGEST_WAIT, every))
    update_rows(Followed, ("polled_at", "failures", "failure_code", "next_poll_at"), asked)
