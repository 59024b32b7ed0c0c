"""How allauth meets our house: no sign-up, our client address, our words to where a log-in leads.

Named by the settings (ACCOUNT_ADAPTER). People are made by setup and by invitations, never by allauth.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from huitou.accounts.client import client_address

# What the list of sessions keeps for a client without an address (a test, a local socket).
NOWHERE = "0.0.0.0"  # noqa: S104


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The log-in of staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: a shop's owner invites."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address for rate limits and for the list of sessions."""
        address = client_address(request).removesuffix("/64")
        return address if address != "unknown" else NOWHERE

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the page that knows where this person works."""
        return reverse("accounts:home")

    def format_email_subject(self, subject: str) -> str:
        """The subject as it stands, without a prefix in brackets."""
        return " ".join(subject.split())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Always before the password, the address or the second factor changes."""
        return True
