"""What a person reads who sent more than the server takes: a page of ours, in their language, with status 413.

Stands in the settings behind the language. `asgi` marks such a request and hands it on without its body; a proxy that
refuses one by itself asks for one of `PATHS`. A body for which there was no room is answered by `no_room`.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from huitou.config import no_room

# In the environment of a request whose body was not taken.
MARK = "huitou.too_large"
PATHS = ("/too-large/", "/api/too-large/")


class TooLarge:
    """Runs on every request; costs a look at the environment and the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if no_room.MARK in request.META:
            return no_room.no_room(request)
        if MARK not in request.META and request.path not in PATHS:
            return self.get_response(request)
        return _for_programs() if request.path.startswith("/api/") else render(request, "413.html", status=413)


def _for_programs() -> HttpResponse:
    from huitou.api.problems import BodyTooLarge, answer

    return answer(BodyTooLarge())
