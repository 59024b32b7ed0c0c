"""The door for what insurers tell us: signature over the raw request, the row, an answer; the work is a job's.

No token: an insurer has none. A forged notice and an insurer that is not set up change nothing.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from huitou.core import clock
from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.insurance.insurers.registry import insurer
from huitou.insurance.verbs import keep_notice

LARGEST = 64 * 1024


@csrf_exempt
@require_http_methods(["GET", "POST"])
def insurer_notice(request: HttpRequest, shop: str, code: str) -> HttpResponseBase:
    """POST: a notice. GET: the insurer tries the address out, and gets its word back."""
    at = clock.now()
    row = Shop.objects.filter(slug=shop).first()
    if row is None:
        return _said("no such shop", 404)
    try:
        adapter = insurer(code)
    except HuitouError:
        return _said("this insurer is not set up", 503)
    try:
        if request.method == "GET":
            return _said(adapter.confirm_address(request.GET.dict(), at), 200)
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return _said("too large", 413)
        body = request.body
        notice = adapter.read_notice(request.GET.dict(), body, at)
        actor = Actor(role=Role.GATEWAY, shop_id=row.pk, id=f"insurer:{code}")
        keep_notice(insurer=code, notice=notice, body=body, actor=actor, at=at)
    except HuitouError as error:
        return _said(error.code, error.status)
    return _said("success", 200)


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
