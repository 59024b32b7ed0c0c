"""The provider as allauth knows it, stricter: PKCE and a nonce always, every ID token verified by its signature.

Named by the settings (`SOCIALACCOUNT_PROVIDERS`); its addresses are in `urls`.
"""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from huitou.accounts.single_sign_on.id_token import TokenUntrue, claims_of, nonce_of

# What a provider's description must hold; the address of its user information is read only where it is needed.
NAMED = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Talks to the provider: its configuration, the exchange of the code, the token that comes back."""

    verifier = ""

    @property
    def openid_config(self) -> Any:
        """The provider's own description. Raises OAuth2Error where it speaks for another issuer."""
        found = super().openid_config
        wanted = self.get_provider().app.settings["issuer"]
        if found.get("issuer") != wanted:
            raise OAuth2Error(f"the provider calls itself {found.get('issuer')!r}, not {wanted!r}")
        if missing := sorted(NAMED - found.keys()):
            raise OAuth2Error(f"the provider's description lacks {', '.join(missing)}")
        return found

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        """Exchange the code, and keep what the nonce was made of."""
        self.verifier = pkce_code_verifier or ""
        return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who it is, by a token that holds. Raises OAuth2Error."""
        claims = self._claims(app, kwargs["response"].get("id_token") or "")
        if "email" not in claims:
            more = self._fetch_user_info(token.token) if "userinfo_endpoint" in self.openid_config else {}
            if more.get("sub") != claims["sub"]:
                raise OAuth2Error("the provider's user information is of somebody else")
            claims = {**more, **claims}
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _claims(self, app: Any, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        with get_adapter().get_requests_session() as session:
            response = session.get(config["jwks_uri"])
            response.raise_for_status()
        try:
            return claims_of(
                id_token, keys=response.json(), issuer=config["issuer"], client_id=app.client_id, verifier=self.verifier
            )
        except TokenUntrue as error:
            raise OAuth2Error(f"ID token refused: {error}") from error


class StrictProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Takes nothing of the request into what is asked of the provider."""

    oauth2_adapter_class = StrictAdapter
    pkce_enabled_default = True

    def get_pkce_params(self) -> dict[str, str]:
        """PKCE, and the nonce that belongs to it."""
        given: dict[str, str] = super().get_pkce_params()
        return {**given, "nonce": nonce_of(given["code_verifier"])}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Nothing but our own."""
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Nothing but our own."""
        return list(self.get_scope())
