"""The living page of the design system: every component in all its states, in the reader's language.

Public, shows samples only, reads no database row. The words and figures stand in `styleguide_samples`.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huitou.core import clock
from huitou.core.views.styleguide_forms import SampleForm
from huitou.core.views.styleguide_samples import samples


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components on one page; `?parts=errors` shows the forms as they come back."""
    form = SampleForm({"email": "mei@example", "quantity": "4"}) if request.GET.get("parts") == "errors" else SampleForm()
    return render(request, "styleguide/index.html", {**samples(clock.now()), "form": form})
