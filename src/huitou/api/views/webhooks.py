"""The doors for webhooks of providers. Raw bytes in, the provider's answer out.

Payment providers at `/hooks/<gateway>/<shop>/`, those who tell of parcels at `/hooks/carriers/<shop>/<source>/`, those
who carry messages at `/hooks/messages/<shop>/<channel>/`.

They believe nothing before the provider's own signature was checked, and the work is done in a job.
"""

from functools import partial
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from huitou.core import clock
from huitou.core.errors import NotFound
from huitou.core.models import Shop
from huitou.core.webhooks import Called, HookAnswer
from huitou.notifications import hooks as of_channels
from huitou.parcels import hooks as of_carriers
from huitou.refunds import hooks as of_gateways


class TakeIn(Protocol):
    """Checks the signature, keeps the call once, starts the job. Raises NotFound for a provider that is not here."""

    def __call__(self, *, code: str, shop_id: UUID, called: Called) -> HookAnswer: ...


@csrf_exempt
@require_POST
def gateway_hook(request: HttpRequest, gateway: str, shop: str) -> HttpResponse:
    """A payment provider's call."""
    return _taken_in(request, shop, gateway, of_gateways.take_in, of_gateways.LARGEST_BODY)


@csrf_exempt
@require_POST
def carrier_hook(request: HttpRequest, shop: str, source: str) -> HttpResponse:
    """A call of a carrier, or of whoever tells of its parcels."""
    return _taken_in(request, shop, source, of_carriers.take_in, of_carriers.LARGEST_BODY)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def channel_hook(request: HttpRequest, shop: str, channel: str) -> HttpResponse:
    """A call of somebody who carries messages; some try the address out with a GET first."""
    take_in = partial(of_channels.take_in, greeting=request.method == "GET")
    return _taken_in(request, shop, channel, take_in, of_channels.LARGEST_BODY)


def _taken_in(request: HttpRequest, shop: str, code: str, take_in: TakeIn, largest: int) -> HttpResponse:
    """A shop or a provider that is not here, and one that sends no calls, look the same."""
    found = Shop.objects.filter(slug=shop).first()
    if found is None:
        return HttpResponse(status=404)
    body = request.read(largest + 1)
    if len(body) > largest:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    url = f"{settings.HUITOU_PUBLIC_URL}{request.get_full_path()}"
    called = Called(headers, body, clock.now(), url, request.META.get("QUERY_STRING", ""))
    try:
        answer = take_in(code=code, shop_id=found.pk, called=called)
    except NotFound:
        return HttpResponse(status=404)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
