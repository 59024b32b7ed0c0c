"""Money on its way back: shown, and acted on where it needs a person."""

from typing import Any

from ninja import Router

from huitou.api.auth import Caller
from huitou.api.refusals import OF_REFUNDS
from huitou.api.schemas.refunds import RefundPage, WholeRefundOut, whole_refund_out, with_what_it_is_of
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.core.actions import available
from huitou.refunds.access import access_refund, visible_refunds
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.values import values_of

router = Router()


def _whole(caller: Caller, refund: Refund) -> dict[str, Any]:
    shown = with_what_it_is_of(visible_refunds(caller.actor)).get(pk=refund.pk)
    return whole_refund_out(shown, caller, available(REFUND, refund, caller.actor, values_of(refund, caller.at)))


add_operations(
    router,
    Rows(
        machine="refund",
        path="refunds",
        visible=lambda actor: with_what_it_is_of(visible_refunds(actor)),
        access=access_refund,
        brief=whole_refund_out,
        whole=_whole,
        out=WholeRefundOut,
        page_out=RefundPage,
        refusals=OF_REFUNDS,
        opened_by="requested_at",
        lists=Operation(
            id="list_refunds",
            summary="List refunds",
            told="The refunds that the caller may see, newest first.",
        ),
        shows=Operation(id="show_refund", summary="Show a refund", told="The refund with what the caller can do now."),
        acts=Operation(
            id="act_on_refund",
            summary="Act on a refund",
            told="Take one of the refund's actions, for instance `retry`.",
        ),
    ),
)
