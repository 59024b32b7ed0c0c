"""The signature of Aliyun's API, version 3 (ACS3-HMAC-SHA256). Pure; the adapter passes time and nonce in.

Source: Aliyun, "V3 request structure and signature"; its worked example is a test.
"""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
EMPTY = hashlib.sha256(b"").hexdigest()


def canonical_query(query: Mapping[str, str]) -> str:
    """Names and values in percent encoding (RFC 3986), sorted by name."""
    return "&".join(f"{_coded(name)}={_coded(query[name])}" for name in sorted(query))


def authorization(
    *, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], key_id: str, secret: str
) -> str:
    """The header `Authorization`. `headers`: in lower case, with `host` and every `x-acs-…`; all are signed."""
    names = sorted(headers)
    signed = ";".join(names)
    canonical = "\n".join(
        [
            method,
            path,
            canonical_query(query),
            "".join(f"{name}:{headers[name].strip()}\n" for name in names),
            signed,
            headers["x-acs-content-sha256"],
        ]
    )
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={signed},Signature={signature}"


def _coded(text: str) -> str:
    return quote(text, safe="-_.~")
