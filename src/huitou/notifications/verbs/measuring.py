"""Notes that a mail was opened or its link followed. Called by the portal, after the answer is decided.

It keeps the first time of each kind and nothing else; it writes no event.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import connection

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.ids import new_id
from huitou.core.verbs import verb
from huitou.notifications.measuring import CLICKS, NO, OPENS
from huitou.notifications.models import Mail, MailTrace, NewsPreference

# What is opened later says nothing of the message any more.
LATEST = timedelta(days=90)
# Who fetches sooner after it went out has not read it: mail servers and their scanners look at once.
AT_ONCE = timedelta(seconds=15)


class MailDeed(StrEnum):
    """What was done with a mail; the column of the trace without its `_at`."""

    OPENED = "opened"
    FOLLOWED = "followed"


_BY_MACHINE = {MailDeed.OPENED: "fetched", MailDeed.FOLLOWED: "probed"}
_WANTS = {MailDeed.OPENED: OPENS, MailDeed.FOLLOWED: CLICKS}


@verb
def note_mail_seen(*, mail: UUID, deed: MailDeed, machine: bool, actor: Actor, at: datetime) -> bool:
    """Keep the first time; whether there is a mail of which that may be measured. Raises: Forbidden.

    `machine`: the request says so itself. What comes at once, or before the mail is known to be gone, does not count
    as a person's either. A reader who said no, or was erased, leaves nothing.
    """
    if actor.role != Role.SYSTEM:
        raise Forbidden()
    found = Mail.objects.filter(pk=mail, erased_at=None, measures__contains=_WANTS[deed]).first()
    if found is None or found.read_by is None or found.queued_at < at - LATEST:
        return False
    if NewsPreference.objects.filter(customer_id=found.read_by, measured=NO).exists():
        return False
    early = found.sent_at is None or at < found.sent_at + AT_ONCE
    column = f"{_BY_MACHINE[deed] if machine or early else deed}_at"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {MailTrace._meta.db_table} AS kept (id, shop_id, mail_id, customer_id, first_at, {column}) "  # noqa: S608
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (shop_id, mail_id) "
            f"DO UPDATE SET {column} = excluded.{column} WHERE kept.{column} IS NULL",
            [new_id(), found.shop_id, found.pk, found.read_by, at, at],
        )
    return True
