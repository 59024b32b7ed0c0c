"""The second factor: who must have one, when it was last shown, and its secrets encrypted at rest.

Named by the settings (MFA_ADAPTER); ``recently_authenticated`` guards refunds and rulings in the views.
"""

import base64
import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import Membership, PlatformRole, Staff
from huitou.accounts.roles import StaffRole
from huitou.core.errors import HuitouError

STEP_UP_MINUTES = 15
MUST_HAVE = (StaffRole.OWNER.value, StaffRole.MANAGER.value)


class SecretUnreadable(HuitouError):
    """A second factor's secret was written under another secret key."""

    code = "mfa_secret_unreadable"
    message = _(
        "The second factor cannot be read: the installation's secret key has changed. "
        "Put the old key back, or remove the factor and add it again."
    )


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts the secrets, and keeps the last factor of those who must have one."""

    def encrypt(self, text: str) -> str:
        """Ciphertext under a key derived from the installation's secret."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. Raises: SecretUnreadable."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise SecretUnreadable() from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last real factor of somebody whose role requires one."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES or not must_have_mfa(authenticator.user):
            return True
        others = _factors(authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exists())


def must_have_mfa(staff: Staff) -> bool:
    """Owners, managers and everybody on the platform, where the installation requires it."""
    if not settings.HUITOU_MFA_REQUIRED:
        return False
    return (
        Membership.objects.filter(staff=staff, role__in=MUST_HAVE).exists()
        or PlatformRole.objects.filter(staff=staff).exists()
    )


def lacks_mfa(request: HttpRequest) -> bool:
    """True where the person who is logged in must first add a second factor."""
    staff = request.user
    if not settings.HUITOU_MFA_REQUIRED or not isinstance(staff, Staff):
        return False
    # A session that showed a second factor has one: nothing to look up on every request.
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, staff)):
        return False
    return must_have_mfa(staff) and not _factors(staff).exists()


def recently_authenticated(request: HttpRequest, minutes: int = STEP_UP_MINUTES) -> bool:
    """Whether the person proved who they are in this session within the last ``minutes``."""
    if not isinstance(request.user, Staff):
        return False
    records = get_authentication_records(request, request.user)
    # allauth stamps with the system's clock, which the demo's shift does not move.
    return any(record["at"] >= time.time() - minutes * 60 for record in records)


def step_up(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view that moves money or rules: it asks for the password or factor again after 15 minutes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if recently_authenticated(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/desk/")
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")

    return guarded


def _factors(staff: Staff) -> Any:
    return Authenticator.objects.filter(user=staff).exclude(type=Authenticator.Type.RECOVERY_CODES)


def _fernet() -> Fernet:
    key = hashlib.sha256(b"huitou.accounts.mfa:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
