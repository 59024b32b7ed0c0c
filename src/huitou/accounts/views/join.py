"""Joining a shop by invitation. The link's secret stands behind the ``#``; the page posts it into the session.

Someone with an account logs in and joins with one button; someone new writes a name and a password.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from huitou.accounts.client import client_address
from huitou.accounts.limits import Limit, count
from huitou.accounts.models import Invitation, Staff
from huitou.accounts.signing_in import sign_in
from huitou.accounts.verbs.invite import INVITATION_LASTS, accept_invitation, open_invitation
from huitou.core.clock import now
from huitou.core.errors import HuitouError

SESSION_KEY = "accounts.join"
OPEN_BY_CLIENT = Limit("join.client", times=60, window=INVITATION_LASTS / 168)


class SecretForm(forms.Form):
    """The secret of an invitation's link."""

    secret = forms.CharField(label=_("Code from the link"), max_length=400)


class NewPersonForm(forms.Form):
    """What somebody new tells about themselves."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least ten characters; a sentence is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Take the secret out of the address, without it ever being in one that a server writes down."""
    form = SecretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = now()
        try:
            count([(OPEN_BY_CLIENT, client_address(request))], at=at)
            open_invitation(form.cleaned_data["secret"], at=at)
        except HuitouError as error:
            form.add_error(None, error.text)
            return render(request, "accounts/join.html", {"form": form}, status=error.status)
        request.session[SESSION_KEY] = form.cleaned_data["secret"]
        return redirect("accounts:join_shop")
    return render(request, "accounts/join.html", {"form": form})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join_shop(request: HttpRequest) -> HttpResponse:
    """Show the shop and the role, and let the person in."""
    at = now()
    try:
        invitation = open_invitation(request.session.get(SESSION_KEY, ""), at=at)
    except HuitouError as error:
        return render(request, "accounts/join.html", {"form": SecretForm(), "over": error.text}, status=error.status)
    staff = request.user if isinstance(request.user, Staff) else None
    known = staff is not None or Staff.objects.filter(email=invitation.email).exists()
    if known and staff is None:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('accounts:join_shop')})}")
    form = NewPersonForm(request.POST or None)
    status = 200
    if request.method == "POST" and (staff is not None or form.is_valid()):
        try:
            return _let_in(request, invitation, staff, form)
        except HuitouError as error:
            form.add_error(None, error.text)
            status = error.status
    page = {"form": form, "invitation": invitation, "staff": staff}
    return render(request, "accounts/join_shop.html", page, status=status)


def _let_in(request: HttpRequest, invitation: Invitation, staff: Staff | None, form: NewPersonForm) -> HttpResponse:
    written = form.cleaned_data if staff is None else {}
    joined = accept_invitation(
        invitation=invitation,
        at=now(),
        staff=staff,
        name=written.get("name", ""),
        password=written.get("password"),
        locale=get_language() or "",
    )
    request.session.pop(SESSION_KEY, None)
    if staff is None:
        sign_in(request, joined, method="invitation")
    return redirect("accounts:home")
