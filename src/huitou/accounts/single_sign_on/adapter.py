"""Whom single sign-on lets in: somebody who works here already, by an address that both sides have verified.

Named by the settings (SOCIALACCOUNT_ADAPTER). It makes no account, and keeps no tie between ours and the provider's:
each log-in is decided anew by the address, so who leaves the provider or changes the address there is out at once.
"""

import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from huitou.accounts.models import Staff

log = logging.getLogger(__name__)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The rules of single sign-on."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up: a shop's owner invites."""
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Staff, str] | None:
        """The active person whose verified address the provider names as verified, or nobody."""
        claims = sociallogin.account.extra_data["id_token"]
        email = str(claims.get("email", "")).strip().lower()
        # Some providers write the truth as a word.
        if not email or claims.get("email_verified") not in (True, "true"):
            return None
        address = EmailAddress.objects.filter(email=email, verified=True, user__is_active=True).first()
        return (address.user, email) if address is not None else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Stop everybody else here, and everything but a log-in. Raises PermissionDenied."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise PermissionDenied("single sign-on is for logging in only")
        if not sociallogin.is_existing:
            raise PermissionDenied("nobody who works here has this address, verified on both sides")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Write down why; the page says the same for every cause."""
        log.warning("single sign-on refused: %s", exception or error)
