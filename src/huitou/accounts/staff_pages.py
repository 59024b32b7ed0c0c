"""One request of a person of a shop or the platform: who, for which shop, as whom, when, in which time zone.

`staff_view` wraps the views of desk and platform. It asks to log in, builds the actor anew on every request, turns
anticipated errors into pages, and keeps every page out of caches. A view reads in `visit.reading()`, and calls verbs
outside it.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from huitou.accounts.access import shop_for
from huitou.accounts.live_holders import staff_holder
from huitou.accounts.models import Staff
from huitou.core import clock, live
from huitou.core.actors import Actor
from huitou.core.disks import NoRoom, is_full
from huitou.core.errors import HuitouError, NotFound
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop

log = structlog.get_logger(__name__)

View = Callable[..., HttpResponseBase]
ActorOf = Callable[[Staff, Shop], Actor]


@dataclass(slots=True)
class StaffVisit:
    """A request to one shop's inner pages. `at` is the one moment of the whole request."""

    request: HttpRequest
    shop: Shop
    staff: Staff
    actor: Actor
    at: datetime
    failure_template: str

    def reading(self) -> AbstractContextManager[UUID]:
        """The reading transaction; leave it before calling a verb."""
        return in_shop(self.shop)

    def live_url(self, *subjects: UUID | str) -> str:
        """The stream of changes of these subjects; `live.every(type)` for a type, `"*"` for all of the shop."""
        holder = staff_holder(self.request, self.staff)
        return f"/live/?{urlencode({'token': live.channel_token(self.shop.pk, *subjects, holder=holder)})}"

    def may(self, permission: str) -> bool:
        """Whether the person may do this now."""
        return self.actor.may(permission)

    def render(self, template: str, context: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
        """A page; templates know `shop`, `visit`, `actor`, `at`, `may` (permission → bool)."""
        may = {name.replace(".", "_"): True for name in self.actor.permissions}
        values = {"shop": self.shop, "visit": self, "actor": self.actor, "at": self.at, "may": may}
        return render(self.request, template, {**values, **(context or {})}, status=status)

    def failure(self, error: HuitouError) -> HttpResponse:
        """An error as a page: what happened and what to do next."""
        return self.render(self.failure_template, {"error": error}, status=error.status)


def staff_view(actor_of: ActorOf, permission: str, failure_template: str) -> Callable[[View], View]:
    """Wrap `view(visit, **path)` under `<slug:slug>`; `permission` is what its GET needs."""

    def wrap(view: View) -> View:
        @wraps(view)
        def call(request: HttpRequest, slug: str, **path: object) -> HttpResponseBase:
            staff = request.user
            if not isinstance(staff, Staff):
                return to_log_in(request)
            try:
                shop = shop_for(slug)
                actor = actor_of(staff, shop)
            except NotFound as error:
                raise Http404 from error
            visit = StaffVisit(request, shop, staff, actor, clock.now(), failure_template)
            with timezone.override(ZoneInfo(shop.timezone)):
                response = _answer(view, visit, permission, path)
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "no-store"
            return response

        return call

    return wrap


def to_log_in(request: HttpRequest) -> HttpResponse:
    """To the log-in, and back to the page afterwards; a fragment must not show the log-in inside the page."""
    wanted = request.get_full_path() if request.method == "GET" else ""
    target = reverse("account_login") + (f"?{urlencode({'next': wanted})}" if wanted else "")
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("account_login")
        return response
    response = redirect(target)
    response["Cache-Control"] = "no-store"
    return response


def _answer(view: View, visit: StaffVisit, permission: str, path: dict[str, object]) -> HttpResponseBase:
    try:
        visit.actor.require(permission)
        return view(visit, **path)
    except HuitouError as error:
        return visit.failure(error)
    except Http404:
        return visit.failure(NotFound())
    except Exception as error:
        if settings.DEBUG:
            raise
        log.exception("staff.unexpected_failure", path=visit.request.path)
        got_request_exception.send(sender=staff_view, request=visit.request)
        if is_full(error):
            return visit.failure(NoRoom())
        return visit.render(visit.failure_template, {"unexpected": True}, status=500)
