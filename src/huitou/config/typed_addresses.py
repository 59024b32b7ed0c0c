"""Addresses that no person types: U+0000, which the database refuses, leads nowhere like any other wrong address.

Stands in the settings behind the language, so that the page speaks the reader's. Bodies are the forms' matter.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase


class TypedAddresses:
    """Runs on every request; costs a look at the path and the query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Programs get a problem from the API itself, as JSON.
        if request.path.startswith("/api/"):
            return self.get_response(request)
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)
