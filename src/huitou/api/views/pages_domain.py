"""A shop's own domain for its buyers' pages: read, wanted, looked at, given up. The same verbs as the desk's page."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huitou.accounts.domains.look_now import WANT_BY_SHOP, look_now
from huitou.accounts.domains.names import (
    DomainIsAddress,
    DomainOurs,
    DomainTooHigh,
    DomainUnfit,
    DomainUnreachable,
)
from huitou.accounts.limits import TooManyTries, count
from huitou.accounts.models import PagesDomain
from huitou.accounts.verbs import give_up_domain, want_domain
from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.pages_domain import DomainIn, DomainsOut, domains_out
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden, NotFound
from huitou.core.models import Shop

router = Router()


def _count(caller: Caller, _path: dict[str, Any]) -> None:
    caller.actor.require("settings.edit")
    count([(WANT_BY_SHOP, str(caller.actor.shop_id))], at=caller.at)


def _look(caller: Caller, _path: dict[str, Any]) -> None:
    """Outside of the call's transaction: it asks the net."""
    look_now(actor=caller.actor, at=caller.at)


@router.get("/pages-domain", response=answers(200, DomainsOut), summary="The domain of the buyers' pages")
@refuses(Forbidden)
def show_pages_domain(request: HttpRequest) -> dict[str, Any]:
    """Where the shop's pages are, the domains that it has or wants, and the records that prove them."""
    caller = who(request)
    caller.actor.require("settings.view")
    return _domains(caller)


@router.put("/pages-domain", response=answers(200, DomainsOut), summary="Want a domain")
@refuses(Forbidden, DomainUnfit, DomainIsAddress, DomainOurs, DomainTooHigh, DomainUnreachable, TooManyTries)
@idempotent(required=False, before=_count)
def want_pages_domain(request: HttpRequest, body: DomainIn) -> dict[str, Any]:
    """Want this host for the pages. The one in use stays until the records of the new one are there."""
    caller = who(request)
    caller.actor.require("settings.edit")
    want_domain(host=body.host, actor=caller.actor, at=caller.at)
    return _domains(caller)


@router.post("/pages-domain/look", response=answers(200, DomainsOut), summary="Look for the records now")
@refuses(Forbidden, NotFound, TooManyTries)
@idempotent(required=False, before=_look)
def look_at_pages_domain(request: HttpRequest) -> dict[str, Any]:
    """Ask DNS now instead of at the next look. It may take some seconds."""
    return _domains(who(request))


@router.delete("/pages-domain", response=answers(200, DomainsOut), summary="Give a domain up")
@refuses(Forbidden, NotFound)
@idempotent(required=False)
def give_up_pages_domain(request: HttpRequest, host: str) -> dict[str, Any]:
    """The pages are at the installation's address again, and another shop may prove the host."""
    caller = who(request)
    give_up_domain(host=host, actor=caller.actor, at=caller.at)
    return _domains(caller)


def _domains(caller: Caller) -> dict[str, Any]:
    with reading(caller):
        shop = Shop.objects.get(pk=caller.shop.pk)
        return domains_out(shop, list(PagesDomain.objects.order_by("claimed_at", "pk")))
