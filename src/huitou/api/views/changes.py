"""Changes of orders: previewed, asked for, shown and acted on. A shop's own system polls the list."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router
from ninja.responses import Status

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import OF_ASKING_CHANGES, OF_CHANGES, OF_PREVIEWING_CHANGES, refuses
from huitou.api.schemas.changes import ChangeIn, ChangeOut, ChangePage, ChangePreview, change_out
from huitou.api.schemas.common import Amount
from huitou.api.views.common import act, answers, who
from huitou.changes.access import access_change, rules_of_shop, visible_changes
from huitou.changes.judging import AddressIncomplete, demand_served, judge_cancellation, whereabouts
from huitou.changes.machine import ADDRESS, ORDER_CHANGE
from huitou.changes.models import ChangeLine, NewAddress, OrderChange
from huitou.changes.planning import delivery_difference, plan_address, plan_cancellation
from huitou.changes.tries import count_try
from huitou.changes.values import values_of
from huitou.changes.verbs import ask_for_address, ask_for_cancellation
from huitou.changes.verbs.ask import chosen_pieces, demand_open
from huitou.core.actions import available
from huitou.core.errors import NotFound
from huitou.orders.access import access_order
from huitou.orders.queries import silence_counts, silence_limit

router = Router()


def _counted(caller: Caller, path: dict[str, Any]) -> None:
    """A buyer's attempt, counted whatever becomes of it. Raises TooManyTries."""
    count_try(path.get("action", "ask"), caller.actor, at=caller.at)


@router.get("/changes", response=answers(200, ChangePage), summary="List changes of orders")
@refuses(NotFound)
def list_changes(
    request: HttpRequest, state: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The changes that the caller may see, newest first. With their lines by SKU: what a stock keeper must know."""
    caller = who(request)
    with reading(caller):
        rows = visible_changes(caller.actor).select_related("order", "case")
        found, following = page(rows.filter(state=state) if state else rows, by="opened_at", cursor=cursor, limit=limit)
        lines: dict[Any, list[ChangeLine]] = {}
        for line in ChangeLine.objects.filter(change__in=found).select_related("order_line"):
            lines.setdefault(line.change_id, []).append(line)
        return {
            "items": [change_out(row, caller, lines=lines.get(row.pk)) for row in found],
            "next": following,
        }


@router.post("/changes/preview", response=answers(200, ChangePreview), summary="Preview a change")
@refuses(*OF_PREVIEWING_CHANGES)
def preview_change(request: HttpRequest, body: ChangeIn) -> dict[str, Any]:
    """What would happen if the same body were posted to `/changes`. Writes nothing."""
    caller = who(request)
    with reading(caller):
        order = access_order(caller.actor, body.order)
        goods, difference = whereabouts(order), 0
        demand_open(order, goods)
        if body.kind == ADDRESS:
            if body.address is None:
                raise AddressIncomplete()
            demand_served(order, body.address.region, body.address.city)
            plan, refund = plan_address(order, goods, caller.actor), None
            difference = delivery_difference(order, goods, body.address.model_dump())
        else:
            judgement = judge_cancellation(order, chosen_pieces(goods, _lines(body)), caller.at)
            plan = plan_cancellation(goods, judgement, caller.actor)
            refund = Amount.of(judgement.sheet.total_minor, order.currency)
        return {
            "next": plan.code,
            "silence_agrees": plan.silence_agrees,
            "has_left": goods.all_left,
            "refund": refund,
            "difference": Amount.of(difference, order.currency),
            "how_to_pay": rules_of_shop(caller.shop.pk).how_to_pay if difference > 0 else "",
        }


@router.post("/changes", response=answers(201, ChangeOut), summary="Ask for a change")
@refuses(*OF_ASKING_CHANGES)
@idempotent(required=True, before=_counted)
def create_change(request: HttpRequest, body: ChangeIn) -> Status[Any]:
    """Ask that an order goes elsewhere, or cancel it or a part of it."""
    caller = who(request)
    if body.kind == ADDRESS:
        if body.address is None:
            raise AddressIncomplete()
        address = body.address.model_dump()
        change = ask_for_address(
            order=body.order,
            address=address,
            seen_difference_minor=body.seen_difference_minor,
            actor=caller.actor,
            at=caller.at,
        )
    else:
        change = ask_for_cancellation(
            order=body.order, reason=body.reason, lines=_lines(body), way=body.way, actor=caller.actor, at=caller.at
        )
    with reading(caller):
        return Status(201, _whole(caller, change))


@router.get("/changes/{ref}", response=answers(200, ChangeOut), summary="Show a change")
def show_change(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The change with its address or lines, and what the caller can do now."""
    caller = who(request)
    with reading(caller):
        return _whole(caller, access_change(caller.actor, ref))


@router.post("/changes/{ref}/actions/{action}", response=answers(200, ChangeOut), summary="Act on a change")
@refuses(*OF_CHANGES)
@idempotent(required=True, before=_counted)
def act_on_change(
    request: HttpRequest,
    ref: str,
    action: str,
    body: dict[str, Any] = Body(default_factory=dict),  # type: ignore[type-arg]  # noqa: B008
) -> dict[str, Any]:
    """Take one of the change's actions, for instance `agree`, `refuse_at_door`, `resend`."""
    caller = who(request)
    change = act(caller, "order_change", action, ref, body)
    with reading(caller):
        return _whole(caller, change)


def _lines(body: ChangeIn) -> dict[Any, int] | None:
    return None if body.lines is None else {one.line: one.quantity for one in body.lines}


def _whole(caller: Caller, change: OrderChange) -> dict[str, Any]:
    actions = available(ORDER_CHANGE, change, caller.actor, values_of(change, caller.shop, caller.at))
    out = change_out(
        change,
        caller,
        address=NewAddress.objects.filter(change=change).first(),
        lines=list(change.lines.select_related("order_line").order_by("order_line_id")),
        actions=actions,
    )
    if change.state == "awaiting_difference":
        out["silence_counts"] = silence_counts(change, change.difference, silence_limit(caller.shop.pk))
    return out
