"""What a person reads when the server's disk is full: a page of ours, in their language, with status 507.

The address lists name `broken` as the answer to any failure that nobody anticipated; `too_large` answers here for a
body that could not even be laid down (marked by `asgi`).
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from huitou.core.disks import NoRoom, is_full

# In the environment of a request whose body found no room.
MARK = "huitou.no_room"


def broken(request: HttpRequest) -> HttpResponse:
    """The page of a failure: that there is no room, if that is behind it; else that something broke."""
    return no_room(request) if is_full(sys.exc_info()[1]) else server_error(request)


def no_room(request: HttpRequest) -> HttpResponse:
    """The page, or the problem detail for programs."""
    if request.path.startswith("/api/"):
        from huitou.api.problems import answer

        return answer(NoRoom())
    # Without the request: what pages know of the reader is asked of the database, whose disk may be the full one.
    return HttpResponse(render_to_string("507.html", {"text": NoRoom().text}), status=507)
