"""The short way from a short message to its parcel: by the number alone, so it shows nothing of the buyer."""

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huitou.core.actors import system_actor
from huitou.news.verbs import note_opened
from huitou.portal.visit import Visit, portal_view


@require_safe
@portal_view
def news(visit: Visit, ref: str) -> HttpResponseBase:
    """On to the parcel; a reference that there is not leads to where one types a number."""
    number = note_opened(ref=ref[:16], actor=system_actor(visit.shop.pk), at=visit.at)
    asked = f"?{urlencode({'number': number})}" if number else ""
    return redirect(f"{reverse('portal:track', args=[visit.shop.slug])}{asked}")
