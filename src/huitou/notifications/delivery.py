"""Hands a message to the configured backend and says in one word how that went. Called by `jobs.deliver`.

It never touches the database and holds no transaction open: a mail server may take half a minute to answer.
"""

import smtplib
from contextlib import suppress
from typing import ClassVar

from anymail.exceptions import (
    AnymailConfigurationError,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
)
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection

from huitou.notifications.letters import one_line

DETAIL_MAX = 300
_ABOUT_US = (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError)


class NotHandedOver(Exception):
    """The backend did not take the mail. `code` is stable; `detail` is what the other side said."""

    outlook: ClassVar[str] = ""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = one_line(detail, DETAIL_MAX)


class Retryable(NotHandedOver):
    """It may work later: full mailbox, greylisting, no connection."""


class Permanent(NotHandedOver):
    """It will never work for this mail: unknown mailbox, refused content."""


class Misconfigured(NotHandedOver):
    """It works for no mail until a person mends the settings; tried again, since they will."""


def hand_over(message: EmailMultiAlternatives) -> str:
    """Give the message to the backend; the provider's own id, if it has one.

    Raises: Retryable, Permanent, Misconfigured.
    """
    try:
        _send(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, text = next(iter(refusal.recipients.values()))
        raise _by_smtp_code(code, text) from refusal
    except _ABOUT_US as refusal:
        raise _about_us(refusal) from refusal
    except smtplib.SMTPResponseException as refusal:
        raise _by_smtp_code(refusal.smtp_code, refusal.smtp_error) from refusal
    except AnymailRecipientsRefused as refusal:
        raise Permanent("provider_refused", str(refusal)) from refusal
    except AnymailRequestsAPIError as refusal:
        raise _by_http_status(refusal) from refusal
    except (ImproperlyConfigured, AnymailConfigurationError) as mistake:
        raise Misconfigured("settings", str(mistake)) from mistake
    except (smtplib.SMTPException, OSError) as failure:
        raise Retryable("unreachable", f"{type(failure).__name__}: {failure}") from failure
    return _provider_id(message)


def _send(message: EmailMultiAlternatives) -> None:
    connection = get_connection()
    try:
        connection.send_messages([message])
    finally:
        # Django leaves the socket open where the log-in is refused. A mail that is handed over stays so,
        # however the leave-taking goes.
        with suppress(smtplib.SMTPException, OSError):
            connection.close()


def _by_smtp_code(code: int, text: bytes | str) -> NotHandedOver:
    """RFC 5321 §4.2.1: 4yz may be tried again, 5yz may not."""
    detail = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    kind = Retryable if 400 <= code < 500 else Permanent
    return kind(f"smtp_{code}", detail)


def _about_us(refusal: smtplib.SMTPException) -> NotHandedOver:
    """A refusal of our log-in or our sender says nothing against the mail."""
    code = getattr(refusal, "smtp_code", 0)
    if 400 <= code < 500:
        return _by_smtp_code(code, refusal.smtp_error)  # type: ignore[attr-defined]
    return Misconfigured("settings", str(refusal))


def _by_http_status(refusal: AnymailRequestsAPIError) -> NotHandedOver:
    status = refusal.status_code or 0
    if status in (401, 403):
        return Misconfigured("settings", str(refusal))
    if status == 0 or status in (408, 425, 429) or status >= 500:
        return Retryable(f"provider_{status}" if status else "unreachable", str(refusal))
    return Permanent(f"provider_{status}", str(refusal))


def _provider_id(message: EmailMultiAlternatives) -> str:
    status = getattr(message, "anymail_status", None)
    identifier = getattr(status, "message_id", None)
    return identifier[:200] if isinstance(identifier, str) else ""
