"""The demo's clock, on a page: move it forward and watch what silence decides. On this very machine only.

A real installation has no such address: the root list includes it in the demo alone.
"""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from huitou.accounts.views.demo import demo_is_open
from huitou.core import clock
from huitou.core.deadlines import sweep_deadlines

STEPS = (1, 12, 48, 168)


@require_http_methods(["GET", "POST"])
def clock_page(request: HttpRequest) -> HttpResponse:
    """Show the demo's present; on POST move it `hours` forward and let every deadline that has passed speak."""
    if not demo_is_open(request):
        raise Http404
    if request.method == "POST":
        hours = next((step for step in STEPS if request.POST.get("hours") == str(step)), None)
        if hours is None:
            raise Http404
        clock.shift(timedelta(hours=hours))
        decided = sweep_deadlines(at=clock.now())
        said = ngettext(
            "The clock has moved on. Silence decided %(count)s case.",
            "The clock has moved on. Silence decided %(count)s cases.",
            decided,
        )
        messages.success(request, said % {"count": decided})
        return redirect("demo_clock")
    steps = [(step, _later(step)) for step in STEPS]
    return render(request, "core/demo_clock.html", {"now": clock.now(), "steps": steps})


def _later(step: int) -> str:
    if step >= 48:
        return _("%(count)s days later") % {"count": step // 24}
    return ngettext("%(count)s hour later", "%(count)s hours later", step) % {"count": step}
