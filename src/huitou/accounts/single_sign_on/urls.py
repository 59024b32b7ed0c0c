"""The two addresses of single sign-on, under /staff/. Included by allauth for our provider."""

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path
from requests import RequestException

from huitou.accounts.single_sign_on.provider import StrictAdapter


@login_not_required  # type: ignore[untyped-decorator]
def login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the provider. Raises Http404 where none of that name is set."""
    return _through(OAuth2LoginView, request, provider_id)


@login_not_required  # type: ignore[untyped-decorator]
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from the provider. Raises Http404 where none of that name is set."""
    return _through(OAuth2CallbackView, request, provider_id)


def _through(view: type, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    adapter = StrictAdapter(request, provider_id)
    try:
        response: HttpResponseBase = view.adapter_view(adapter)(request)  # type: ignore[attr-defined]
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, RequestException) as error:
        # The provider does not answer, or is not the one that was set: the way to it cannot even begin.
        refused: HttpResponseBase = render_authentication_error(request, adapter.get_provider(), exception=error)
        return refused
    return response


urlpatterns = [
    path("oidc/<slug:provider_id>/login/", login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", callback, name="openid_connect_callback"),
]
