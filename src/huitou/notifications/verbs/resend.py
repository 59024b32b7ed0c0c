"""A person sends a mail again that did not arrive, perhaps to a corrected address."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Conflict, NotFound
from huitou.core.verbs import verb
from huitou.notifications.addresses import checked
from huitou.notifications.blackening import BLACK, forget_secrets
from huitou.notifications.jobs import queue_delivery
from huitou.notifications.models import Mail, MailState


class MailOnItsWay(Conflict):
    """The mail waits to be sent, or was sent and has not come back."""

    code = "mail_on_its_way"
    message = _("This mail did not fail: it was sent, or is about to be. There is nothing to send again.")


class MailHeldCode(Conflict):
    """The mail held a one-time code, which is blacked out by now."""

    code = "mail_held_code"
    message = _("This mail held a personal code, which we do not keep. The customer has to ask for a new one.")


@verb
def resend(*, mail_id: UUID, to_email: str = "", actor: Actor, at: datetime) -> Mail:
    """Queue the mail once more, to `to_email` where that is given, else to the address it had.

    Its button no longer opens the buyer's page by itself: whoever gets it now has to say who they are.
    Raises: Forbidden, NotFound, MailOnItsWay, MailHeldCode, AddressMalformed.
    """
    actor.require("mails.resend")
    mail = Mail.objects.select_for_update().filter(pk=mail_id, erased_at=None).first()
    if mail is None:
        raise NotFound()
    if mail.state in (MailState.QUEUED, MailState.SENT):
        raise MailOnItsWay()
    forget_secrets(mail)
    if BLACK in mail.text:
        raise MailHeldCode()
    mail.to_email = checked(to_email or mail.to_email)
    mail.state = MailState.QUEUED
    mail.attempts = 0
    mail.last_error = mail.last_error_detail = ""
    mail.queued_at = at
    mail.save()
    queue_delivery(mail)
    return mail
