"""The table of notifications: every mail that was written, with how it fared."""

from huitou.notifications.models.mail import Mail, MailState

__all__ = ["Mail", "MailState"]
