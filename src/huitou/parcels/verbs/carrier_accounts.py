"""The shop's accounts at those who tell of its parcels: entered, changed, closed by its owner. Called by the desk."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.ids import new_id
from huitou.core.verbs import verb
from huitou.parcels.carriers.protocol import Source
from huitou.parcels.carriers.registry import codes, source
from huitou.parcels.credentials import CredentialInvalid, hint, opened, sealed
from huitou.parcels.models import CarrierAccount

MAY = "carriers.edit"
LONGEST = 8000


@verb
def keep_carrier_account(*, source_code: str, values: Mapping[str, str], actor: Actor, at: datetime) -> CarrierAccount:
    """Enter or change the shop's credentials; a secret left empty stays as it is. Checked before anything is kept.

    Raises CredentialInvalid, Forbidden, NotFound, Misconfigured.
    """
    actor.require(MAY)
    adapter = _adapter(source_code)
    row = CarrierAccount.objects.select_for_update().filter(source=source_code).first()
    made = row is None
    if row is None:
        row = CarrierAccount(id=new_id(), shop_id=actor.shop_id, source=source_code, opened_at=at)
    secrets = {} if made or row.closed_at is not None else opened(row)
    shown, changed = {}, []
    for one in adapter.fields:
        given = values.get(one.name, "").strip()[:LONGEST]
        if not one.secret:
            shown[one.name] = given
        elif given:
            secrets[one.name] = given
            changed.append(one.name)
    for one in adapter.fields:
        if one.required and not {**shown, **secrets}.get(one.name):
            raise CredentialInvalid(field=str(one.label), name=one.name, why=_("It is needed."))
    adapter.check({**shown, **secrets})
    row.shown, row.hints = shown, {name: hint(secret) for name, secret in secrets.items()}
    row.sealed = sealed(row, secrets)
    row.closed_at, row.changed_at, row.changed_by = None, at, actor.id
    kind = "parcels.carrier_account.opened" if made else "parcels.carrier_account.changed"
    events.record(row, kind, actor=actor, at=at, facts={"source": source_code, "secrets": changed})
    row.save(force_insert=made)
    return row


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
