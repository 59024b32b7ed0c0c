"""All writes of notifications: a mail is sent, sent again, marked as returned."""

from huitou.notifications.verbs.record_bounce import record_bounce
from huitou.notifications.verbs.resend import resend
from huitou.notifications.verbs.send import send
from huitou.notifications.verbs.send_to_staff import send_to_staff

__all__ = ["record_bounce", "resend", "send", "send_to_staff"]
