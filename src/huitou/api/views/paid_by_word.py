"""What a shop's silence says to a buyer's “I have paid”: read and set. The same verb as the desk's page."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.paid_by_word import SilenceLimitIn, SilenceLimitOut, silence_limit_out
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden
from huitou.orders.queries import silence_limit
from huitou.orders.verbs import set_silence_limit
from huitou.orders.verbs.take_word import WordLimitInvalid

router = Router()


@router.get("/silence-limit", response=answers(200, SilenceLimitOut), summary="What silence confirms")
@refuses(Forbidden)
def show_silence_limit(request: HttpRequest) -> dict[str, Any]:
    """Up to which sum of an order two working days of silence say that the buyer's payment by hand has come."""
    caller = who(request)
    caller.actor.require("settings.view")
    return _limit(caller)


@router.put("/silence-limit", response=answers(200, SilenceLimitOut), summary="Set what silence confirms")
@refuses(Forbidden, WordLimitInvalid)
@idempotent(required=False)
def put_silence_limit(request: HttpRequest, body: SilenceLimitIn) -> dict[str, Any]:
    """Counts for words that are said from now on; `silence_counts` of a change, exchange or repair tells it."""
    caller = who(request)
    set_silence_limit(up_to_minor=body.up_to_minor, actor=caller.actor, at=caller.at)
    return _limit(caller)


def _limit(caller: Caller) -> dict[str, Any]:
    with reading(caller):
        return silence_limit_out(silence_limit(caller.shop.pk))
