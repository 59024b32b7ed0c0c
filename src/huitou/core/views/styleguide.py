"""The living page of the design system: every component in all its states, in the reader's language.

Public, shows samples only, reads no database row. The words and figures stand in `styleguide_samples`.
"""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from huitou.core import clock
from huitou.core.views.styleguide_forms import SampleForm
from huitou.core.views.styleguide_samples import samples


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components on one page; `?parts=errors` shows the forms as they come back."""
    sent = {"email": "mei@example"} if request.GET.get("parts") == "errors" else None
    form = SampleForm(sent)
    shown = samples(clock.now())
    with timezone.override(ZoneInfo(shown["shop"].timezone)):
        return render(request, "styleguide/index.html", {**shown, "form": form})
