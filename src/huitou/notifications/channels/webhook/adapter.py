"""Messages to the shop's own system, signed as Standard Webhooks says; the shop tells its customers its own way.

The address is entered by the shop, so only public ones are called, redirects are not followed, and the id stays the
same at every attempt.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from huitou.core import clock
from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.notifications.channels.adapting import Adapter, post, wanted
from huitou.notifications.channels.protocol import Limits, Misconfigured, Outcome, Outgoing, Receipt
from huitou.notifications.credentials import values_of

PREFIX = "whsec_"
TYPE = "message.news"
GONE = 410


class Webhook(Adapter):
    """One address of the shop's."""

    code = "webhook"
    medium = "webhook"
    title = _("The shop’s own system")
    limits = Limits(text=1000, title=200)
    repeatable = True
    fields = (
        CredentialField("url", _("Address"), help=_("Begins with https:// and is reachable from outside.")),
        CredentialField(
            "secret", _("Secret for the signature"), secret=True, required=False,
            help=_("Begins with whsec_. Leave it empty: we make one and show it once."),
        ),
    )  # fmt: skip

    def made(self) -> dict[str, str]:
        """What is made for an account that has none."""
        return {"secret": PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()}

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        if not _may_be_called(values["url"]):
            raise CredentialInvalid(
                field=_("Address"), name="url", why=_("Begins with https:// and is reachable from outside.")
            )
        if secret := values.get("secret", ""):
            try:
                key_of(secret)
            except ValueError as error:
                raise CredentialInvalid(
                    field=_("Secret for the signature"), name="secret", why=_("Begins with whsec_.")
                ) from error

    def hand_over(self, account: str, message: Outgoing) -> Receipt:
        """Raises CallFailed, Misconfigured."""
        values = values_of(account, self.code)
        at = clock.now()
        body = json.dumps(
            {
                "type": TYPE,
                "timestamp": message.facts.get("queued_at", at.isoformat()),
                "data": {
                    "kind": message.about,
                    "customer": message.facts.get("customer", ""),
                    "about": message.facts.get("about", ""),
                    "title": message.title,
                    "text": message.text,
                    "link": message.link,
                    "language": message.language,
                },
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        try:
            signed = signature(wanted(values, "secret"), message.id, int(at.timestamp()), body)
        except ValueError as error:
            raise Misconfigured("secret_malformed", "the secret does not begin with whsec_") from error
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signed,
        }
        answer = post(wanted(values, "url"), headers=headers, content=body, public_only=True)
        if answer.is_success:
            return Receipt(outcome=Outcome.DELIVERED)
        gone = answer.status_code == GONE
        return Receipt(
            outcome=Outcome.REFUSED if gone else Outcome.LATER, reason=f"webhook_{answer.status_code}", account=gone
        )


def _may_be_called(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    secure = parts.scheme == "https" or (local and parts.scheme == "http")
    return bool(parts.hostname) and not parts.username and secure


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and HMAC-SHA256 over id, time and body (Standard Webhooks 1.0.0). Raises ValueError."""
    said = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), said, hashlib.sha256).digest()).decode()


def key_of(secret: str) -> bytes:
    """The bytes behind `whsec_…`. Raises ValueError."""
    if not secret.startswith(PREFIX):
        raise ValueError("no prefix")
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
