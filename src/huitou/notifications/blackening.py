"""Takes out of a mail what it must not keep: one-time codes, and signed addresses that open a buyer's door.

Called when a mail is shown, and when it is gone. The delivery itself reads the untouched row.
"""

from collections.abc import Iterable

from django.utils.html import escape

from huitou.notifications.models import Mail

BLACK = "●●●●●●"


def blacked_out(text: str, secrets: Iterable[str]) -> str:
    """The text (plain or HTML) without the secrets, in their written and in their escaped form.

    A secret in the fragment of an address goes with its `#`: what stays is an address that asks who is there.
    """
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        for form in {secret, escape(secret)}:
            text = text.replace(f"#{form}", "").replace(form, BLACK)
    return text


def forget_secrets(mail: Mail) -> None:
    """Take codes and signed addresses out of our copy, once nobody will send it any more. The caller saves."""
    if mail.secrets:
        mail.subject = blacked_out(mail.subject, mail.secrets)
        mail.html = blacked_out(mail.html, mail.secrets)
        mail.text = blacked_out(mail.text, mail.secrets)
        mail.secrets = []
