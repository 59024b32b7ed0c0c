"""Asking those who have an interface: which parcels are due, so many numbers at once, so many questions a second.

Run by the periodic job, outside any transaction. A failure puts the next question off, longer each time.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings

from huitou.core.actors import Actor
from huitou.core.bulk import update_rows
from huitou.core.models import Shop
from huitou.core.outgoing import ANSWER_BROKEN, SERVER_ERROR, TIME_OUT, TOLD_TO_WAIT, UNREACHABLE
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb
from huitou.parcels.carriers.protocol import (
    Misconfigured,
    Permanent,
    Retryable,
    Source,
    SourceError,
    Tracking,
    Unreadable,
    Wanted,
)
from huitou.parcels.carriers.registry import account_of, codes, source
from huitou.parcels.detection.detect import candidates
from huitou.parcels.entries import OVER
from huitou.parcels.hooks import carrier_actor
from huitou.parcels.models import CarrierAccount, Followed, Parcel
from huitou.parcels.numbers import compact
from huitou.parcels.verbs.record_tracking import ToldBy, record_tracking

log = structlog.get_logger(__name__)
# A parcel that nobody heard of for so long is not asked about any more.
GIVES_UP_AFTER = timedelta(days=90)
LONGEST_WAIT = timedelta(days=1)
# A worker that asks holds up other jobs: so many parcels of a source and shop in one go, for so long.
MOST_AT_ONCE = 60
LONGEST_RUN_SECONDS = 60.0
# Who asks now keeps others from asking the same for so long.
CLAIMED_FOR = timedelta(minutes=15)
# It would be the same with every other number; and it may be, when it is so again and again.
AWAY = frozenset({UNREACHABLE, TOLD_TO_WAIT, TIME_OUT})
AILING = frozenset({SERVER_ERROR, ANSWER_BROKEN, "unexpected_error"})
FAILURES_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking a source: parcels asked about, and the last failure that was not about a single number."""

    parcels: int
    failure_code: str = ""


def ask_all(*, shop_id: UUID, at: datetime) -> dict[str, Asked]:
    """Ask every source of the shop that can be asked about what is due."""
    with in_shop(shop_id):
        entered = set(CarrierAccount.objects.filter(closed_at__isnull=True).values_list("source", flat=True))
    able = [code for code in codes() if code in entered and source(code).capabilities.polls]
    return {code: ask_source(shop_id=shop_id, code=code, at=at) for code in able}


def ask_source(*, shop_id: UUID, code: str, at: datetime) -> Asked:
    """Ask one source about the parcels that are due, for so long at most.

    What a source says of single numbers is about them alone; one that is away, busy or does not know us ends it.
    """
    adapter, actor = source(code), carrier_actor(shop_id, code)
    zone = ZoneInfo(Shop.objects.get(pk=shop_id).timezone)
    ends = time.monotonic() + LONGEST_RUN_SECONDS
    take_up(actor=actor, at=at, code=code)
    asked, in_a_row, last = 0, 0, ""
    step = max(adapter.capabilities.most_per_call, 1)
    while asked < MOST_AT_ONCE and time.monotonic() < ends:
        rows = claim(actor=actor, at=at, code=code, most=min(step, MOST_AT_ONCE - asked))
        if not rows:
            break
        if asked:
            time.sleep(1 / adapter.capabilities.per_second)
        told: Sequence[Tracking] = ()
        failure = _follow(adapter, shop_id, rows, at, ends)
        if failure is None:
            told, failure = _ask(adapter, account_of(shop_id), rows, zone)
        heard(actor=actor, at=at, code=code, rows=[row.pk for row in rows], told=told, failure=failure)
        asked += len(rows)
        if failure is None or isinstance(failure, Permanent):
            in_a_row = 0
            continue
        last = failure.failure_code
        in_a_row = in_a_row + 1 if last in AILING else 0
        if _ends_it(failure) or in_a_row == FAILURES_IN_A_ROW:
            break
    return Asked(asked, last)


def _ends_it(failure: SourceError) -> bool:
    """Whether the others would fail as well."""
    return isinstance(failure, Misconfigured) or failure.failure_code in AWAY


def _follow(adapter: Source, shop_id: UUID, rows: Sequence[Followed], at: datetime, ends: float) -> SourceError | None:
    """Have the source follow what it does not follow yet; why it could not be asked to. It is asked to once only."""
    new = [row for row in rows if row.subscribed_at is None] if adapter.capabilities.subscribes else []
    if not new:
        return None
    address = f"{settings.HUITOU_PUBLIC_URL}/hooks/carriers/{Shop.objects.get(pk=shop_id).slug}/{adapter.code}/"
    failure: SourceError | None = None
    done: list[UUID] = []
    for row in new:
        if time.monotonic() >= ends:
            break
        try:
            adapter.subscribe(account_of(shop_id), _wanted(row), address)
        except Permanent as refused:
            log.warning("carrier.does_not_follow", source=adapter.code, reason=refused.failure_code)
        except SourceError as refused:
            log.warning("carrier.not_answered", source=adapter.code, reason=refused.failure_code)
            failure = refused
            if _ends_it(refused):
                break
            continue
        done.append(row.pk)
        time.sleep(1 / adapter.capabilities.per_second if len(new) > 1 else 0)
    with in_shop(shop_id):
        Followed.objects.filter(pk__in=done).update(subscribed_at=at)
    # Who could not follow one of several is still asked about all of them.
    return failure if failure is not None and (_ends_it(failure) or len(rows) == 1) else None


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
        told, numbers = adapter.poll(account, wanted, zone), {compact(one.number) for one in wanted}
        return [one for one in told if compact(one.number) in numbers], None
    except SourceError as failure:
        level = log.error if isinstance(failure, Misconfigured) else log.warning
        level("carrier.not_answered", source=adapter.code, reason=failure.failure_code, detail=failure.detail)
        return (), failure
    except Unreadable as error:
        log.warning("carrier.answer_unreadable", source=adapter.code, reason=str(error))
        return (), Retryable("answer_unreadable")
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
def claim(*, actor: Actor, at: datetime, code: str, most: int) -> list[Followed]:
    """The next that are due: nobody else asks about them meanwhile."""
    due = Followed.objects.filter(source=code, next_poll_at__lte=at).exclude(parcel__tracking_number="")
    due = due.select_related("parcel")
    rows = list(due.order_by("next_poll_at", "pk").select_for_update(of=("self",), skip_locked=True)[:most])
    Followed.objects.filter(pk__in=[row.pk for row in rows]).update(next_poll_at=at + CLAIMED_FOR)
    return rows


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
        # What is answered to a question is as of now.
        now = [replace(one, said_at=one.said_at or at) for one in told]
        record_tracking(told=[ToldBy(code, one, at) for one in now], actor=actor, at=at)
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
