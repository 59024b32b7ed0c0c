"""Stop and resume paying through a gateway: after a restore nothing is paid until the books are known to agree."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import HuitouError, NotFound
from huitou.core.verbs import verb
from huitou.refunds.models import Discrepancy, Pause
from huitou.refunds.verbs.succeed import checked_reason


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
        row.compared_at = None
        row.reason = reason
        row.save(update_fields=["compare_since", "compared_at", "reason"])
    return row


@verb
def note_comparison(*, actor: Actor, at: datetime, gateway: str, since: datetime) -> bool:
    """Write down that the books were compared from `since` on; whether that is what the pause waits for."""
    rows = Pause.objects.filter(gateway=gateway, ended_at__isnull=True, compare_since__gte=since)
    return bool(rows.update(compared_at=at))


@verb
def end_pause(*, actor: Actor, at: datetime, gateway: str) -> Pause:
    """Pay again. Reconcile first: open differences keep the pause.

    Raises Forbidden, NotFound, NotCompared, DifferencesOpen.
    """
    actor.require("refunds.resolve")
    row = Pause.objects.select_for_update().filter(gateway=gateway, ended_at__isnull=True).first()
    if row is None:
        raise NotFound()
    if row.compare_since is not None and row.compared_at is None:
        raise NotCompared(gateway=gateway)
    count = Discrepancy.objects.filter(gateway=gateway, closed_at__isnull=True).count()
    if count:
        raise DifferencesOpen(count=count, gateway=gateway)
    row.ended_at, row.ended_by = at, actor.id
    row.save(update_fields=["ended_at", "ended_by"])
    return row
