"""Counts the visits of the parcels' pages, after the page was read: nothing waits for it, and no failure is shown."""

from collections.abc import Iterable
from uuid import UUID

import structlog
from django.db import DatabaseError

from huitou.core.actors import system_actor
from huitou.notifications.verbs import MailDeed, note_mail_seen
from huitou.portal.parcel_shown import ShownParcel
from huitou.portal.visit import Visit
from huitou.retention.offering import Offers, note_shown
from huitou.retention.visits import Seen, count_visits, is_visit

log = structlog.get_logger(__name__)


def count_visit(visit: Visit, shown: Iterable[ShownParcel]) -> None:
    """Outside any transaction. The same statement whether parcels were found or not."""
    request = visit.request
    if not is_visit(request.META["REQUEST_METHOD"], request.headers):
        return
    seen = [Seen(one.key, one.stage, one.late) for one in shown]
    try:
        count_visits(seen=seen, actor=system_actor(visit.shop.pk), at=visit.at)
    except DatabaseError:
        log.exception("portal.visit_not_counted")


def count_offers(visit: Visit, order: UUID, offers: Offers) -> None:
    """That something for sale was on the page, or would have been. Outside any transaction."""
    if not offers.eligible or not is_visit(visit.request.META["REQUEST_METHOD"], visit.request.headers):
        return
    try:
        note_shown(order=order, offers=offers, actor=system_actor(visit.shop.pk), at=visit.at)
    except DatabaseError:
        log.exception("portal.offer_not_counted")


def count_mail(visit: Visit, mail: UUID, deed: MailDeed, *, machine: bool) -> None:
    """That a mail was opened or its link followed. Outside any transaction."""
    try:
        note_mail_seen(mail=mail, deed=deed, machine=machine, actor=system_actor(visit.shop.pk), at=visit.at)
    except DatabaseError:
        log.exception("portal.mail_not_counted")
