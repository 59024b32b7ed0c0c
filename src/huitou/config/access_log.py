"""One log line per request: its id, method, route, status and duration.

The outermost middleware. It writes the route's pattern, never the path: paths hold references and secrets.
"""

import re
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

from huitou.core.ids import new_id

log = structlog.get_logger("huitou.access")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class AccessLog:
    """Binds a request id to every line of the request and returns it in `X-Request-Id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if GIVEN_ID.fullmatch(given) else str(new_id())
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=request_id):
            response = self.get_response(request)
            response["X-Request-Id"] = request_id
            log.info(
                "request",
                method=request.method,
                route=request.resolver_match.route if request.resolver_match else "-",
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        return response
