"""The one door for webhooks of payment providers: `/hooks/<gateway>/<shop>/`. Raw bytes in, the provider's answer out.

Called by providers. It believes nothing before the gateway's own signature was checked, and works in a job.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huitou.core import clock
from huitou.core.errors import NotFound
from huitou.core.models import Shop
from huitou.refunds.gateways.notices import Called
from huitou.refunds.hooks import LARGEST_BODY, take_in


@csrf_exempt
@require_POST
def gateway_hook(request: HttpRequest, gateway: str, shop: str) -> HttpResponse:
    """Take a provider's call in. A shop or a gateway that is not here, and one that sends no calls, look the same."""
    found = Shop.objects.filter(slug=shop).first()
    if found is None:
        return HttpResponse(status=404)
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        answer = take_in(code=gateway, shop_id=found.pk, called=Called(headers, body, clock.now()))
    except NotFound:
        return HttpResponse(status=404)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
