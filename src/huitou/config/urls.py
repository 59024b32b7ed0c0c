"""Every address of the house: each area's own list, under the prefix that the area names itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from huitou.cases.bundle.download import published_key


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers; asks nothing of the database, so that a slow one restarts no web process."""
    return HttpResponse("ok\n", content_type="text/plain")


handler500 = "huitou.config.no_room.broken"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:home"), name="root"),
    path("healthz", healthz, name="healthz"),
    path(".well-known/huitou-evidence-key.json", published_key, name="evidence_key"),
    *(
        path("", include(f"huitou.{area}.urls"))
        for area in ("core", "accounts", "portal", "desk.setup", "desk", "platform", "api")
    ),
]
if settings.HUITOU_DEMO:
    from huitou.config.demo.clock_page import clock_page

    urlpatterns.append(path("demo/clock/", clock_page, name="demo_clock"))
