"""The signed link of a mail: its secret stands behind the `#`, which browsers never send; the page posts it."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts import buyers
from huitou.accounts.client import client_address
from huitou.accounts.limits import TooManyTries
from huitou.accounts.models import BuyerGrant
from huitou.core.tenancy import in_shop
from huitou.orders.models import Order
from huitou.portal import session
from huitou.portal.addresses import order_path
from huitou.portal.forms.look_up import LinkForm
from huitou.portal.visit import Visit, portal_view


@require_http_methods(["GET", "POST"])
@portal_view
def enter(visit: Visit) -> HttpResponseBase:
    """Open a signed link. Without scripts the buyer pastes it."""
    form = LinkForm(visit.request.POST or None, initial={"to": visit.request.GET.get("to", "")[:500]})
    if visit.request.method == "POST" and form.is_valid():
        try:
            grant, token = buyers.open_signed_link(
                shop_id=visit.shop.pk,
                secret=form.cleaned_data["secret"],
                client=client_address(visit.request),
                at=visit.at,
            )
        except (buyers.LinkOver, TooManyTries) as error:
            form.add_error("secret", error.text)
        else:
            return _let_in(visit, grant, token, visit.own_path(form.cleaned_data.get("to", "")))
    return visit.render("portal/accounts/enter.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@portal_view
def leave(visit: Visit) -> HttpResponseBase:
    """Sign out of this shop in this browser."""
    token = session.session_token(visit.request)
    if token:
        buyers.end_session(shop_id=visit.shop.pk, token=token, at=visit.at)
    response = redirect("portal:look_up", visit.shop.slug)
    session.sign_out(response, visit.shop)
    session.forget_pending(response, visit.shop)
    return response


def _let_in(visit: Visit, grant: BuyerGrant, token: str, to: str) -> HttpResponseBase:
    """Where the link leads, with its session; a wider session of the same buyer is kept."""
    held = session.session_token(visit.request)
    with in_shop(visit.shop):
        before = buyers.grant_of(shop_id=visit.shop.pk, token=held, at=visit.at) if held else None
        assert grant.order_id is not None  # a link opens one order
        order = Order.objects.get(pk=grant.order_id)
    response = redirect(to or order_path(visit.shop, order))
    if before is not None and before.order_id is None and before.customer_id == grant.customer_id:
        buyers.end_session(shop_id=visit.shop.pk, token=token, at=visit.at)
        return response
    session.sign_in(visit.request, response, visit.shop, grant, token)
    return response
