"""Contacts of buyers: noted by other systems, listed, and how many ask where their order is."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.contacts import ContactFigures, NotedContactIn, NotedContactOut
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden, NotFound
from huitou.retention.models import Contact
from huitou.retention.queries.contacts import Message, wismo
from huitou.retention.verbs import record_contact
from huitou.retention.verbs.contacts import ContactNoteMalformed
from huitou.retention.wismo import Rate

router = Router()
SEE = "settings.view"
NEWEST = 200


@router.post("/contacts", response=answers(201, NotedContactOut), summary="Note a contact")
@refuses(Forbidden, NotFound, ContactNoteMalformed)
@idempotent(required=False)
def note_contact(request: HttpRequest, body: NotedContactIn) -> Status[dict[str, Any]]:
    """A call, a chat, a mail that came elsewhere: counted, its words judged and not kept."""
    caller = who(request)
    given = body.model_dump()
    made = record_contact(source_key=given.pop("external_id"), **given, actor=caller.actor, at=caller.at)
    return Status(201, _out(made))


@router.get("/contacts", response=answers(200, list[NotedContactOut]), summary="The newest contacts")
@refuses(Forbidden)
def list_contacts(request: HttpRequest) -> list[dict[str, Any]]:
    """At most 200, the newest first."""
    caller = who(request)
    caller.actor.require(SEE)
    with reading(caller):
        return [_out(one) for one in Contact.objects.order_by("-asked_at", "-pk")[:NEWEST]]


@router.get("/contacts/figures", response=answers(200, ContactFigures), summary="How often buyers ask where it is")
@refuses(Forbidden)
def contact_figures(request: HttpRequest) -> dict[str, Any]:
    """By week, and around the day on which each message about parcels began."""
    caller = who(request)
    caller.actor.require(SEE)
    with reading(caller):
        found = wismo(caller.shop, caller.at)
    return {
        "weeks": [
            {
                "monday": week.monday.isoformat(),
                "where_is_it": week.where,
                "others": week.others,
                "parcels_shipped": week.shipped,
            }
            for week in found.weeks
        ],
        "messages": [_message(one) for one in found.messages],
    }


def _message(one: Message) -> dict[str, Any]:
    compared = one.compared
    return {
        "message": one.kind,
        "began_at": one.began_at,
        "sent": one.sent,
        "verdict": compared.verdict if compared else "unknown",
        "before": _rate(compared.before) if compared else None,
        "after": _rate(compared.after) if compared else None,
        "ratio_low_per_cent": round(100 * compared.low) if compared and compared.low is not None else None,
        "ratio_high_per_cent": round(100 * compared.high) if compared and compared.high is not None else None,
    }


def _rate(rate: Rate) -> dict[str, int]:
    return {"where_is_it": rate.contacts, "parcels_shipped": rate.parcels}


def _out(one: Contact) -> dict[str, Any]:
    return {
        "id": one.pk,
        "channel": one.channel,
        "order_id": one.order_id,
        "parcel_id": one.parcel_id,
        "where_is_it": one.where_is_it,
        "stage": one.stage,
        "after": one.after,
        "asked_at": one.asked_at,
        "answered_at": one.answered_at,
    }
