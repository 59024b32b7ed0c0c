"""Marks a mail that came back. Called with what `bounces` read from a report, or what a provider told."""

from huitou.core.writing import writing
from huitou.notifications.letters import one_line
from huitou.notifications.message_ids import shop_of
from huitou.notifications.models import Mail, MailState


def record_bounce(message_id: str, reason: str, *, status: str = "") -> Mail | None:
    """Mark the mail with this Message-ID as bounced and return it; None if it is none of ours.

    `status` is an enhanced status code (RFC 3463, `5.1.1`), `reason` what the other side said. A second
    report about the same mail changes nothing. Opens its own transaction: it comes from outside any verb.
    """
    shop_id = shop_of(message_id)
    if shop_id is None:
        return None
    with writing(shop_id):
        mail = Mail.objects.select_for_update().filter(message_id=_bracketed(message_id)).first()
        if mail is None or mail.erased_at or mail.state not in (MailState.SENT, MailState.QUEUED):
            return mail
        mail.state = MailState.BOUNCED
        mail.last_error = f"bounce_{status}"[:60] if status else "bounce"
        mail.last_error_detail = one_line(reason, 300)
        mail.save(update_fields=["state", "last_error", "last_error_detail"])
        return mail


def _bracketed(message_id: str) -> str:
    return f"<{message_id.strip().strip('<>')}>"
