"""Disputes: shown, acted on by both sides and the platform, assigned, compared with past rulings."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import ASSIGNING, OF_DISPUTES, refuses
from huitou.api.schemas.disputes import (
    AssignmentIn,
    DisputeOut,
    DisputePage,
    PrecedentsOut,
    dispute_brief,
    dispute_out,
    precedents_out,
)
from huitou.api.views.common import act, answers, who
from huitou.cases.disputes.access import access_dispute, visible_disputes
from huitou.cases.disputes.conflicts import (
    CLOSES_THE_FILE,
    ConflictOfInterest,
    conflict_of,
    may_see_files,
)
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.precedents import precedents_for
from huitou.cases.disputes.values import values_of
from huitou.cases.disputes.verbs import declare_conflict, hand_over_dispute, take_dispute
from huitou.cases.disputes.view import view_of
from huitou.cases.models import Dispute
from huitou.cases.queries.queue import waiting_states
from huitou.core.actions import available
from huitou.core.actors import Role
from huitou.core.errors import Forbidden, NotFound

router = Router()


@router.get("/disputes", response=answers(200, DisputePage), summary="List disputes")
@refuses(NotFound)
def list_disputes(
    request: HttpRequest,
    state: str | None = None,
    waiting_on: Role | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """The disputes that the caller may see, newest first; by state, by whose turn it is."""
    caller = who(request)
    with reading(caller):
        rows = visible_disputes(caller.actor).select_related("case")
        if not may_see_files(caller.actor, caller.shop):
            rows = rows.none()
        if state:
            rows = rows.filter(state=state)
        if waiting_on:
            rows = rows.filter(state__in=waiting_states(DISPUTE, waiting_on))
        found, following = page(rows, by="opened_at", cursor=cursor, limit=limit)
        return {"items": [dispute_brief(dispute, caller) for dispute in found], "next": following}


@router.get("/disputes/{ref}", response=answers(200, DisputeOut), summary="Show a dispute")
@refuses(ConflictOfInterest)
def show_dispute(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The dispute with its rulings and proposals and what the caller can do now."""
    caller = who(request)
    with reading(caller):
        return _whole(caller, _access(caller, ref))


@router.post("/disputes/{ref}/actions/{action}", response=answers(200, DisputeOut), summary="Act on a dispute")
@refuses(*OF_DISPUTES)
@idempotent(required=True)
def act_on_dispute(
    request: HttpRequest,
    ref: str,
    action: str,
    body: dict[str, Any] = Body(default_factory=dict),  # type: ignore[type-arg]  # noqa: B008
) -> dict[str, Any]:
    """Take one of the dispute's actions, for instance `rest`, `answer`, `rule`, `accept_proposal`, `appeal`."""
    caller = who(request)
    dispute = act(caller, "dispute", action, ref, body)
    with reading(caller):
        return _whole(caller, dispute)


@router.post("/disputes/{ref}/assignment", response=answers(200, DisputeOut), summary="Take or hand over")
@refuses(*ASSIGNING)
@idempotent(required=False)
def assign_dispute(request: HttpRequest, ref: str, body: AssignmentIn) -> dict[str, Any]:
    """Take the dispute, give it to another arbitrator or back to the queue, or declare an interest in it."""
    caller = who(request)
    given: dict[str, Any] = {"dispute": ref, "actor": caller.actor, "at": caller.at}
    if body.what == "take":
        dispute = take_dispute(**given)
    elif body.what == "hand_over":
        dispute = hand_over_dispute(**given, to=body.to)
    else:
        dispute = declare_conflict(**given)
    with reading(caller):
        return _whole(caller, dispute)


@router.get("/disputes/{ref}/precedents", response=answers(200, PrecedentsOut), summary="Rulings like this one")
@refuses(Forbidden, ConflictOfInterest)
def show_precedents(request: HttpRequest, ref: str) -> dict[str, Any]:
    """What was ruled with the same reason, the most alike first. For those who rule."""
    caller = who(request)
    with reading(caller):
        dispute = _access(caller, ref)
        caller.actor.require("disputes.rule")
        return precedents_out(precedents_for(dispute))


def _access(caller: Caller, ref: str) -> Dispute:
    """The dispute, unless the caller has an interest in it that closes the file."""
    dispute: Dispute = access_dispute(caller.actor, ref)
    conflict = conflict_of(caller.actor, dispute)
    if conflict in CLOSES_THE_FILE:
        raise ConflictOfInterest(conflict)
    return dispute


def _whole(caller: Caller, dispute: Dispute) -> dict[str, Any]:
    values = values_of(dispute, caller.shop, caller.at)
    decides = conflict_of(caller.actor, dispute) is None
    actions = available(DISPUTE, dispute, caller.actor, values) if decides else []
    return dispute_out(view_of(dispute, caller.actor), caller, actions)
