"""What mails to staff are about: each person may switch a topic off, shop by shop. Data, for forms and senders."""

from enum import StrEnum


class Topic(StrEnum):
    """Stored in `Membership.muted`. What has no topic (an invitation, a log-in) cannot be switched off."""

    CASES = "cases"
    MESSAGES = "messages"
