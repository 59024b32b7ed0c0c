"""The door of every request: whose host it came to. On a shop's own host only that shop's buyers' pages are there.

Stands before everything in the settings that asks for the host. X-Forwarded-Host is never read; a host that is
neither ours nor proven goes on to Django, which refuses it.
"""

import hmac
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port

from huitou.accounts.client import FORWARDING, is_this_machine
from huitou.accounts.domains.hosts import is_ours, shop_id_of, slug_of
from huitou.accounts.domains.looking import TOKEN_PATH, mark_of

# Asked by a reverse proxy before it gets a certificate for `?domain=`.
ASK_PATH = "/tls/ask"
PLAIN = "text/plain; charset=utf-8"
_here: ContextVar[str] = ContextVar("huitou_host_of_shop", default="")


class ShopDomains:
    """Runs on every request; costs a look into the memory where the host is ours or was asked for lately."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == ASK_PATH:
            return _certificate(request)
        host, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
        if request.path == TOKEN_PATH and host:
            return _say(mark_of(host))
        if not host or is_ours(host):
            return self.get_response(request)
        slug = slug_of(host)
        return self._answer_for(request, slug) if slug else self.get_response(request)

    def _answer_for(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        request.urlconf = settings.HUITOU_SHOP_URLCONF  # Django's own way
        whole = request.META["HTTP_HOST"]
        # Django knows the hosts of its settings only; this one has just been found in the database.
        request.get_host = lambda: whole  # type: ignore[method-assign]
        # Staff sign in at our host; a session of theirs means nothing here.
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        token = _here.set(slug)
        try:
            return self.get_response(request)
        finally:
            _here.reset(token)


def shop_of_stream(given: str) -> str | None:
    """The shop to which the live stream at this Host header is bound: its id, "" at our host, None where nobody's."""
    host, _port = split_domain_port(given)
    if not host or is_ours(host):
        return ""
    return shop_id_of(host) or None


def slug_here() -> str:
    """The shop whose own host the request came to, "" on ours."""
    return _here.get()


class OwnShop:
    """The converter of a path part that is not there: on a shop's own host the shop goes without saying."""

    regex = ""

    def to_python(self, value: str) -> str:
        return slug_here()

    def to_url(self, value: str) -> str:
        """Nothing for the shop itself; pages of another one have no address here. Raises ValueError."""
        if value != slug_here():
            raise ValueError(value)
        return ""


def _certificate(request: HttpRequest) -> HttpResponse:
    """200 where the host is a shop's, else 404; 403 for whoever is neither on this machine nor knows the key."""
    key = settings.HUITOU_TLS_ASK_KEY
    told = request.GET.get("key", "")
    direct = is_this_machine(request) and not any(header in request.META for header in FORWARDING)
    if not direct and not (key and hmac.compare_digest(key.encode(), told.encode())):
        return _say("no", 403)
    return _say("yes") if slug_of(request.GET.get("domain", "").lower().rstrip(".")) else _say("no", 404)


def _say(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(f"{text}\n", content_type=PLAIN, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
