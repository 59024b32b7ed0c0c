"""Secrets that must lie somewhere (a job's arguments, a mail that waits, a shop's credentials): sealed, never in clear.

Called by whoever hands a secret to a job and by the job. Under a key derived from the installation's secret; older
keys (`SECRET_KEY_FALLBACKS`) still open what they sealed. Credentials of payment providers are kept so, bound to their
shop (`refunds.credentials`).
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError


class SealBroken(HuitouError):
    """Sealed under another secret key, or altered."""

    code = "seal_broken"
    message = _("This was written under another secret key of the installation. Put the old key back, or ask anew.")


def seal(text: str) -> str:
    """Ciphertext as URL-safe text; another one each time."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises SealBroken."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken() from error


def _keys() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    secret = key.encode() if isinstance(key, str) else key
    return base64.urlsafe_b64encode(hashlib.sha256(b"huitou.core.sealing:" + secret).digest())
