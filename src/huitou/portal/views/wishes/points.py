"""Phones and browsers for messages, given by the buyer in a session of their own; a phone shown theirs by a code."""

import json
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.client import client_address
from huitou.accounts.domains.addresses import origin_of
from huitou.accounts.limits import Limit, TooManyTries, count
from huitou.core.actors import Actor
from huitou.core.errors import Forbidden, HuitouError
from huitou.notifications.models import PointKind
from huitou.notifications.verbs import add_contact_point, send_point_code, verify_contact_point
from huitou.portal.forms.preferences import PhoneForm, PointCodeForm
from huitou.portal.views.wishes.preferences import show
from huitou.portal.visit import Visit, portal_view

ASK_BY_CUSTOMER = Limit("point_code.customer", times=5, window=timedelta(hours=1))
ASK_BY_NUMBER = Limit("point_code.number", times=3, window=timedelta(hours=1))
ASK_BY_CLIENT = Limit("point_code.client", times=10, window=timedelta(hours=1))
TRY_BY_CUSTOMER = Limit("point_code.try", times=15, window=timedelta(hours=1))
LARGEST_SUBSCRIPTION = 4096


@require_POST
@portal_view
def add_phone(visit: Visit) -> HttpResponseBase:
    """Keep the number and send a code there; a number that waits for its code gets another one."""
    actor = visit.actor()
    form = PhoneForm(visit.request.POST)
    status = 422
    if form.is_valid():
        try:
            _ask(visit, actor, form.cleaned_data["phone"])
        except HuitouError as error:
            form.add_error("phone", error.text)
            status = error.status
        else:
            messages.success(visit.request, _("The code is on its way. Type it in here."))
            return redirect(f"{_page(visit)}#where")
    return show(visit, actor, _page(visit), phone_form=form, status=status)


def _ask(visit: Visit, actor: Actor, typed: str) -> None:
    """Raises: PhoneMalformed, TooManyPoints, TooManyTries, Forbidden."""
    if actor.customer_id is None or actor.order_ids is not None:
        raise Forbidden()
    checks = [(ASK_BY_CUSTOMER, str(actor.customer_id)), (ASK_BY_CLIENT, client_address(visit.request))]
    count(checks, at=visit.at)
    point = add_contact_point(
        customer_id=actor.customer_id, kind=PointKind.PHONE, address=typed, how="portal", verified=False, actor=actor,
        at=visit.at,
    )  # fmt: skip
    count([(ASK_BY_NUMBER, f"{visit.shop.pk}:{point.address}")], at=visit.at)
    code = f"{secrets.randbelow(1_000_000):06d}"
    language = get_language() or visit.shop.locale
    send_point_code(point_id=point.pk, code=code, language=language, actor=actor, at=visit.at)


@require_POST
@portal_view
def confirm_phone(visit: Visit, point: UUID) -> HttpResponseBase:
    """Type the code. Raises: NotFound."""
    actor = visit.actor()
    form = PointCodeForm(visit.request.POST, auto_id=f"{point}_%s")
    if form.is_valid():
        try:
            count([(TRY_BY_CUSTOMER, str(actor.customer_id))], at=visit.at)
            fits = verify_contact_point(point_id=point, code=form.cleaned_data["code"], actor=actor, at=visit.at)
        except TooManyTries as error:
            form.add_error("code", error.text)
        else:
            if fits:
                messages.success(visit.request, _("Done. We can tell you there from now on."))
                return redirect(f"{_page(visit)}#where")
            form.add_error("code", _("This code does not match or is too old. Ask for a new one if need be."))
    return show(visit, actor, _page(visit), code_form=(point, form), status=422)


@require_POST
@portal_view
def add_browser(visit: Visit) -> HttpResponseBase:
    """What the browser's own question gave: its push service's address and keys, as JSON."""
    actor = visit.actor()
    body = visit.request.read(LARGEST_SUBSCRIPTION + 1)
    try:
        told = json.loads(body) if len(body) <= LARGEST_SUBSCRIPTION else {}
        endpoint, keys = str(told["endpoint"]), {name: str(told["keys"][name]) for name in ("p256dh", "auth")}
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    if actor.customer_id is None:
        raise Forbidden()
    add_contact_point(
        customer_id=actor.customer_id, kind=PointKind.PUSH, address=endpoint, keys=keys, how="portal", verified=True,
        actor=actor, at=visit.at,
    )  # fmt: skip
    return HttpResponse(status=204)


@require_safe
@portal_view
def push_worker(visit: Visit) -> HttpResponseBase:
    """The script that the browser runs for a notification, below the shop's pages: it caches and fetches nothing."""
    # What was allowed at one of the shop's hosts stays good when its pages move to the other.
    ours = [origin_of(visit.shop.pages_host)] if visit.shop.pages_host else []
    worker = WORKER.replace("ORIGINS", json.dumps([*ours, settings.HUITOU_PUBLIC_URL]))
    response = HttpResponse(worker, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


WORKER = """\
// Shows what the shop sends, and opens its page when it is tapped. It keeps nothing and answers no request.
self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(said.title || "", {
    body: said.body || "", tag: said.tag || undefined, lang: said.lang || undefined, data: { url: said.url || "" },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = event.notification.data.url;
  if (url && [self.location.origin, ...ORIGINS].includes(new URL(url, self.location.href).origin)) {
    event.waitUntil(self.clients.openWindow(url));
  }
});
"""


def _page(visit: Visit) -> str:
    return reverse("portal:preferences", args=[visit.shop.slug])
