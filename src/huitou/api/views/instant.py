"""Instant refunds: the shop's rules, a buyer's standing, and what was paid ahead, acted on."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import OF_ADVANCES, refuses
from huitou.api.schemas.instant import (
    AdvanceOut,
    AdvancePage,
    InstantRulesIn,
    InstantRulesOut,
    StandingOut,
    advance_out,
    rules_out,
    standing_out,
)
from huitou.api.views.common import answers, who
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.core.actions import available
from huitou.core.actors import Role
from huitou.core.errors import Forbidden, NotFound
from huitou.instant.access import access_advance, rules_of_shop, visible_advances
from huitou.instant.histories import history_of
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance
from huitou.instant.standing import standing
from huitou.instant.values import values_of
from huitou.instant.verbs import set_rules
from huitou.instant.verbs.set_rules import InstantRulesInvalid
from huitou.orders.access import access_customer

router = Router()


@router.get("/instant/rules", response=answers(200, InstantRulesOut), summary="Show the rules for instant refunds")
@refuses(Forbidden)
def show_instant_rules(request: HttpRequest) -> dict[str, Any]:
    """What the shop may lose in a month, on whom and what, and where the threshold stands."""
    caller = who(request)
    caller.actor.require("settings.view")
    with reading(caller):
        return rules_out(rules_of_shop(caller.shop.pk), caller.shop.currency)


@router.post("/instant/rules", response=answers(200, InstantRulesOut), summary="Set the rules for instant refunds")
@refuses(Forbidden, InstantRulesInvalid)
@idempotent(required=False)
def set_instant_rules(request: HttpRequest, body: InstantRulesIn) -> dict[str, Any]:
    """They count for returns that are agreed from now on; the budget for this month already."""
    caller = who(request)
    rules = set_rules(**body.model_dump(), actor=caller.actor, at=caller.at)
    return rules_out(rules, caller.shop.currency)


@router.get("/customers/{uuid:customer}/standing", response=answers(200, StandingOut), summary="Show a standing")
@refuses(Forbidden)
def show_standing(request: HttpRequest, customer: UUID) -> dict[str, Any]:
    """The buyer's points with their reasons. They decide how soon a refund is paid, and nothing else."""
    caller = who(request)
    with reading(caller):
        found = access_customer(caller.actor, customer)
        if caller.actor.role != Role.BUYER:
            caller.actor.require("instant.view")
        elif caller.actor.order_ids is not None:
            raise NotFound()
        return standing_out(standing(history_of(found.pk, caller.at)))


def _whole(caller: Caller, advance: Advance) -> dict[str, Any]:
    actions = available(ADVANCE, advance, caller.actor, values_of(advance, caller.shop, caller.at))
    return advance_out(advance, caller, actions)


add_operations(
    router,
    Rows(
        machine="advance",
        path="advances",
        visible=visible_advances,
        access=access_advance,
        brief=advance_out,
        whole=_whole,
        out=AdvanceOut,
        page_out=AdvancePage,
        refusals=OF_ADVANCES,
        lists=Operation(
            id="list_advances",
            summary="List instant refunds",
            told="What was promised or paid ahead of goods, newest first.",
        ),
        shows=Operation(
            id="show_advance", summary="Show an instant refund", told="The advance with what the caller can do now."
        ),
        acts=Operation(
            id="act_on_advance",
            summary="Act on an instant refund",
            told="Take one of its actions, for instance `object`, `record_payment`, `waive`.",
        ),
    ),
)
