"""The tracking inside the shop's own pages: a frame that only the shop's domain may hold, without any cookie.

`embed.js` is one script tag that puts the frame where it stands and keeps its height. It shows what a number alone
shows; a buyer who wants more is led to the shop's pages here.
"""

import json

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from huitou.accounts.domains.addresses import page_url
from huitou.accounts.limits import TooManyTries
from huitou.portal.embedding import ancestors_of, language_for
from huitou.portal.forms.tracking import NumberForm
from huitou.portal.views.parcels.track import numbered
from huitou.portal.visit import Visit, portal_view

MINUTES = "public, max-age=300"


@require_safe
@portal_view
def track_embed(visit: Visit) -> HttpResponseBase:
    """The form in `?lang=`, and with `?number=` the parcel."""
    asked = visit.request.GET
    with translation.override(language_for(asked.get("lang", ""), visit.shop.locale)):
        form = NumberForm({"number": asked["number"]} if asked.get("number") else None)
        context: dict[str, object] = {"language": translation.get_language(), "form": form, "parcels": []}
        status = 200
        if form.is_bound:
            status = 422
            if form.is_valid():
                try:
                    shown = numbered(visit, form.cleaned_data["number"])
                    context |= {"asked": True, "parcels": shown, "single": len(shown) == 1}
                    context["number"] = form.cleaned_data["number"]
                    status = 200
                except TooManyTries as error:
                    form.add_error(None, error.text)
                    status = error.status
        response = visit.render("portal/parcels/embed.html", context, status=status)
    # The directive says who may hold it; the older header cannot name anybody.
    response.xframe_options_exempt = True
    response._csp_replace = {"frame-ancestors": ancestors_of(visit.shop.domain)}  # type: ignore[attr-defined]
    return response


@require_safe
@portal_view
def track_embed_script(visit: Visit) -> HttpResponseBase:
    """The script that a shop puts into its page: it makes the frame, passes a `?number=` on, and follows its height."""
    address = page_url(visit.shop, reverse("portal:track_embed", args=[visit.shop.slug]))
    response = HttpResponse(
        SCRIPT.replace("ADDRESS", json.dumps(address)), content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = MINUTES
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


# The frame is found again by its own window. A link in the shop's mails may carry the number to the shop's own page.
SCRIPT = """(() => {
  const tag = document.currentScript, address = new URL(ADDRESS);
  const number = tag.dataset.number || new URLSearchParams(location.search).get("number");
  if (number) address.searchParams.set("number", number.slice(0, 200));
  if (tag.dataset.lang) address.searchParams.set("lang", tag.dataset.lang);
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = tag.dataset.title || "Parcel tracking";
  frame.style.cssText = "border:0;inline-size:100%;block-size:" + (number ? 420 : 180) + "px";
  addEventListener("message", (event) => {
    const height = event.data && event.data.huitouHeight;
    if (event.source === frame.contentWindow && event.origin === address.origin && Number.isInteger(height))
      frame.style.blockSize = Math.min(Math.max(height, 24), 20000) + "px";
  });
  tag.after(frame);
})();
"""
