"""HEAD wherever GET is answered: monitors and link checkers ask so. Stands in the settings behind the access log.

The page is made as for GET, so that status and headers are the same, and goes without its body. Who counts readers asks
`request.META["REQUEST_METHOD"]`, which stays HEAD: nobody has looked.
"""

from collections.abc import Callable, Iterator
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse


class HeadRequests:
    """Runs on every request; costs one comparison."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        try:
            return _without_body(self.get_response(request))
        finally:
            request.method = "HEAD"


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The same without what it would say; its length is told where it is known."""
    if response.streaming:
        stream = cast(StreamingHttpResponse, response)
        stream.streaming_content = _nothing()
        return stream
    page = cast(HttpResponse, response)
    if page.content:
        page.headers.setdefault("Content-Length", str(len(page.content)))
        page.content = b""
    return page


def _nothing() -> Iterator[bytes]:
    return iter(())
