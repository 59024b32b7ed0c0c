"""The shop's label, for its buyer alone: the file, the code for the counter, and the label on a sheet of its own."""

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.cases.access import access_case
from huitou.core.errors import NotFound
from huitou.logistics.labels import label_of
from huitou.portal.visit import Visit, portal_view

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@require_safe
@portal_view
def label(visit: Visit, ref: str) -> HttpResponseBase:
    """To print or to show; it is the shop's or a carrier's file, so the browser may do nothing else with it.

    `?part=code`: the picture that the counter scans. `?part=picture`: the label as a picture within our own page.
    `?part=print`: that page.
    """
    part = visit.request.GET.get("part", "")
    with visit.reading() as buyer:
        case = access_case(buyer, ref)
        goods = case.goods_return
        found = label_of(goods, visit.at) if goods is not None else None
        content = b"" if found is None else bytes(found.counter if part == "code" else found.content)
        if goods is None or found is None or not content:
            raise NotFound()
        media_type = "image/png" if part == "code" else found.media_type
        shown = media_type.startswith("image/")
        if part == "print" and shown:
            return visit.render("portal/cases/label_print.html", {"case": case, "goods": goods, "label": found})
        response = HttpResponse(content, content_type=media_type)
    kind = "inline" if part in ("code", "picture") and shown else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{goods.ref}.{ENDINGS[media_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
