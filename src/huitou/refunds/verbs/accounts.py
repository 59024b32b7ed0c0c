"""The shop's accounts at payment providers: entered, changed, closed by whoever owns the shop. Called by the desk."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, NotFound
from huitou.core.ids import new_id
from huitou.core.locks import lock_or_make
from huitou.core.verbs import verb
from huitou.refunds.credentials import enter
from huitou.refunds.gateways.notices import WithAccount
from huitou.refunds.gateways.registry import codes, gateway
from huitou.refunds.machine import REFUND
from huitou.refunds.models import GatewayAccount, Refund
from huitou.refunds.verbs.pauses import distrust

MAY = "gateways.edit"
MOST_NAMES = 20


class ServedElsewhere(Conflict):
    """Two gateways for payments of the same name."""

    code = "payments_served_elsewhere"
    message = _("Payments called “%(name)s” go through %(gateway)s already. Take the name away there first.")


class RefundsUnderWay(Conflict):
    """An account is closed while money is on its way through it."""

    code = "refunds_under_way"
    message = _("%(count)s refunds through this provider are under way. Wait until they have ended, then close it.")


@verb
def keep_account(
    *, gateway_code: str, values: Mapping[str, str], serves: Sequence[str], actor: Actor, at: datetime
) -> GatewayAccount:
    """Enter or change the shop's credentials; a secret left empty stays as it is. Checked before anything is kept.

    Raises CredentialInvalid, ServedElsewhere, Forbidden, NotFound, Misconfigured.
    """
    actor.require(MAY)
    adapter = _adapter(gateway_code)
    row = lock_or_make(GatewayAccount.objects.filter(gateway=gateway_code))
    made = row is None
    if row is None:
        row = GatewayAccount(id=new_id(), shop_id=actor.shop_id, gateway=gateway_code, opened_at=at)
    changed = enter(row, values, adapter)
    row.serves = _checked(serves, gateway_code)
    row.closed_at, row.changed_at, row.changed_by = None, at, actor.id
    kind = "refunds.gateway_account.opened" if made else "refunds.gateway_account.changed"
    events.record(row, kind, actor=actor, at=at, facts={"gateway": gateway_code, "secrets": changed})
    row.save(force_insert=made)
    if made:
        distrust(gateway_code, actor, at)
    return row


@verb
def close_account(*, gateway_code: str, actor: Actor, at: datetime) -> None:
    """Forget the secrets; refunds of its payments are paid by hand from now on.

    Raises RefundsUnderWay, Forbidden, NotFound.
    """
    actor.require(MAY)
    row = GatewayAccount.objects.select_for_update().filter(gateway=gateway_code, closed_at__isnull=True).first()
    if row is None:
        raise NotFound()
    open_ones = Refund.objects.filter(gateway=gateway_code).exclude(state__in=REFUND.finals).count()
    if open_ones:
        raise RefundsUnderWay(count=open_ones)
    row.sealed, row.hints, row.closed_at, row.changed_at, row.changed_by = "", {}, at, at, actor.id
    events.record(row, "refunds.gateway_account.closed", actor=actor, at=at, facts={"gateway": gateway_code})
    row.save()


def _adapter(code: str) -> WithAccount:
    if code not in codes():
        raise NotFound()
    found = gateway(code)
    if not isinstance(found, WithAccount):
        raise NotFound()
    return found


def _checked(names: Sequence[str], code: str) -> list[str]:
    """The names, each once; none that another account of the shop serves."""
    wanted = list(dict.fromkeys(name.strip()[:40] for name in names if name.strip()))[:MOST_NAMES]
    others = GatewayAccount.objects.filter(closed_at__isnull=True).exclude(gateway=code)
    for other in others:
        for name in wanted:
            if name in other.serves or name == other.gateway:
                raise ServedElsewhere(name=name, gateway=other.gateway)
    return wanted
