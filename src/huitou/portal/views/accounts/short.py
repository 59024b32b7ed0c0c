"""The short address of a text message: on to the door that it stands for."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from huitou.accounts.buyers import LinkOver
from huitou.accounts.client import client_address
from huitou.accounts.limits import TooManyTries
from huitou.accounts.short_links import follow_short_link
from huitou.core import clock


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponseBase:
    """A code that has ended and one that there never was are told the same."""
    try:
        response: HttpResponseBase = redirect(
            follow_short_link(code=code, client=client_address(request), at=clock.now())
        )
    except (LinkOver, TooManyTries) as over:
        response = render(request, "404.html", status=over.status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
