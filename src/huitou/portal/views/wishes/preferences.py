"""What a buyer wants to be told: from their session, or by the signed link of a mail, which opens this page alone.

By the link, wishes are changed and addresses silenced; a phone or a browser is added in a session of one's own.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError, NotFound
from huitou.core.tenancy import in_shop
from huitou.logistics.codes import picture_of
from huitou.news.zones import zone_of
from huitou.notifications.channels.protocol import Follows
from huitou.notifications.channels.registry import channel, codes
from huitou.notifications.channels.web_push.encryption import public_key
from huitou.notifications.credentials import values_of
from huitou.notifications.masking import masked, masked_email
from huitou.notifications.measuring import measured_by, measures_of
from huitou.notifications.models import ContactPoint, Medium
from huitou.notifications.preference_links import customer_of
from huitou.notifications.reach import (
    MAIL,
    ORDER,
    POINT_OF,
    UNVERIFIED,
    mail_contact_of,
    open_accounts,
    preferences_of,
    why_closed,
)
from huitou.notifications.verbs import choose_news, silence_contact_point, switch_news_off
from huitou.orders.models import Order
from huitou.portal.forms.preferences import PhoneForm, PointCodeForm, WishesForm
from huitou.portal.visit import Visit, portal_view

PUSH = "web_push"


@require_http_methods(["GET", "POST"])
@portal_view
def preferences(visit: Visit) -> HttpResponseBase:
    """From the session."""
    actor = visit.actor()
    return _answer(visit, actor, reverse("portal:preferences", args=[visit.shop.slug]))


@require_http_methods(["GET", "POST"])
@portal_view
def preferences_by_link(visit: Visit, secret: str) -> HttpResponseBase:
    """By the link of a mail. Raises: NotFound."""
    return _answer(visit, _by_link(visit, secret), visit.request.path, by_link=True)


@require_POST
@portal_view
def silence(visit: Visit, point: UUID) -> HttpResponseBase:
    """Nothing more to this address. Raises: NotFound."""
    silence_contact_point(point_id=point, how="portal", actor=visit.actor(), at=visit.at)
    messages.success(visit.request, _("Nothing goes there any more."))
    return redirect("portal:preferences", visit.shop.slug)


@require_POST
@portal_view
def silence_by_link(visit: Visit, secret: str, point: UUID) -> HttpResponseBase:
    """The same by the link of a mail. Raises: NotFound."""
    silence_contact_point(point_id=point, how="portal", actor=_by_link(visit, secret), at=visit.at)
    messages.success(visit.request, _("Nothing goes there any more."))
    return redirect("portal:preferences_by_link", visit.shop.slug, secret)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@portal_view
def off(visit: Visit, secret: str) -> HttpResponseBase:
    """Mails of news are switched off by a POST, which mail programs send themselves (RFC 8058): without a cookie, so
    without its proof either. A GET changes nothing: programs follow links to look at them. Raises: NotFound."""
    actor = _by_link(visit, secret)
    done = visit.request.method == "POST"
    if done:
        switch_news_off(customer_id=_customer(actor), channel=MAIL, actor=actor, at=visit.at)
    page = reverse("portal:preferences_by_link", args=[visit.shop.slug, secret])
    return visit.render("portal/wishes/off.html", {"done": done, "page": page})


def _answer(visit: Visit, actor: Actor, page: str, *, by_link: bool = False) -> HttpResponseBase:
    data = visit.request.POST or None
    with in_shop(visit.shop):
        form = _form(visit, actor, data)
    if data is not None and form.is_valid():
        try:
            _keep(visit, actor, form)
        except HuitouError as error:
            form.add_error("quiet_until", error.text)
        else:
            messages.success(visit.request, _("Saved. From now on we keep to it."))
            return redirect(page)
    return show(visit, actor, page, form=form, by_link=by_link, status=422 if data is not None else 200)


def _keep(visit: Visit, actor: Actor, form: WishesForm) -> None:
    given = form.cleaned_data
    own_zone = given["timezone"] if given["timezone"] != visit.shop.timezone else ""
    choose_news(
        customer_id=_customer(actor), levels=form.levels(), media=form.first(), locale=given["locale"],
        quiet_from=given["quiet_from"], quiet_until=given["quiet_until"], timezone=own_zone, actor=actor, at=visit.at,
        measured=form.measured(),
    )  # fmt: skip


def show(
    visit: Visit,
    actor: Actor,
    page: str,
    *,
    form: WishesForm | None = None,
    phone_form: PhoneForm | None = None,
    code_form: tuple[UUID, PointCodeForm] | None = None,
    by_link: bool = False,
    follow_code: str = "",
    follow_refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with whichever form came back. `follow_code`: the address in the code to follow the shop with."""
    with in_shop(visit.shop):
        offered = _offered()
        adds = not by_link and actor.order_ids is None
        contact = mail_contact_of(_customer(actor))
        context = {
            "page": page,
            "by_link": by_link,
            "secret": page.rstrip("/").rpartition("/")[2] if by_link else "",
            "form": form or _form(visit, actor, None),
            "hours": ("quiet_from", "quiet_until", "timezone"),
            "email": masked_email(contact.email) if contact is not None and contact.email else "",
            "points": [_point(point, code_form) for point in _points(actor)],
            "adds_phone": adds and Medium.SMS in offered,
            "phone_form": phone_form or PhoneForm(),
            "push_key": _push_key(visit) if adds and Medium.PUSH in offered else "",
            "asks_code": not adds,
            "follows": adds and bool(following(visit.shop.pk, open_accounts())),
            "follow_qr": mark_safe(picture_of(follow_code)) if follow_code else "",  # noqa: S308  (drawn by us)
            "follow_refused": follow_refused,
        }
        return visit.render("portal/wishes/preferences.html", context, status=status)


