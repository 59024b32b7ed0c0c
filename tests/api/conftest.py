"""A shop with tokens for everybody: `callers["agent"].get("/me")` calls the API in this process, as over HTTP."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from huitou.accounts.roles import TokenRole
from huitou.accounts.verbs import create_token
from tests.worlds import World

BASE = "/api/v1"


@dataclass
class Caller:
    """Somebody with a token, or nobody. Every call is JSON; `key=True` sends a fresh Idempotency-Key."""

    token: str | None
    language: str = "en"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | bool | None = None,
        content_type: str = "application/json",
        **headers: str,
    ) -> HttpResponse:
        """One call; `body` is JSON unless it is bytes."""
        sent = {"accept-language": self.language, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.token is not None:
            sent["authorization"] = f"Bearer {self.token}"
        if key:
            sent["idempotency-key"] = str(uuid4()) if key is True else key
        options: dict[str, Any] = {"headers": sent}
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body)
            options |= {"data": data, "content_type": content_type}
        response = self.client.generic(method, BASE + path, **options)
        assert_declared(method, path, response)
        return response

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, *, key: str | bool | None = True, **headers: str) -> HttpResponse:
        return self.call("POST", path, {} if body is None else body, key=key, **headers)

    def upload(self, path: str, name: str, content: bytes, *, key: str | bool | None = True) -> HttpResponse:
        """A file as multipart."""
        border = "border-of-the-test"
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        return self.call("POST", path, body, key=key, content_type=f"multipart/form-data; boundary={border}")


@cache
def declared() -> list[tuple[str, re.Pattern[str], set[str]]]:
    """(method, path, codes) of every operation, as the OpenAPI document tells them."""
    from huitou.api.app import api

    found = []
    for path, operations in api.get_openapi_schema()["paths"].items():
        pattern = re.compile(re.sub(r"{\w+}", "[^/]+", path))
        for method, details in operations.items():
            bodies = (answer.get("content", {}) for answer in details["responses"].values())
            codes = {code for body in bodies for code in body.get("application/problem+json", {}).get("examples", {})}
            found.append((method.upper(), pattern, codes))
    return found


def assert_declared(method: str, path: str, response: HttpResponse) -> None:
    """Every problem that is ever answered stands in the OpenAPI document; what is no problem is JSON."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code < 400:
        return
    assert kind == "application/problem+json", response.content[:300]
    code = json.loads(response.content)["code"]
    plain = path.partition("?")[0]
    for known, pattern, codes in declared():
        if known == method and pattern.fullmatch(BASE + plain):
            assert code in codes, f"{method} {plain} answered {code}, which its documentation does not tell"


def problem(response: HttpResponse, status: int, code: str) -> Mapping[str, Any]:
    """The problem detail of the response, which must have this status and code."""
    told: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, told.get("code")) == (status, code), told
    assert response["Content-Type"] == "application/problem+json"
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    return told


def given(response: HttpResponse, status: int = 200) -> Any:
    """The JSON of a response that must have this status."""
    assert response.status_code == status, response.content.decode()
    return json.loads(response.content)


def token_of(world: World, role: str, customer_id: Any = None) -> str:
    """The plaintext of a new token of the world's shop."""
    made = create_token(shop=world.shop, role=TokenRole(role), label=role, at=world.now, customer_id=customer_id)
    return made[1]


@pytest.fixture
def call_as(world: World) -> Any:
    """`call_as("agent")`, `call_as("buyer", order)`, `call_as(None)`: a caller of the world's shop."""

    def caller(role: str | None, order: Any = None, language: str = "en") -> Caller:
        if role is None:
            return Caller(None, language)
        return Caller(token_of(world, role, order.customer_id if order is not None else None), language)

    return caller


@pytest.fixture(autouse=True)
def static_folder(settings: Any) -> None:
    """The middleware that serves static files wants its folder."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
