"""`Idempotency-Key` around an operation: the first answer is kept and replayed byte for byte.

Used on every POST. Calls that move money demand the key; others take it when it comes.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.decorators import decorate_view

from huitou.api.auth import Caller, caller_of
from huitou.api.problems import BodyTooLarge, answer
from huitou.core.errors import HuitouError, Invalid
from huitou.core.idempotency import Answer, Call, answer_once, fingerprint

LONGEST_KEY = 200
HEADER = "Idempotency-Key"
View = Callable[..., HttpResponse]
Operation = TypeVar("Operation", bound=Callable[..., Any])
Before = Callable[[Caller, dict[str, Any]], None]


class IdempotencyKeyRequired(HuitouError):
    """A call that moves money came without its key."""

    code = "idempotency_key_required"
    status = 400
    message = _("Send an Idempotency-Key with this call, for instance a UUID, and the same one when you repeat it.")


class IdempotencyKeyMalformed(Invalid):
    """An empty, overlong or unprintable key."""

    code = "idempotency_key_malformed"
    message = _("The Idempotency-Key must be 1 to 200 printable characters.")


def idempotent(*, required: bool, before: Before | None = None) -> Callable[[Operation], Operation]:
    """Declare an operation idempotent by key. `required` is told in the OpenAPI document.

    `before(caller, path)` runs outside the call's transaction, whose failure takes nothing of it back: limits count so.
    """

    def around(view: View) -> View:
        @wraps(view)
        def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if before is not None:
                    before(caller_of(request), kwargs)
                return _call(request, view, required, args, kwargs)
            except HuitouError as error:
                return answer(error)

        return call

    def declare(operation: Operation) -> Operation:
        operation.idempotency_key_required = required  # type: ignore[attr-defined]
        return decorate_view(around)(operation)

    return declare


def _call(request: HttpRequest, view: View, required: bool, args: Any, kwargs: Any) -> HttpResponse:
    caller = caller_of(request)
    key = request.headers.get(HEADER)
    if key is None:
        if required:
            raise IdempotencyKeyRequired()
        return view(request, *args, **kwargs)
    if not key.strip() or len(key) > LONGEST_KEY or not key.isprintable():
        raise IdempotencyKeyMalformed()

    def do() -> Answer:
        response = view(request, *args, **kwargs)
        return Answer(response.status_code, response.content, response.headers.get("Content-Type", ""))

    said = fingerprint((request.method or "").encode(), request.get_full_path().encode(), _content(request))
    given = answer_once(Call(caller.shop, caller.actor.id, key, said, caller.at), do)
    response = HttpResponse(given.body, given.content_type, status=given.status)
    if given.replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def _content(request: HttpRequest) -> bytes:
    """What the fingerprint is taken of: the body, or of a form its files. Raises BodyTooLarge."""
    if not (request.content_type or "").startswith("multipart/"):
        try:
            return request.body
        except RequestDataTooBig as error:
            raise BodyTooLarge() from error
    digest = hashlib.sha256()
    for name, files in sorted(request.FILES.lists()):
        digest.update(name.encode() + b"\x00")
        for file in files:
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.digest()