def following(shop_id: UUID, accounts: frozenset[str]) -> str:
    """The channel whose account the buyer can follow; "" for none."""
    found = (code for code in codes() if code in accounts)
    return next((code for code in found if isinstance(one := channel(code), Follows) and one.follows(str(shop_id))), "")


def _form(visit: Visit, actor: Actor, data: Any) -> WishesForm:
    wishes = preferences_of(visit.shop.pk, _customer(actor))
    last = Order.objects.filter(customer_id=_customer(actor)).order_by("-placed_at").only("country", "region").first()
    media = [medium for medium in ORDER if medium in _offered()]
    countries = [visit.shop.country, *([last.country] if last else [])]
    if last is not None and wishes.quiet_from is None:
        # Hours without a zone of one's own would be read on a clock of the shop's, perhaps half a world away.
        home = zone_of(last.country, last.region, shop_country=visit.shop.country, shop_zone=visit.shop.timezone)
        wishes = replace(wishes, timezone=str(home))
    measured = None
    if measured_by(visit.shop):
        country = last.country if last is not None else ""
        measured = bool(measures_of(visit.shop, _customer(actor), country))
    return WishesForm(data, wishes=wishes, media=media, countries=countries, measured=measured)


def _offered() -> set[str]:
    """The media by which the shop can reach somebody; its own system is no matter of the buyer's."""
    return {channel(code).medium for code in open_accounts()} - {Medium.WEBHOOK}


def _points(actor: Actor) -> list[ContactPoint]:
    points = ContactPoint.objects.filter(customer_id=_customer(actor), erased_at=None)
    return list(points.order_by("-used_at", "pk"))


def _point(point: ContactPoint, code_form: tuple[UUID, PointCodeForm] | None) -> dict[str, Any]:
    why = why_closed(point)
    came_back = code_form is not None and code_form[0] == point.pk
    return {
        "point": point,
        "label": masked(point.kind, point.address),
        "why": why,
        "waits": why == UNVERIFIED and point.kind == POINT_OF[Medium.SMS],
        "form": code_form[1] if code_form is not None and came_back else PointCodeForm(auto_id=f"{point.pk}_%s"),
    }


def _push_key(visit: Visit) -> str:
    return public_key(values_of(str(visit.shop.pk), PUSH)["private_key"])


def _by_link(visit: Visit, secret: str) -> Actor:
    """The buyer of the link, who sees no order. Raises: NotFound."""
    customer = customer_of(visit.shop.pk, secret)
    if customer is None:
        raise NotFound()
    return Actor(
        role=Role.BUYER,
        shop_id=visit.shop.pk,
        id=f"buyer:{customer}",
        customer_id=customer,
        order_ids=frozenset(),
    )


def _customer(actor: Actor) -> UUID:
    assert actor.customer_id is not None  # every buyer's session has one
    return actor.customer_id
