"""Web push: a notification of the browser, encrypted for it alone, through whichever push service the browser uses.

The address comes from a browser, so it is called like any address that a stranger gave: public ones only.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from huitou.core import clock
from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.notifications.channels.adapting import Adapter, cut, post, wanted
from huitou.notifications.channels.protocol import Limits, Outcome, Outgoing, Receipt
from huitou.notifications.channels.web_push.encryption import encrypted, new_private_key, private_key, proof
from huitou.notifications.credentials import values_of

# Yesterday's news is none: a push service keeps it no longer.
TTL_SECONDS = 24 * 3600
GONE = (404, 410)


class WebPush(Adapter):
    """The shop's own key pair; no provider and no account anywhere."""

    code = "web_push"
    medium = "push"
    title = _("Browser notifications")
    limits = Limits(text=200, title=80)
    # The browser shows one id once, and the push service keeps one topic once.
    repeatable = True
    fields = (
        CredentialField("contact", _("Contact for push services"), help=_("An e-mail address or a web address.")),
        CredentialField(
            "private_key", _("Private key (VAPID)"), secret=True, required=False,
            help=_("Leave it empty: we make one. With another one, every browser has to be asked again."),
        ),
    )  # fmt: skip

    def made(self) -> dict[str, str]:
        """What is made for an account that has none."""
        return {"private_key": new_private_key()}

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        contact = values["contact"]
        if "@" not in contact and not contact.startswith("https://"):
            raise CredentialInvalid(
                field=_("Contact for push services"), name="contact", why=_("An e-mail address or a web address.")
            )
        if key := values.get("private_key", ""):
            try:
                private_key(key)
            except ValueError as error:
                raise CredentialInvalid(field=_("Private key (VAPID)"), name="private_key") from error

    def reaches(self, address: str) -> bool:
        """Every push service."""
        return address.startswith("https://")

    def hand_over(self, account: str, message: Outgoing) -> Receipt:
        """Raises CallFailed, Misconfigured."""
        values = values_of(account, self.code)
        contact = wanted(values, "contact")
        parts = urlsplit(message.address)
        try:
            body = encrypted(
                self._payload(message), p256dh=message.keys.get("p256dh", ""), auth=message.keys.get("auth", "")
            )
        except ValueError:
            return Receipt(outcome=Outcome.REFUSED, reason="push_keys", dead=True)
        signed = proof(
            audience=f"{parts.scheme}://{parts.netloc}",
            contact=contact if contact.startswith("https://") else f"mailto:{contact}",
            key=wanted(values, "private_key"),
            at=clock.now(),
        )
        headers = {
            "Authorization": signed,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL_SECONDS),
            "Topic": topic(message.id),
            "Urgency": "normal",
        }
        answer = post(message.address, headers=headers, content=body, public_only=True)
        if answer.is_success:
            return Receipt(outcome=Outcome.ACCEPTED, provider_id=answer.headers.get("Location", "")[-120:])
        status = answer.status_code
        return Receipt(
            outcome=Outcome.REFUSED, reason=f"push_{status}", detail=answer.text[:200], dead=status in GONE,
            account=status == 403,
        )  # fmt: skip

    def _payload(self, message: Outgoing) -> bytes:
        said = {
            "title": cut(message.title or message.shop_name, self.limits.title),
            "body": cut(message.text, self.limits.text),
            "url": message.link,
            "tag": message.id,
            "lang": message.language,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def topic(message_id: str) -> str:
    """At most 32 signs of URL-safe base64 (RFC 8030 §5.4)."""
    return base64.urlsafe_b64encode(hashlib.sha256(message_id.encode()).digest()[:24]).decode()
