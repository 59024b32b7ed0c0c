"""What a source's code means for this shop, and reading again what was told under it. For the desk and the API."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.bulk import update_rows
from huitou.core.errors import Invalid, NotFound
from huitou.core.ids import new_id
from huitou.core.jobs import enqueue
from huitou.core.locks import lock_or_make
from huitou.core.verbs import verb
from huitou.parcels.carriers.registry import codes
from huitou.parcels.carriers.registry import source as source_of
from huitou.parcels.entries import Book
from huitou.parcels.models import CodeMeaning, Parcel, ParcelScan
from huitou.parcels.notice_jobs import replay_code
from huitou.parcels.verbs.record_tracking import PARCEL_FIELDS, follow_anew
from huitou.parcels.vocabulary.pairs import PAIRS

MAP = "parcels.map"
# So many parcels are read again in one transaction.
TOGETHER = 200


class MeaningInvalid(Invalid):
    """A status that is none, or an empty code."""

    code = "meaning_invalid"
    message = _("Choose what the code means. What you chose is not a state that a parcel can have.")


@verb
def decide_meaning(*, source: str, code: str, status: str, actor: Actor, at: datetime) -> CodeMeaning:
    """Say what a source's code means in this shop; the parcels that were told of under it are read again.

    Raises Forbidden, NotFound, MeaningInvalid.
    """
    actor.require(MAP)
    if source not in codes():
        raise NotFound()
    if status not in PAIRS or not 0 < len(code) <= 80:
        raise MeaningInvalid()
    row = lock_or_make(CodeMeaning.objects.filter(source=source, code=code))
    made = row is None
    if row is None:
        row = CodeMeaning(id=new_id(), shop_id=actor.shop_id, source=source, code=code)
    facts = {"source": source, "code": code, "status": status, "from": row.status}
    row.status, row.decided_at, row.decided_by = status, at, actor.id
    events.record(row, "parcels.code_meaning.decided", actor=actor, at=at, facts=facts)
    row.save(force_insert=made)
    enqueue(replay_code, shop=str(actor.shop_id), source=source, code=code)
    return row


@verb
def order_replay(*, actor: Actor, at: datetime, source: str = "", code: str = "") -> None:
    """Have everything that was told read again by a job; `source` and `code` narrow it down. Raises Forbidden."""
    actor.require(MAP)
    enqueue(replay_code, shop=str(actor.shop_id), source=source, code=code)


@verb
def read_again(*, parcels: Collection[UUID], actor: Actor, at: datetime) -> int:
    """Read everything that was reported of these parcels by the tables as they are now; how many reports differ.

    Raises Forbidden.
    """
    if actor.role != Role.SYSTEM:
        actor.require(MAP)
    rows = Parcel.objects.filter(pk__in=parcels).select_related("order").order_by("pk")
    locked = list(rows.select_for_update(of=("self",), no_key=True))
    told = ParcelScan.objects.filter(parcel__in=locked).exclude(fingerprint="")
    sources = set(told.values_list("source", flat=True).distinct()) & set(codes())
    tables = {code: source_of(code).mapping for code in sources}
    book = Book(locked, actor.shop_id, sources)
    otherwise = sum(book.read_anew(parcel, tables) for parcel in locked)
    moved = [parcel for parcel in locked if follow_anew(parcel, book, actor, at)]
    book.write()
    update_rows(Parcel, PARCEL_FIELDS, moved)
    return otherwise
