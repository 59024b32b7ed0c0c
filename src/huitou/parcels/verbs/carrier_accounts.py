"""The shop's accounts at those who tell of its parcels: entered, changed, closed by its owner. Called by the desk."""

from collections.abc import Mapping
from datetime import datetime

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.ids import new_id
from huitou.core.locks import lock_or_make
from huitou.core.verbs import verb
from huitou.parcels.carriers.protocol import Source
from huitou.parcels.carriers.registry import codes, source
from huitou.parcels.credentials import enter
from huitou.parcels.entries import OVER
from huitou.parcels.models import CarrierAccount, Followed

MAY = "carriers.edit"


@verb
def keep_carrier_account(*, source_code: str, values: Mapping[str, str], actor: Actor, at: datetime) -> CarrierAccount:
    """Enter or change the shop's credentials; a secret left empty stays as it is. Checked before anything is kept.

    Raises CredentialInvalid, Forbidden, NotFound, Misconfigured.
    """
    actor.require(MAY)
    adapter = _adapter(source_code)
    row = lock_or_make(CarrierAccount.objects.filter(source=source_code))
    made = row is None
    if row is None:
        row = CarrierAccount(id=new_id(), shop_id=actor.shop_id, source=source_code, opened_at=at)
    changed = enter(row, values, adapter)
    row.closed_at, row.changed_at, row.changed_by = None, at, actor.id
    kind = "parcels.carrier_account.opened" if made else "parcels.carrier_account.changed"
    events.record(row, kind, actor=actor, at=at, facts={"source": source_code, "secrets": changed})
    row.save(force_insert=made)
    _ask_again(source_code, at)
    return row


def _ask_again(source_code: str, at: datetime) -> None:
    """With another account the source may follow, and answer about, what it refused before."""
    waiting = Followed.objects.filter(source=source_code).exclude(parcel__state__in=OVER)
    waiting.exclude(parcel__tracking_number="").update(next_poll_at=at, subscribed_at=None, failures=0, failure_code="")


@verb
def close_carrier_account(*, source_code: str, actor: Actor, at: datetime) -> None:
    """Forget the secrets: its calls are refused from now on, and it is not asked any more.

    Raises Forbidden, NotFound.
    """
    actor.require(MAY)
    row = CarrierAccount.objects.select_for_update().filter(source=source_code, closed_at__isnull=True).first()
    if row is None:
        raise NotFound()
    row.sealed, row.hints, row.closed_at, row.changed_at, row.changed_by = "", {}, at, at, actor.id
    events.record(row, "parcels.carrier_account.closed", actor=actor, at=at, facts={"source": source_code})
    row.save()


def _adapter(code: str) -> Source:
    if code not in codes() or not source(code).fields:
        raise NotFound()
    return source(code)
