"""Keeps out of a mail's row what must not lie there: one-time codes, and signed addresses that open a buyer's door.

From its writing on, the row holds a mark where a secret belongs, and the secret sealed beside it. The delivery puts
them together for a moment (`whole`); a mail that is shown has the marks blacked out, one that has gone for good.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import escape

from huitou.core.sealing import seal, unseal
from huitou.notifications.models import Mail

BLACK = "●●●●●●"
# From Unicode's private use area. Nobody types them honestly: those that come with a text are taken out before.
STRAY = re.compile("[\ue000\ue001]")
# A pattern that begins with letters is looked for much faster than one that may begin with something.
MARK = re.compile("\ue000([0-9]+)\ue001")
FRAGMENT = re.compile("#\ue000[0-9]+\ue001")


class Whole(NamedTuple):
    """A mail's texts as they are sent."""

    subject: str
    html: str
    text: str


def set_aside(mail: Mail, secrets: Iterable[str]) -> None:
    """Put marks where the secrets stand in the mail's texts, and keep them sealed. The caller saves."""
    mail.subject, mail.html, mail.text = (STRAY.sub("", text) for text in (mail.subject, mail.html, mail.text))
    kept = sorted(filter(None, secrets), key=len, reverse=True)
    for place, secret in enumerate(kept):
        mark = f"\ue000{place}\ue001"
        mail.subject = mail.subject.replace(secret, mark)
        mail.html = mail.html.replace(escape(secret), mark).replace(secret, mark)
        mail.text = mail.text.replace(secret, mark)
    mail.secrets = [seal(secret) for secret in kept]


def whole(mail: Mail) -> Whole:
    """The texts with their secrets, for the one who hands the mail over. Raises SealBroken after a change of keys."""
    found = defaultdict(str, {str(place): unseal(sealed) for place, sealed in enumerate(mail.secrets)})

    def filled(text: str, *, html: bool = False) -> str:
        return MARK.sub(lambda mark: escape(found[mark[1]]) if html else found[mark[1]], text)

    return Whole(filled(mail.subject), filled(mail.html, html=True), filled(mail.text))


def blacked_out(text: str) -> str:
    """The text (plain or HTML) with what was set aside blacked out.

    A secret in the fragment of an address goes with its `#`: what stays is an address that asks who is there.
    """
    return MARK.sub(BLACK, FRAGMENT.sub("", text))


def forget_secrets(mail: Mail) -> None:
    """Take codes and signed addresses out of our copy, once nobody will send it any more. The caller saves."""
    if mail.secrets:
        mail.subject, mail.html, mail.text = (blacked_out(text) for text in (mail.subject, mail.html, mail.text))
        mail.secrets = []
