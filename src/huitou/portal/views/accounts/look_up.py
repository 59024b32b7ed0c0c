"""The door: order number and contact, then the code. The answer is the same whether the order exists or not."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitou.accounts import buyers
from huitou.accounts.client import client_address
from huitou.accounts.limits import TooManyTries
from huitou.accounts.models import BuyerGrant
from huitou.accounts.views.demo import demo_is_open
from huitou.core.errors import HuitouError, NotFound
from huitou.portal import session
from huitou.portal.addresses import order_named, order_path
from huitou.portal.codes import ask_for_code, masked
from huitou.portal.forms.look_up import CodeForm, LookUpForm
from huitou.portal.visit import Visit, portal_view


@require_http_methods(["GET", "POST"])
@portal_view
def look_up(visit: Visit) -> HttpResponseBase:
    """Ask for order number and contact; then go on to the code, found or not."""
    form = LookUpForm(visit.request.POST or None, initial={"next": visit.request.GET.get("next", "")[:500]})
    if visit.request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            pending = ask_for_code(
                visit.request,
                visit.shop,
                wanted["number"],
                wanted["contact"],
                visit.at,
                visit.own_path(wanted["next"]),
            )
        except TooManyTries as error:
            form.add_error(None, error.text)
        else:
            response = redirect("portal:code", visit.shop.slug)
            session.keep_pending(response, visit.shop, pending)
            return response
    visit.actor_if_any()
    status = 422 if form.is_bound else 200
    return visit.render("portal/accounts/look_up.html", {"form": form, "demo": is_demo(visit)}, status=status)


@require_http_methods(["GET", "POST"])
@portal_view
def code(visit: Visit) -> HttpResponseBase:
    """Enter the code that was sent."""
    pending = session.pending_code(visit.request, visit.shop, visit.at)
    if pending is None:
        return redirect("portal:look_up", visit.shop.slug)
    form = CodeForm(visit.request.POST or None)
    over = False
    if visit.request.method == "POST" and form.is_valid():
        try:
            grant, token = buyers.redeem_code(
                shop_id=visit.shop.pk,
                ref=pending.ref,
                code=form.cleaned_data["code"],
                client=client_address(visit.request),
                at=visit.at,
            )
        except (buyers.CodeWrong, buyers.CodeOver, TooManyTries) as error:
            form.add_error("code", error.text)
            over = isinstance(error, buyers.CodeOver)
        else:
            return _let_in(visit, pending, grant, token)
    return _code_page(visit, pending, form, over=over, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@portal_view
def resend(visit: Visit) -> HttpResponseBase:
    """Send another code, once a minute."""
    pending = session.pending_code(visit.request, visit.shop, visit.at)
    if pending is None:
        return redirect("portal:look_up", visit.shop.slug)
    if visit.request.method == "GET":
        return redirect("portal:code", visit.shop.slug)
    form = CodeForm()
    if visit.at < pending.resend_at():
        return _code_page(visit, pending, form, notice=_too_soon(visit, pending), status=429)
    try:
        again = ask_for_code(visit.request, visit.shop, pending.number, pending.contact, visit.at, pending.then)
    except TooManyTries as error:
        return _code_page(visit, pending, form, notice=error.text, status=429)
    response = redirect("portal:code", visit.shop.slug)
    session.keep_pending(response, visit.shop, again)
    return response


def is_demo(visit: Visit) -> bool:
    """Whether the demo's hints may be shown: a demo shop, on this very machine."""
    return visit.shop.demo and demo_is_open(visit.request)


def _code_page(
    visit: Visit,
    pending: session.PendingCode,
    form: CodeForm,
    *,
    over: bool = False,
    notice: str = "",
    status: int,
) -> HttpResponseBase:
    by_mail = "@" in pending.contact
    wait = max(0, int((pending.resend_at() - visit.at).total_seconds()))
    context: dict[str, object] = {
        "form": form,
        "contact": masked(pending.contact),
        "by_mail": by_mail,
        "over": over,
        "notice": notice,
        "resend_in": wait,
        "demo": is_demo(visit),
    }
    return visit.render("portal/accounts/code.html", context, status=status)


def _too_soon(visit: Visit, pending: session.PendingCode) -> str:
    seconds = int((pending.resend_at() - visit.at).total_seconds()) + 1
    return _("A mail needs a moment. You can ask for another code in %(seconds)s seconds.") % {"seconds": seconds}


def _let_in(visit: Visit, pending: session.PendingCode, grant: BuyerGrant, token: str) -> HttpResponseBase:
    """Into the page that was asked for, else to the order that was looked up."""
    response = redirect(pending.then or _order_of(visit, pending, token))
    session.sign_in(visit.request, response, visit.shop, grant, token)
    return response


def _order_of(visit: Visit, pending: session.PendingCode, token: str) -> str:
    visit.request.COOKIES[session.SESSION] = token
    try:
        with visit.reading() as buyer:
            return order_path(visit.shop, order_named(buyer, pending.number))
    except (NotFound, HuitouError):
        return f"{visit.home}orders/"
