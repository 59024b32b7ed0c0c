"""Keys for programs: made, shown once, revoked. The plaintext is in one answer only, never in the session or a log."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts.models import ApiToken
from huitou.accounts.roles import TokenRole
from huitou.accounts.staff_pages import StaffVisit
from huitou.accounts.verbs import create_token, revoke_token
from huitou.core.errors import HuitouError
from huitou.desk.forms.settings import TOKEN_ROLES, TokenForm
from huitou.desk.visit import desk_view, page

MOST_TOKENS = 100


@require_http_methods(["GET", "POST"])
@desk_view("tokens.create")
def tokens(visit: StaffVisit) -> HttpResponseBase:
    """The list; POST makes one and shows it this once."""
    request = visit.request
    form = TokenForm(request.POST or None)
    made, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _token, made = create_token(
                    shop=visit.shop,
                    role=TokenRole(form.cleaned_data["role"]),
                    label=form.cleaned_data["label"],
                    staff=visit.staff,
                    at=visit.at,
                )
                form, status = TokenForm(), 200
            except HuitouError as error:
                form.add_error("role", error.text)
                status = error.status
    names = {role.value: label for role, label in TOKEN_ROLES}
    with visit.reading():
        rows = ApiToken.objects.filter(shop=visit.shop).select_related("staff").order_by("-created_at")[:MOST_TOKENS]
        context = {
            "tokens": [
                {
                    "token": row,
                    "role": names.get(row.role, row.role),
                    "over": bool(row.expires_at and row.expires_at <= visit.at),
                }
                for row in rows
            ],
            "form": form,
            "made": made,
            "part": "tokens",
        }
        return page(visit, "desk/settings/tokens.html", context, here="settings", status=status)


@require_POST
@desk_view("tokens.revoke")
def revoke(visit: StaffVisit, token: UUID) -> HttpResponseBase:
    """Worthless from now on."""
    revoke_token(token_id=token, actor=visit.actor, at=visit.at)
    messages.success(visit.request, _("The token no longer works."))
    return redirect("desk:tokens", visit.shop.slug)
