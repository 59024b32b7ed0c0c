"""A shop enters, changes or closes its account at web analytics. Called by the desk."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.ids import new_id
from huitou.core.locks import one_or_first
from huitou.core.verbs import verb
from huitou.retention.analytics import ga4
from huitou.retention.credentials import enter
from huitou.retention.handing_on import LATEST
from huitou.retention.models import AnalyticsAccount, ParcelVisit
from huitou.retention.verbs.selling import EDIT


@verb
def keep_analytics(*, values: Mapping[str, str], actor: Actor, at: datetime) -> AnalyticsAccount:
    """Enter or change the account; a secret left empty stays. Visits count from now on.

    Raises: CredentialInvalid, Forbidden.
    """
    actor.require(EDIT)
    row = one_or_first(AnalyticsAccount.objects.filter(service=ga4.CODE), "retention.analytics.ga4")
    made = row is None
    begins = row is None or row.closed_at is not None
    row = row or AnalyticsAccount(id=new_id(), shop_id=actor.shop_id, service=ga4.CODE)
    changed = enter(row, values, ga4.GoogleAnalytics())
    row.closed_at, row.changed_at, row.changed_by = None, at, actor.id
    facts = {"service": ga4.CODE, "secrets": changed}
    events.record(row, "retention.analytics.kept", actor=actor, at=at, facts=facts)
    row.save(force_insert=made)
    if begins:
        # Only those that would be sent: all visits of years would be locked while buyers open their pages.
        recent = ParcelVisit.objects.filter(day__gte=at.date() - LATEST)
        recent.filter(handed_on__lt=F("opened")).update(handed_on=F("opened"))
    return row


@verb
def close_analytics(*, actor: Actor, at: datetime) -> None:
    """Forget the secret: nothing is handed on any more. Raises: Forbidden, NotFound."""
    actor.require(EDIT)
    row = AnalyticsAccount.objects.select_for_update().filter(service=ga4.CODE, closed_at=None).first()
    if row is None:
        raise NotFound()
    row.sealed, row.hints, row.closed_at, row.changed_at, row.changed_by = "", {}, at, at, actor.id
    events.record(row, "retention.analytics.closed", actor=actor, at=at, facts={"service": ga4.CODE})
    row.save()
