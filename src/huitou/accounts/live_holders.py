"""Who may keep a live stream open: a person while they are logged in, a buyer while their session lasts.

Staff pages and the portal name the holder when they make a stream's address; the stream asks here, every few seconds.
"""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from huitou.accounts.models import BuyerGrant, Staff
from huitou.core import clock
from huitou.core.live_rights import held_by
from huitou.core.sealing import SealBroken, seal, unseal

STAFF, BUYER = "staff", "buyer"


def staff_holder(request: HttpRequest, staff: Staff) -> str:
    """The person in this log-in. The session's key goes sealed: the address of a stream is no credential."""
    return f"{STAFF}:{staff.pk}.{staff.session_epoch}.{seal(request.session.session_key or '')}"


def buyer_holder(grant: BuyerGrant) -> str:
    """The buyer in this session."""
    return f"{BUYER}:{grant.pk}"


@held_by(STAFF)
def staff_still_in(names: frozenset[str]) -> Iterable[str]:
    """Active, of the same epoch (a role that was changed or taken ends it), and not logged out: two queries."""
    told = {name: parts for name in names if (parts := _parts(name)) is not None}
    people = Staff.objects.filter(pk__in={person for person, _, _ in told.values()}, is_active=True)
    epochs = {str(pk): str(epoch) for pk, epoch in people.values_list("pk", "session_epoch")}
    # Sessions run by the system's own time, which a moved clock does not move.
    keys = {key for _, _, key in told.values()}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    open_ones = set(sessions.values_list("session_key", flat=True))
    return [name for name, (person, epoch, key) in told.items() if epochs.get(person) == epoch and key in open_ones]


@held_by(BUYER)
def buyers_still_in(names: frozenset[str]) -> Iterable[str]:
    """Sessions of the open shop that were not ended and have not run out: one query."""
    ids = [UUID(name) for name in names]
    rows = BuyerGrant.objects.filter(pk__in=ids, ended_at=None, expires_at__gt=clock.now())
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def _parts(name: str) -> tuple[str, str, str] | None:
    person, epoch, sealed = name.split(".", 2)
    try:
        return person, epoch, unseal(sealed)
    except SealBroken:
        return None
