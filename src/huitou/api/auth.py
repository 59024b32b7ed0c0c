"""Who calls: the bearer token becomes an Actor, in one query; the shop comes with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from huitou.accounts.access import TokenRefused, holder_of_token
from huitou.accounts.client import client_address as client_of
from huitou.accounts.limits import Limit, count
from huitou.core import clock
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError
from huitou.core.models import Shop


class TokenMissing(HuitouError):
    """No bearer token came with the call."""

    code = "token_missing"
    status = 401
    message = _("Send your API token: “Authorization: Bearer huitou_…”. A token is made in the settings of the shop.")


# From one address, before it is told to wait.
REFUSED_TOKENS = Limit("api_token", 60, timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Caller:
    """The actor of the call, its shop, and the moment that all of it counts as."""

    actor: Actor
    shop: Shop
    at: datetime


class Bearer(HttpBearer):
    """Lets `huitou_…` tokens in."""

    def __call__(self, request: HttpRequest) -> Any:
        return caller_of(request)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return caller_of(request)


def caller_of(request: HttpRequest) -> Caller:
    """The caller, found once per request. Raises TokenMissing, TokenRefused."""
    known = getattr(request, "_huitou_caller", None)
    if known is not None:
        return cast(Caller, known)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenMissing()
    at = clock.now()
    try:
        actor, shop = holder_of_token(token.strip(), at=at)
    except TokenRefused:
        # Only refused tokens are counted, so a good one costs nothing.
        count([(REFUSED_TOKENS, client_of(request))], at=at)
        raise
    caller = Caller(actor, shop, at)
    request._huitou_caller = caller  # type: ignore[attr-defined]
    return caller
