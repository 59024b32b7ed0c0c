"""The policy inside the shop's own pages: as a frame that only the shop's domain may hold, without any cookie.

`embed.js` is one script tag that puts the frame where it stands and keeps its height. Open to everybody, read only.
"""

import json
import re
from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from huitou.accounts.domains.addresses import page_url
from huitou.core.tenancy import in_shop
from huitou.policies.pages import render_policy
from huitou.policies.queries import document_of, version_in_force
from huitou.policies.summary import summary_of
from huitou.portal.embedding import ancestors_of, language_for
from huitou.portal.visit import Visit, portal_view

COUNTRY = re.compile(r"[A-Z]{2}")
LONGEST_REGION = 120
MINUTES = "public, max-age=300"


@require_safe
@portal_view
def embed(visit: Visit) -> HttpResponseBase:
    """The policy in force in `?lang=`; `?part=summary`: its short form for `delivery`, `country` and `region`."""
    asked = visit.request.GET
    language = language_for(asked.get("lang", ""), visit.shop.locale)
    with in_shop(visit.shop):
        version = version_in_force(visit.shop, visit.at)
        document = document_of(version) if version is not None else None
    with translation.override(language):
        context: dict[str, object] = {"language": language, "version": version}
        if document is not None and asked.get("part") == "summary":
            country = asked.get("country", "").upper()
            context["summary"] = summary_of(
                document,
                language,
                delivery=_day(asked.get("delivery", "")),
                country=country if COUNTRY.fullmatch(country) else "",
                region=asked.get("region", "")[:LONGEST_REGION],
            )
        elif version is not None:
            context["policy"] = render_policy(version, language)
        response = visit.render("portal/policies/embed.html", context)
    response["Cache-Control"] = MINUTES
    # The directive says who may hold it; the older header cannot name anybody.
    response.xframe_options_exempt = True
    response._csp_replace = {"frame-ancestors": ancestors_of(visit.shop.domain)}  # type: ignore[attr-defined]
    return response


@require_safe
@portal_view
def embed_script(visit: Visit) -> HttpResponseBase:
    """The script that a shop puts into its page: it makes the frame and follows its height."""
    address = page_url(visit.shop, reverse("portal:policy_embed", args=[visit.shop.slug]))
    response = HttpResponse(
        SCRIPT.replace("ADDRESS", json.dumps(address)), content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = MINUTES
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# The frame is found again by its own window, so that several on one page do not mix up their heights.
SCRIPT = """(() => {
  const tag = document.currentScript, address = new URL(ADDRESS);
  for (const name of ["part", "lang", "delivery", "country", "region"])
    if (tag.dataset[name]) address.searchParams.set(name, tag.dataset[name]);
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = tag.dataset.title || "Returns and refunds";
  frame.loading = "lazy";
  frame.style.cssText = "border:0;inline-size:100%;block-size:" + (tag.dataset.part === "summary" ? 96 : 480) + "px";
  addEventListener("message", (event) => {
    const height = event.data && event.data.huitouHeight;
    if (event.source === frame.contentWindow && event.origin === address.origin && Number.isInteger(height))
      frame.style.blockSize = Math.min(Math.max(height, 24), 20000) + "px";
  });
  tag.after(frame);
})();
"""
