"""Every address of the house: each area's own list, under the prefix that the area names itself."""

from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers; asks nothing of the database, so that a slow one restarts no web process."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *(
        path("", include(f"huitou.{area}.urls"))
        for area in ("core", "accounts", "portal", "desk.setup", "desk", "platform", "api")
        if find_spec(f"huitou.{area}.urls") is not None
    ),
]
if settings.HUITOU_DEMO:
    from huitou.config.demo.clock_page import clock_page

    urlpatterns.append(path("demo/clock/", clock_page, name="demo_clock"))

