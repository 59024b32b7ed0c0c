"""What stands around every operation: nothing unreadable comes in, and nothing but JSON goes out.

Wraps each address of the API. Refuses bodies of another kind or size, turns Django's own refusals into problem details,
and answers a GET whose content the caller has with 304.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from huitou.api.problems import (
    BodyMalformed,
    BodyTooLarge,
    MediaTypeUnsupported,
    MethodUnknown,
    answer,
)
from huitou.core.errors import HuitouError, NotFound

View = Callable[..., HttpResponse]
JSON, FORM = "application/json", "multipart/form-data"
LARGEST_JSON_BYTES = 1024 * 1024
LARGEST_FORM_BYTES = 16 * 1024 * 1024


def patterns(found: list[Any]) -> list[Any]:
    """The same addresses behind the door, and one more for all that there is not."""
    behind = [_behind(pattern) for pattern in found]
    return [*behind, path("<path:rest>", csrf_exempt(_absent))]


def _behind(pattern: Any) -> Any:
    if isinstance(pattern, URLPattern):
        pattern.callback = csrf_exempt(_door(pattern.callback))
    return pattern


def _door(view: View) -> View:
    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _refuse_unreadable(request)
            response = view(request, *args, **kwargs)
        except HuitouError as error:
            return answer(error)
        except RequestDataTooBig:
            return answer(BodyTooLarge())
        except (SuspiciousOperation, MultiPartParserError, UnicodeError):
            return answer(BodyMalformed())
        if isinstance(response, HttpResponseNotAllowed):
            return _not_allowed(response)
        return _unchanged(request, response) if request.method == "GET" else response

    return enter


def _absent(request: HttpRequest, rest: str) -> HttpResponse:
    return answer(NotFound())


def _refuse_unreadable(request: HttpRequest) -> None:
    """Raises NotFound, BodyMalformed, BodyTooLarge, MediaTypeUnsupported."""
    if "\x00" in request.path:
        raise NotFound()
    if "%00" in request.META.get("QUERY_STRING", ""):
        raise BodyMalformed()
    if request.method != "POST":
        return
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    kind = (request.content_type or "").lower()
    if length and kind not in (JSON, FORM):
        raise MediaTypeUnsupported(sent=kind or "-", wanted=JSON)
    if length > (LARGEST_FORM_BYTES if kind == FORM else LARGEST_JSON_BYTES):
        raise BodyTooLarge()


def _not_allowed(response: HttpResponseNotAllowed) -> HttpResponse:
    allowed = ", ".join(sorted(name.strip() for name in response["Allow"].split(",")))
    problem = answer(MethodUnknown(allowed=allowed))
    problem["Allow"] = allowed
    return problem


def _unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with its ETag; without its body where the caller has the same already."""
    patch_vary_headers(response, ["Authorization", "Accept-Language"])
    if response.status_code != 200 or response.streaming:
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if tag in _tags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _tags(header: str) -> list[str]:
    return [part.strip().removeprefix("W/") for part in header.split(",")]
