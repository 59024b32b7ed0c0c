"""Reads an ID token (OpenID Connect Core 1.0, section 3.1.3.7): signature, issuer, audience, time and nonce.

Called by the provider with the provider's own keys. Knows no people.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import jwt

# Signatures by a private key only: a shared secret would let everybody who holds it write tokens.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
# How far two machines' clocks may stand apart.
LEEWAY_SECONDS = 60


class TokenUntrue(Exception):
    """The ID token is not one that this provider gave for this log-in; the text is for the log."""


def nonce_of(verifier: str) -> str:
    """The nonce of a log-in, from its PKCE verifier, which only this session and the token request know."""
    return hashlib.sha256(b"huitou.single_sign_on.nonce:" + verifier.encode()).hexdigest()


def claims_of(token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, verifier: str) -> dict[str, Any]:
    """The claims of a token that holds. `keys` is the provider's JWK set. Raises TokenUntrue."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(token, keys),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": NEEDED},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise TokenUntrue(f"{type(error).__name__}: {error}") from error
    if not hmac.compare_digest(str(claims["nonce"]), nonce_of(verifier)):
        raise TokenUntrue("the nonce is of another log-in")
    others = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if (len(others) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        raise TokenUntrue("the token was given to another client")
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The key that the token names; without a name the only one. Raises KeyError."""
    name = jwt.get_unverified_header(token).get("kid")
    found = [one for one in jwt.PyJWKSet.from_dict(dict(keys)).keys if one.public_key_use in {None, "sig"}]
    if name is not None:
        found = [one for one in found if one.key_id == name]
    if len(found) != 1:
        raise KeyError(f"no key named {name!r}")
    return found[0]
