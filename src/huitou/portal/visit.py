"""One request of a buyer in one shop: which shop, when, in which language and time zone, and who it is.

`portal_view` wraps every view of the portal. It turns anticipated errors into pages of the shop's look and keeps
personal pages out of every cache; a view only reads in `visit.reading()` or calls verbs outside it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from huitou.accounts.access import buyer_actor, shop_for
from huitou.accounts.buyers import grant_of
from huitou.accounts.domains.addresses import page_url
from huitou.accounts.live_holders import buyer_holder
from huitou.accounts.models import BuyerGrant
from huitou.core import clock, live
from huitou.core.actors import Actor
from huitou.core.disks import NoRoom, is_full
from huitou.core.errors import HuitouError, NotFound
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.portal import statistics
from huitou.portal.brand import brand_address, logo_address
from huitou.portal.session import home_of, session_token
from huitou.portal.shop_law import shop_law

log = structlog.get_logger(__name__)


class SignInNeeded(Exception):
    """The page is personal, and nobody is signed in."""


@dataclass(slots=True)
class Visit:
    """A request to one shop's pages. `at` is the one moment of the whole request."""

    request: HttpRequest
    shop: Shop
    at: datetime
    _actor: Actor | None = field(default=None)
    _grant: BuyerGrant | None = field(default=None)

    @property
    def home(self) -> str:
        """The path of the shop's pages."""
        return home_of(self.shop)

    @contextmanager
    def reading(self) -> Iterator[Actor]:
        """The reading transaction of a personal page, with the buyer. Raises SignInNeeded."""
        with in_shop(self.shop):
            yield self._find()

    def actor(self) -> Actor:
        """The buyer, for a verb; outside any transaction. Raises SignInNeeded."""
        if self._actor is None:
            with in_shop(self.shop):
                self._find()
        assert self._actor is not None  # _find raises otherwise
        return self._actor

    def actor_if_any(self) -> Actor | None:
        """The buyer where one is signed in; costs nothing where the browser has no session."""
        try:
            return self.actor() if session_token(self.request) else None
        except SignInNeeded:
            return None

    def live_token(self, *subjects: UUID) -> str:
        """The right to hear of these subjects' changes, for `data-live`."""
        holder = buyer_holder(self._grant) if self._grant is not None else ""
        return live.channel_token(self.shop.pk, *subjects, holder=holder)

    def render(self, template: str, context: Mapping[str, object] | None = None, status: int = 200) -> HttpResponse:
        """A page of the shop."""
        self.shop.logo_url = logo_address(self.shop)  # type: ignore[attr-defined]  # what the header looks for
        values = {
            "shop": self.shop,
            "at": self.at,
            "home": self.home,
            "signed_in": self._actor is not None,
            "brand_css": brand_address(self.shop),
            "statistics": statistics.shown(self.request, self.shop),
            "canonical": self._canonical(),
            "law": SimpleLazyObject(lambda: shop_law(self.shop, self.at)),
        }
        return render(self.request, template, {**values, **(context or {})}, status=status)

    def _canonical(self) -> str:
        """The page's one address where it has two: on the shop's own host."""
        if not self.shop.pages_host or self.request.method not in ("GET", "HEAD"):
            return ""
        return page_url(self.shop, escape_uri_path(self.request.path))

    def own_path(self, path: str) -> str:
        """The path if it is one of this shop's pages, else ""; never lets a link lead elsewhere."""
        safe = url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith(self.home)
        return path if safe and not any(sign in path for sign in ("\\", "//", "..")) else ""

    def _find(self) -> Actor:
        if self._actor is None:
            token = session_token(self.request)
            grant = grant_of(shop_id=self.shop.pk, token=token, at=self.at) if token else None
            if grant is None:
                raise SignInNeeded()
            self._grant = grant
            self._actor = buyer_actor(grant, self.shop)
        return self._actor


View = Callable[..., HttpResponseBase]


def portal_view(view: View) -> Callable[..., HttpResponseBase]:
    """Wrap `view(visit, **path)`."""

    @wraps(view)
    def call(request: HttpRequest, slug: str, **path: object) -> HttpResponseBase:
        try:
            shop = shop_for(slug)
        except NotFound as error:
            raise Http404 from error
        visit = Visit(request, shop, clock.now())
        _speak(request, shop)
        with timezone.override(ZoneInfo(shop.timezone)):
            response = _answer(view, visit, path)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return call


def _answer(view: View, visit: Visit, path: dict[str, object]) -> HttpResponseBase:
    try:
        return view(visit, **path)
    except SignInNeeded:
        return _to_look_up(visit)
    except HuitouError as error:
        return failure(visit, error)
    except Http404:
        return failure(visit, NotFound())
    except Exception as error:
        if settings.DEBUG:
            raise
        log.exception("portal.unexpected_failure", path=visit.request.path)
        got_request_exception.send(sender=portal_view, request=visit.request)
        if is_full(error):
            return failure(visit, NoRoom())
        return visit.render("portal/failure.html", {"status": 500}, status=500)


def failure(visit: Visit, error: HuitouError) -> HttpResponse:
    """An error as a page: what happened and what to do next."""
    return visit.render("portal/failure.html", {"error": error, "status": error.status}, status=error.status)


def _to_look_up(visit: Visit) -> HttpResponse:
    """To the look-up, and back to the page afterwards; an htmx request must not swap the look-up into the page."""
    request = visit.request
    wanted = request.get_full_path() if request.method == "GET" else ""
    target = visit.home if wanted in ("", visit.home) else f"{visit.home}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = visit.home
        return response
    return redirect(target)


def _speak(request: HttpRequest, shop: Shop) -> None:
    """The language that the buyer chose or the browser asks for; else the shop's own."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in dict(settings.LANGUAGES):
        return
    for wanted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if wanted == "*":
            break
        try:
            get_supported_language_variant(wanted)
        except LookupError:
            continue
        return
    translation.activate(shop.locale)
    request.LANGUAGE_CODE = translation.get_language()
