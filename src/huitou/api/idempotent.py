"""`Idempotency-Key` around an operation: the first answer is kept and replayed byte for byte.

Used on every POST. Calls that move money demand the key; others take it when it comes.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.decorators import decorate_view

from huitou.api.auth import caller_of
from huitou.api.problems import answer
from huitou.core.errors import HuitouError, Invalid
from huitou.core.idempotency import Answer, begin, fingerprint, finish

LONGEST_KEY = 200
View = Callable[..., HttpResponse]


class IdempotencyKeyRequired(HuitouError):
    """A call that moves money came without its key."""

    code = "idempotency_key_required"
    status = 400
    message = _("Send an Idempotency-Key with this call, for instance a UUID, and the same one when you repeat it.")


class IdempotencyKeyMalformed(Invalid):
    """An empty, overlong or unprintable key."""

    code = "idempotency_key_malformed"
    message = _("The Idempotency-Key must be 1 to 200 printable characters.")


def idempotent(*, required: bool) -> Callable[[View], View]:
    """Declare an operation idempotent by key."""

    def around(view: View) -> View:
        @wraps(view)
        def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return _call(request, view, required, args, kwargs)
            except HuitouError as error:
                return answer(error)

        return call

    return decorate_view(around)


def _call(request: HttpRequest, view: View, required: bool, args: Any, kwargs: Any) -> HttpResponse:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        if required:
            caller_of(request)
            raise IdempotencyKeyRequired()
        return view(request, *args, **kwargs)
    if not key.strip() or len(key) > LONGEST_KEY or not key.isprintable():
        raise IdempotencyKeyMalformed()
    caller = caller_of(request)
    content = fingerprint((request.method or "").encode(), request.get_full_path().encode(), request.body)
    stored = begin(caller.actor.shop_id, caller.actor.id, key, content, caller.at)
    if stored is not None:
        replay = HttpResponse(stored.body, stored.content_type, status=stored.status)
        replay["Idempotent-Replayed"] = "true"
        return replay
    response = view(request, *args, **kwargs)
    kept = Answer(response.status_code, response.content, response.headers.get("Content-Type", ""))
    finish(caller.actor.shop_id, caller.actor.id, key, kept)
    return response
