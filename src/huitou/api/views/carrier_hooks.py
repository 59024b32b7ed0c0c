"""The one door for pushes of those who tell of parcels: `/hooks/carriers/<shop>/<source>/`.

Raw bytes in, the source's answer out. It believes nothing before the source's own signature was checked, and works in
a job.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huitou.core import clock
from huitou.core.errors import NotFound
from huitou.core.models import Shop
from huitou.parcels.carriers.protocol import Called
from huitou.parcels.hooks import LARGEST_BODY, take_in


@csrf_exempt
@require_POST
def carrier_hook(request: HttpRequest, shop: str, source: str) -> HttpResponse:
    """Take a call in. A shop or a source that is not here, and one that sends no calls, look the same."""
    found = Shop.objects.filter(slug=shop).first()
    if found is None:
        return HttpResponse(status=404)
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        answer = take_in(code=source, shop_id=found.pk, called=Called(headers, body, clock.now()))
    except NotFound:
        return HttpResponse(status=404)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
