"""Ends a pause the right way: compare our books with the gateway's, then pay again if nothing differs.

Called by the desk and the command line, outside any transaction: it asks the gateway.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Conflict, NotFound
from huitou.core.tenancy import in_shop
from huitou.refunds.gateways.registry import capabilities_of
from huitou.refunds.models import GatewayAccount, Pause
from huitou.refunds.reconcile import ReconcileReport, reconcile
from huitou.refunds.verbs.pauses import AccountsNotConfirmed, end_pause, note_comparison, unconfirmed

# A pause that somebody set by hand says nothing of how far back to look.
LOOKED_BACK = timedelta(days=7)


class ListNotReady(Conflict):
    """The provider lists movements only the day after: what it paid since the backup may not stand there yet."""

    code = "list_not_ready"
    message = _("What %(gateway)s has paid stands in its list only from %(when)s on. Compare then; refunds wait.")


@dataclass(frozen=True, slots=True)
class Resumed:
    """The comparison, and the pause that it ended."""

    report: ReconcileReport
    pause: Pause


def open_pauses() -> list[Pause]:
    """The gateways through which the open shop pays nothing now. Inside the shop."""
    return list(Pause.objects.filter(ended_at__isnull=True).order_by("gateway"))


def resume(*, shop_id: UUID, gateway: str, actor: Actor, at: datetime) -> Resumed:
    """Compare, then pay again; at once where the shop has no account at the gateway, or the gateway lists by now.

    Raises AccountsNotConfirmed, ListNotReady, DifferencesOpen (the pause stays, the differences are on the desk),
    Forbidden, NotFound, GatewayError.
    """
    actor.require("refunds.resolve")
    with in_shop(shop_id):
        pause = Pause.objects.filter(gateway=gateway, ended_at__isnull=True).first()
    if pause is None:
        raise NotFound()
    if pause.compare_since is not None and pause.accounts_confirmed_at is None:
        raise AccountsNotConfirmed()
    ready = pause.begun_at + capabilities_of(gateway).listed_after
    since = pause.compare_since or pause.begun_at - LOOKED_BACK
    if at < ready and _has_had_account(shop_id, gateway):
        raise ListNotReady(gateway=gateway, when=date_format(localtime(ready), "DATETIME_FORMAT"))
    report = reconcile(shop_id=shop_id, gateway=gateway, since=since, at=at)
    note_comparison(actor=actor, at=at, gateway=gateway, since=since)
    return Resumed(report, end_pause(actor=actor, at=at, gateway=gateway))


def accounts_to_confirm() -> list[GatewayAccount] | None:
    """The open shop's accounts, which a person looks through after a restore; None where nothing waits for that."""
    if not unconfirmed().exists():
        return None
    return list(GatewayAccount.objects.filter(closed_at=None).order_by("gateway"))


def _has_had_account(shop_id: UUID, gateway: str) -> bool:
    """Whether the shop can have paid through it at all. Orders and refunds do not say: a restore may have lost them."""
    with in_shop(shop_id):
        return bool(GatewayAccount.objects.filter(gateway=gateway).exists())
