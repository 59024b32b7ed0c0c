"""Stop and resume paying through a gateway: after a restore nothing is paid until the books are known to agree."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError, NotFound
from huitou.core.verbs import verb
from huitou.refunds.models import Discrepancy, Pause
from huitou.refunds.second_person import PersonNeeded
from huitou.refunds.verbs.succeed import checked_reason

FIRST_ENTERED = _("This account was entered after a restore: what it paid before is not known here. Compare first.")


class RefundsPaused(HuitouError):
    """Nothing is paid through this gateway for now."""

    code = "refunds_paused"
    message = _("Refunds through %(gateway)s are paused. They wait and are paid as soon as the pause ends.")


class DifferencesOpen(HuitouError):
    """The books are not known to agree."""

    code = "differences_open"
    message = _("%(count)s differences with %(gateway)s are open. Look into each and close it, then end the pause.")


class NotCompared(HuitouError):
    """After a restore nobody knows what was paid since the backup, until the books are compared."""

    code = "not_compared"
    message = _("Compare the books with %(gateway)s first: what was paid since the backup is not known here.")


class AccountsNotConfirmed(HuitouError):
    """After a restore an account may be missing that was opened since the backup, and with it all that it paid."""

    code = "accounts_not_confirmed"
    message = _(
        "Look first whether an account at a payment provider was opened since the backup. Enter what is missing, then "
        "confirm that these are all."
    )


def require_unpaused(gateway: str) -> None:
    """Raise RefundsPaused while the open shop pays nothing through the gateway."""
    if Pause.objects.filter(gateway=gateway, ended_at__isnull=True).exists():
        raise RefundsPaused(gateway=gateway)


@verb
def pause(*, actor: Actor, at: datetime, gateway: str, reason: str, compare_since: datetime | None = None) -> Pause:
    """Pay nothing through the gateway from now on. Again: the pause that there is.

    With `compare_since` it ends only after a comparison of the books from then on; such a pause replaces one without,
    and makes a comparison that was made before worthless. Raises Forbidden, ReasonMissing.
    """
    actor.require("refunds.resolve")
    reason = checked_reason(reason)
    try:
        with transaction.atomic():
            return Pause.objects.create(
                shop_id=actor.shop_id,
                gateway=gateway,
                reason=reason,
                begun_at=at,
                begun_by=actor.id,
                compare_since=compare_since,
            )
    except IntegrityError:
        row = Pause.objects.select_for_update().get(gateway=gateway, ended_at__isnull=True)
    if compare_since is not None:
        row.compare_since = min(compare_since, row.compare_since or compare_since)
        row.compared_at = row.accounts_confirmed_at = None
        row.reason = reason
        row.save(update_fields=["compare_since", "compared_at", "accounts_confirmed_at", "reason"])
    return row


@verb
def confirm_accounts(*, actor: Actor, at: datetime) -> int:
    """After a restore: the shop's accounts at payment providers are all here. How many pauses waited for that.

    A person says so, on the desk or at the machine; a program's token cannot. Raises Forbidden, PersonNeeded.
    """
    actor.require("refunds.resolve")
    if actor.role != Role.SYSTEM and not actor.id.startswith("staff:"):
        raise PersonNeeded()
    return unconfirmed().update(accounts_confirmed_at=at, accounts_confirmed_by=actor.id)


def unconfirmed() -> "QuerySet[Pause, Pause]":
    """The pauses of the open shop that wait for somebody to look through the accounts."""
    return Pause.objects.filter(ended_at=None, compare_since__isnull=False, accounts_confirmed_at=None)


def distrust(gateway: str, actor: Actor, at: datetime) -> None:
    """An account is new here. If the shop was restored once, what it paid before may be unknown: compare, then pay.

    A comparison that was made without the account is worth nothing. Inside the verb that enters the account.
    """
    if Pause.objects.filter(gateway=gateway, ended_at=None, compare_since__isnull=False).update(compared_at=None):
        return
    last = Pause.objects.filter(gateway=gateway, compare_since__isnull=False).order_by("-begun_at").first()
    if last is None:
        return
    # A pause that somebody set by hand asks for no comparison: from now on it does.
    confirmed = {"accounts_confirmed_at": at, "accounts_confirmed_by": actor.id}
    by_hand = Pause.objects.filter(gateway=gateway, ended_at=None)
    if by_hand.update(compare_since=last.compare_since, compared_at=None, **confirmed):
        return
    Pause.objects.create(
        shop_id=actor.shop_id, gateway=gateway, reason=str(FIRST_ENTERED), begun_at=at, begun_by=actor.id,
        compare_since=last.compare_since, **confirmed,
    )  # fmt: skip


@verb
def note_comparison(*, actor: Actor, at: datetime, gateway: str, since: datetime) -> bool:
    """Write down that the books were compared from `since` on; whether that is what the pause waits for."""
    rows = Pause.objects.filter(gateway=gateway, ended_at__isnull=True, compare_since__gte=since)
    return bool(rows.update(compared_at=at))


@verb
def end_pause(*, actor: Actor, at: datetime, gateway: str) -> Pause:
    """Pay again. Reconcile first: open differences keep the pause.

    Raises Forbidden, NotFound, AccountsNotConfirmed, NotCompared, DifferencesOpen.
    """
    actor.require("refunds.resolve")
    row = Pause.objects.select_for_update().filter(gateway=gateway, ended_at__isnull=True).first()
    if row is None:
        raise NotFound()
    if row.compare_since is not None and row.accounts_confirmed_at is None:
        raise AccountsNotConfirmed()
    if row.compare_since is not None and row.compared_at is None:
        raise NotCompared(gateway=gateway)
    count = Discrepancy.objects.filter(gateway=gateway, closed_at__isnull=True).count()
    if count:
        raise DifferencesOpen(count=count, gateway=gateway)
    row.ended_at, row.ended_by = at, actor.id
    row.save(update_fields=["ended_at", "ended_by"])
    return row
