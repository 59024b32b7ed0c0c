"""Pushes of those who tell of parcels: verified, kept once, answered at once, and read in a job.

Called by the web for every `/hooks/carriers/<shop>/<source>/`. What is not verified changes nothing.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from huitou.core.actors import Actor, Role
from huitou.core.bulk import insert_rows, update_rows
from huitou.core.errors import HuitouError, NotFound
from huitou.core.ids import new_id
from huitou.core.jobs import enqueue, take_along
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.core.webhooks import Called, CallRefused, HookAnswer, HookNotSetUp
from huitou.parcels.carriers.protocol import Misconfigured, Push, Tracking, Unreadable
from huitou.parcels.carriers.registry import account_of, codes, source
from huitou.parcels.models import CarrierNotice, RefusedPush
from huitou.parcels.notice_jobs import read_notice
from huitou.parcels.refused import called_again, drop_refused, keep_refused
from huitou.parcels.verbs.read_codes import MAP
from huitou.parcels.verbs.record_tracking import ToldBy, called_in, record_tracking

log = structlog.get_logger(__name__)
LARGEST_BODY = 2 * 1024 * 1024
# So many waiting pushes of one shop are read in one transaction.
TOGETHER = 50
MOST_NUMBERS = 500
NOTICE_FIELDS = (
    "id",
    "shop",
    "source",
    "delivery_id",
    "number",
    "payload",
    "body_hash",
    "size",
    "received_at",
    "outcome",
)
READ, STRAY, BROKEN = "read", "stray", "broken"


def carrier_actor(shop_id: UUID, code: str) -> Actor:
    """Who acts when a source's word moves a parcel."""
    return Actor(role=Role.CARRIER, shop_id=shop_id, id=f"carrier:{code}")


def take_in(*, code: str, shop_id: UUID, called: Called) -> HookAnswer:
    """Verify the call and keep it; what the source wants to hear. Raises NotFound for one that sends none."""
    if code not in codes() or not source(code).capabilities.pushes:
        raise NotFound()
    adapter, account = source(code), account_of(shop_id)
    try:
        pushes = adapter.verify(account, called)
    except Misconfigured as missing:
        log.warning("hook.not_set_up", source=code, shop=str(shop_id), reason=missing.failure_code)
        return adapter.answer(account, called, HookNotSetUp())
    except Unreadable as odd:
        log.warning("hook.refused", source=code, shop=str(shop_id), reason=str(odd))
        keep_refused(
            actor=carrier_actor(shop_id, code), at=called.at, code=code, called=called, reason="body_unreadable"
        )
        return adapter.answer(account, called, CallRefused("body_unreadable", 400))
    except HuitouError as refused:
        reason = str(getattr(refused, "reason", refused.code))
        log.warning("hook.refused", source=code, shop=str(shop_id), reason=reason)
        keep_refused(actor=carrier_actor(shop_id, code), at=called.at, code=code, called=called, reason=reason)
        return adapter.answer(account, called, refused)
    if pushes:
        keep_pushes(actor=carrier_actor(shop_id, code), at=called.at, code=code, pushes=pushes, body=called.body)
    return adapter.answer(account, called, None)


@verb
def keep_pushes(*, actor: Actor, at: datetime, code: str, pushes: Sequence[Push], body: bytes) -> int:
    """Keep what the call says, once per delivery, and start the job that reads it; how many were new."""
    digest = hashlib.sha256(body).digest()
    once = {push.delivery_id[:120]: push for push in pushes[:MOST_NUMBERS]}
    rows = {
        new_id(): (
            actor.shop_id,
            code,
            name,
            called_in(push.number),
            json.dumps(push.payload),
            digest,
            len(body),
            at,
            "",
        )
        for name, push in once.items()
    }
    new = insert_rows(CarrierNotice, NOTICE_FIELDS, [(pk, *row) for pk, row in rows.items()], "ON CONFLICT DO NOTHING")
    kept = list(rows) if new == len(rows) else []
    if 0 < new < len(rows):
        kept = list(CarrierNotice.objects.filter(pk__in=rows).values_list("pk", flat=True))
    for pk in kept:
        enqueue(read_notice, shop=str(actor.shop_id), notice=str(pk))
    return len(kept)


