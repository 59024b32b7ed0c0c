"""Chargebacks: shown, answered, and what the bank decided written down."""

from typing import Any

from ninja import Router

from huitou.api.auth import Caller
from huitou.api.refusals import OF_CHARGEBACKS
from huitou.api.schemas.chargebacks import ChargebackOut, ChargebackPage, chargeback_out
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.core.actions import available
from huitou.refunds.access import access_chargeback, visible_chargebacks
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.chargeback_words import values_of
from huitou.refunds.models import Chargeback

router = Router()


def _whole(caller: Caller, chargeback: Chargeback) -> dict[str, Any]:
    actions = available(CHARGEBACK, chargeback, caller.actor, values_of(chargeback, caller.at))
    return chargeback_out(chargeback, caller, actions)


add_operations(
    router,
    Rows(
        machine="chargeback",
        path="chargebacks",
        visible=lambda actor: visible_chargebacks(actor).select_related("order"),
        access=access_chargeback,
        brief=chargeback_out,
        whole=_whole,
        out=ChargebackOut,
        page_out=ChargebackPage,
        refusals=OF_CHARGEBACKS,
        lists=Operation(
            id="list_chargebacks",
            summary="List chargebacks",
            told="The newest first; `state=opened` is what waits for the shop's evidence. A matter of shop and bank: "
            "nobody else sees one.",
        ),
        shows=Operation(
            id="show_chargeback",
            summary="Show a chargeback",
            told="With the bank's reason and date, its fee, and what the caller can do now.",
        ),
        acts=Operation(
            id="act_on_chargeback",
            summary="Act on a chargeback",
            told="Take one of its actions, for instance `send_evidence`, `record_evidence`, `concede`, `record_win`.",
        ),
    ),
)
