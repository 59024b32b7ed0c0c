"""What notifications hold of people: the mails, as they were written."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import Holding, Keep, Person, hold, plain
from huitou.notifications.models import Mail


def mails_of(person: Person) -> Q:
    """Mails about something of the person's, whoever got them: their names stand in letters to the shop, too."""
    unnamed = Q(about_id=None, to_email__in=[mark for mark in person.marks if "@" in mark])
    return Q(about_id__in=person.subjects) | unnamed


hold(
    Holding(
        code="mail",
        model=Mail,
        fields=(*Mail.PERSONAL_FIELDS, "secrets"),
        label=_("Mails that we sent you"),
        purpose=_("To show what you were told, and to send it again when it did not arrive."),
        whose=mails_of,
        keep=Keep(days=365, since=F("queued_at"), after=_("after the mail was written")),
        untold=("html", "secrets", "last_error_detail"),
        shown=("state", "locale", "queued_at", "sent_at"),
    )
)
plain(
    Mail,
    "key locale about_type state message_id provider_id last_error",
    because="ids and codes: that a mail was sent, and when",
)
