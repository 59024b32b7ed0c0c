"""Signs a person in without asking for a password: one who has just proved the address, or the demo's visitor.

Called by joining, by setup and by the demo's doors. It leaves the same traces as a log-in: the session list
and the time of the last proof.
"""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from django.contrib.auth import login
from django.http import HttpRequest

from huitou.accounts.models import Staff

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(request: HttpRequest, staff: Staff, *, method: str) -> None:
    """Open the person's session in this browser. ``method`` says how they proved who they are."""
    login(request, staff, backend=BACKEND)
    record_authentication(request, staff, method=method, reauthenticated=True)
    user_logged_in.send(sender=Staff, request=request, user=staff)
