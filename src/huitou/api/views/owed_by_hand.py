"""What buyers paid by hand and get back: listed, shown, written down as given back or as never come.

The same verbs and rights as the desk's page.
"""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.owed_by_hand import OwedOut, OwedPage, VoucherIn, owed_out
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden, NotFound
from huitou.orders.access import access_owed, visible_owed
from huitou.orders.models import OwedByHand
from huitou.orders.verbs import pay_back_by_hand, strike_by_hand
from huitou.orders.verbs.owe_by_hand import ReceiptConfirmed, SettledByHand, VoucherMissing

router = Router()


@router.get("/owed-by-hand", response=answers(200, OwedPage), summary="List what is owed by hand")
def list_owed(
    request: HttpRequest,
    state: Literal["owed", "settled"] | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """What the caller may see, newest first; `state=owed` is what is still to be given back."""
    caller = who(request)
    with reading(caller):
        rows = visible_owed(caller.actor).select_related("order")
        if state is not None:
            rows = rows.filter(settled_at__isnull=state == "owed")
        found, following = page(rows, by="owed_at", cursor=cursor, limit=limit)
        return {"items": [owed_out(row) for row in found], "next": following}


@router.get("/owed-by-hand/{ref}", response=answers(200, OwedOut), summary="Show what is owed by hand")
@refuses(NotFound)
def show_owed(request: HttpRequest, ref: str) -> dict[str, Any]:
    """By the reference of the change, exchange or repair for which it was paid."""
    caller = who(request)
    with reading(caller):
        return owed_out(access_owed(caller.actor, ref))


@router.post("/owed-by-hand/{ref}/given-back", response=answers(200, OwedOut), summary="It was given back")
@refuses(NotFound, Forbidden, VoucherMissing, SettledByHand)
@idempotent(required=True)
def give_back_owed(request: HttpRequest, ref: str, body: VoucherIn) -> dict[str, Any]:
    """A person of the shop has given it back; `voucher` says how one sees that. The buyer is told."""
    caller = who(request)
    pay_back_by_hand(owed=_found(caller, ref).pk, voucher=body.voucher, actor=caller.actor, at=caller.at)
    return _whole(caller, ref)


@router.post("/owed-by-hand/{ref}/never-came", response=answers(200, OwedOut), summary="It had never come")
@refuses(NotFound, Forbidden, VoucherMissing, SettledByHand, ReceiptConfirmed)
@idempotent(required=True)
def strike_owed(request: HttpRequest, ref: str, body: VoucherIn) -> dict[str, Any]:
    """Only where nobody of the shop had confirmed it, by who resolves refunds. The buyer is told."""
    caller = who(request)
    strike_by_hand(owed=_found(caller, ref).pk, voucher=body.voucher, actor=caller.actor, at=caller.at)
    return _whole(caller, ref)


def _found(caller: Caller, ref: str) -> OwedByHand:
    with reading(caller):
        return access_owed(caller.actor, ref)


def _whole(caller: Caller, ref: str) -> dict[str, Any]:
    with reading(caller):
        return owed_out(access_owed(caller.actor, ref))
