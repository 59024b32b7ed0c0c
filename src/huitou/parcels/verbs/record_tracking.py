"""Takes in what sources tell of numbers, into every parcel of the shop that has the number.

Called by the job that reads pushes, by polling, by file imports and when a stray number finds its parcel. What comes
twice, late or out of order makes no difference: the parcel follows from the set of all reports.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.bulk import update_rows
from huitou.core.verbs import verb
from huitou.parcels.carriers.protocol import Tracking
from huitou.parcels.carriers.registry import source as source_of
from huitou.parcels.course import ANNOUNCED
from huitou.parcels.entries import Book
from huitou.parcels.following import set_course
from huitou.parcels.models import Parcel
from huitou.parcels.numbers import compact
from huitou.parcels.verbs.record_scan import kind_of
from huitou.parcels.weighing import Entry

BY_NAME = "id:"
PARCEL_FIELDS = (
    "state", "status", "status_at", "shipped_at", "collected_at", "delivered_at", "carrier", "chain_length",
    "chain_head",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToldBy:
    """What a source says of one number, as it was heard at `heard_at`."""

    source: str
    tracking: Tracking
    heard_at: datetime


@verb
def record_tracking(*, told: Sequence[ToldBy], actor: Actor, at: datetime) -> list[int]:
    """Take everything in, in one transaction; how many parcels each of `told` was about.

    Parcels are locked in the order of their keys. A source that is not part of this installation raises Misconfigured.
    """
    parcels = _locked([one.tracking.number for one in told])
    book = Book(parcels, actor.shop_id, {one.source for one in told})
    found = []
    for one in told:
        about = _named(parcels, one.tracking.number)
        for parcel in about:
            book.take(parcel, one.source, source_of(one.source).mapping, one.tracking, one.heard_at)
        found.append(len(about))
    moved = [parcel for parcel in parcels if _follow(parcel, book, actor, at)]
    book.write()
    update_rows(Parcel, PARCEL_FIELDS, moved)
    return found


def follow_anew(parcel: Parcel, book: Book, actor: Actor, at: datetime) -> bool:
    """Let the parcel follow from its reports as they are read now; whether anything about it changed."""
    return _follow(parcel, book, actor, at)


def _follow(parcel: Parcel, book: Book, actor: Actor, at: datetime) -> bool:
    if not book.touched(parcel):
        return False
    left = parcel.state
    before = (left, parcel.status, parcel.status_at, parcel.delivered_at)
    set_course(parcel, book.course(parcel))
    fresh = [entry for entry in book.entries(parcel) if entry.new and not entry.set_aside]
    if not fresh and before == (parcel.state, parcel.status, parcel.status_at, parcel.delivered_at):
        return False
    newest = max(fresh, key=_moment, default=None)
    facts = {
        "scan": newest.state if newest else "",
        "status": parcel.status,
        "reports": len(fresh),
        "from": left,
        "to": parcel.state,
        "order": parcel.order_id,
    }
    if newest:
        facts |= {"occurred_at": newest.occurred_at, "source": newest.source}
    events.record(parcel, f"parcels.parcel.{_kind(left, parcel.state)}", actor=actor, at=at, facts=facts)
    return True


def _kind(left: str, reached: str) -> str:
    """As by hand; a parcel of which everything was taken back was only scanned: it is not announced again."""
    return "scanned" if reached == ANNOUNCED else kind_of(left, reached)


def _moment(entry: Entry) -> datetime:
    return entry.occurred_at


def called_in(number: str) -> str:
    """How what a source calls a parcel is kept and matched: names as they are, numbers in one form."""
    return number if number.startswith(BY_NAME) else compact(number)


def _locked(numbers: Sequence[str]) -> list[Parcel]:
    names = {number.removeprefix(BY_NAME) for number in numbers if number.startswith(BY_NAME)} - {""}
    # A parcel without a number is nobody's answer.
    wanted = {compact(number) for number in numbers if not number.startswith(BY_NAME)} - {""}
    which = Q(tracking_number__in=wanted)
    if names:
        which |= Q(external_id__in=names)
    rows = Parcel.objects.filter(which).select_related("order").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def _named(parcels: Sequence[Parcel], number: str) -> list[Parcel]:
    if number.startswith(BY_NAME):
        return [parcel for parcel in parcels if parcel.external_id == number.removeprefix(BY_NAME)]
    wanted = compact(number)
    return [parcel for parcel in parcels if wanted and parcel.tracking_number == wanted]
