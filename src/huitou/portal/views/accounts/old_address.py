"""The page behind the link in the mail to an address that was replaced: a tap puts it back."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from huitou.accounts.permissions import BUYER_PERMISSIONS
from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.tenancy import in_shop
from huitou.orders.former_emails import former_of
from huitou.orders.models import FormerEmail
from huitou.orders.verbs import undo_email
from huitou.orders.verbs.undo_email import UndoOver
from huitou.portal.codes import masked
from huitou.portal.session import sign_out
from huitou.portal.visit import Visit, portal_view


@require_http_methods(["GET", "POST"])
@portal_view
def old_address(visit: Visit, secret: str) -> HttpResponseBase:
    """Show which address it is; a POST puts it back. Raises: NotFound."""
    key = former_of(visit.shop.pk, secret)
    with in_shop(visit.shop):
        former = FormerEmail.objects.filter(pk=key).first()
    if former is None:
        raise NotFound()
    over = former.undone_at is not None or former.until <= visit.at or former.erased_at is not None
    context = {"address": masked(former.email) if former.email else "", "until": former.until, "over": over}
    if visit.request.method == "GET" or over:
        return visit.render("portal/accounts/old_address.html", context, status=409 if over else 200)
    actor = Actor(
        role=Role.BUYER,
        shop_id=visit.shop.pk,
        id=f"buyer:{former.customer_id}",
        permissions=BUYER_PERMISSIONS,
        customer_id=former.customer_id,
    )
    try:
        undo_email(former_id=key, actor=actor, at=visit.at)
    except UndoOver:
        return visit.render("portal/accounts/old_address.html", {**context, "over": True}, status=409)
    response = visit.render("portal/accounts/old_address.html", {**context, "done": True, "signed_in": False})
    sign_out(response, visit.shop)
    return response