def read(*, shop_id: UUID, notice_id: UUID, at: datetime) -> None:
    """Act on what a kept push says, and on others of the shop that wait. Run by the job; safe to run twice."""
    zone = ZoneInfo(Shop.objects.get(pk=shop_id).timezone)
    read_notices(actor=carrier_actor(shop_id, "inbox"), at=at, first=notice_id, zone=zone)


@verb
def read_notices(*, actor: Actor, at: datetime, first: UUID, zone: ZoneInfo) -> int:
    """Read this push and those that wait together with it; how many were about a parcel of the shop."""
    others = take_along(read_notice, shop=str(actor.shop_id), at_most=TOGETHER - 1)
    wanted = {first, *(UUID(str(arguments["notice"])) for arguments in others)}
    rows = CarrierNotice.objects.filter(pk__in=wanted, outcome="").order_by("received_at", "pk")
    return act_on(list(rows.select_for_update(no_key=True)), actor=actor, at=at, zone=zone)


@verb
def read_strays(*, actor: Actor, at: datetime, numbers: Sequence[str], zone: ZoneInfo) -> int:
    """Read again what came before there was a parcel of these numbers; how many now are about one."""
    rows = CarrierNotice.objects.filter(number__in=numbers, outcome=STRAY).order_by("received_at", "pk")
    return act_on(list(rows[:MOST_NUMBERS].select_for_update(no_key=True)), actor=actor, at=at, zone=zone)


@verb
def put_back(*, actor: Actor, at: datetime, code: str = "") -> int:
    """Have what nobody could read tried again, of one source or all; how many pushes. Raises Forbidden."""
    if actor.role != Role.SYSTEM:
        actor.require(MAP)
    rows = CarrierNotice.objects.filter(outcome=BROKEN, **({"source": code} if code else {}))
    keys = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)[:MOST_NUMBERS])
    CarrierNotice.objects.filter(pk__in=keys).update(outcome="", why="")
    for pk in keys:
        enqueue(read_notice, shop=str(actor.shop_id), notice=str(pk))
    return len(keys)


def act_on(rows: Sequence[CarrierNotice], *, actor: Actor, at: datetime, zone: ZoneInfo) -> int:
    """Read these locked pushes into scans, and empty what has been read. Inside a verb."""
    told: list[ToldBy] = []
    readable: list[CarrierNotice] = []
    for row in rows:
        row.read_at = at
        tracking = _tracking(row, zone)
        if isinstance(tracking, str):
            row.outcome, row.why = BROKEN, tracking[:120]
            continue
        told.append(ToldBy(row.source, tracking, row.received_at))
        readable.append(row)
    found: list[int] = record_tracking(told=told, actor=actor, at=at) if told else []
    for row, parcels in zip(readable, found, strict=True):
        row.outcome = READ if parcels else STRAY
        row.payload = {} if parcels else row.payload
    update_rows(CarrierNotice, ("payload", "read_at", "outcome", "why"), list(rows))
    return sum(1 for parcels in found if parcels)


def _tracking(row: CarrierNotice, zone: ZoneInfo) -> Tracking | str:
    """What the push says; why not, where it cannot be read: it is kept as it is, for a person."""
    try:
        return source(row.source).read(row.payload, zone)
    except (Unreadable, Misconfigured) as error:
        log.warning("push.unreadable", source=row.source, notice=str(row.pk), reason=str(error))
        return str(error) or "unreadable"
    except Exception as error:
        # An adapter's bug must not hold up what waits together with it.
        log.exception("push.failed_unexpectedly", source=row.source, notice=str(row.pk))
        # What an adapter trips over may hold words of the push: only its kind is said.
        return type(error).__name__


@verb
def try_refused(*, refused: UUID, actor: Actor, at: datetime) -> int:
    """Verify a call that was refused once more, by the secret as it is now; how many of its pushes were new.

    Raises Forbidden, NotFound, CallRefused, Misconfigured: it stays as it was.
    """
    actor.require(MAP)
    row = RefusedPush.objects.filter(pk=refused).select_for_update(no_key=True).first()
    if row is None or row.source not in codes():
        raise NotFound()
    called = called_again(row, at)
    try:
        pushes = source(row.source).verify(account_of(actor.shop_id), called)
    except Unreadable as odd:
        raise CallRefused("body_unreadable", 400) from odd
    new: int = keep_pushes(actor=actor, at=at, code=row.source, pushes=pushes, body=called.body) if pushes else 0
    drop_refused(row.pk)
    return new
