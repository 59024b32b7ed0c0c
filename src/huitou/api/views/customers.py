"""A customer's personal data: the copy, a correction, the erasure."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.customers import ContactOut, CorrectionIn, DataOut, ErasureOut
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden
from huitou.core.personal_registry import obligations_of, person
from huitou.orders.models import DataRequest
from huitou.orders.verbs import ask_erasure, correct_contact, export_customer
from huitou.orders.verbs.correct_customer import ContactMalformed, ContactMissing, DataErased

router = Router()


@router.post("/customers/{uuid:customer}/data", response=answers(200, DataOut), summary="A copy of everything")
@refuses(Forbidden)
def copy_data(request: HttpRequest, customer: UUID) -> dict[str, Any]:
    """Everything about the customer; that it was handed out is written down, so this is no GET."""
    caller = who(request)
    return export_customer(customer_id=customer, actor=caller.actor, at=caller.at).document


@router.post("/customers/{uuid:customer}/contact", response=answers(200, ContactOut), summary="Correct the contact")
@refuses(Forbidden, ContactMalformed, ContactMissing, DataErased)
@idempotent(required=False)
def correct_data(request: HttpRequest, customer: UUID, body: CorrectionIn) -> Any:
    """Change what is named; the event names the fields and no content."""
    caller = who(request)
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    contact = correct_contact(customer_id=customer, changes=changes, actor=caller.actor, at=caller.at)
    return {name: getattr(contact, name) for name in ("name", "email", "phone", "locale")}


@router.post("/customers/{uuid:customer}/erasure", response=answers(200, ErasureOut), summary="Erase everything")
@refuses(Forbidden)
@idempotent(required=False)
def erase_data(request: HttpRequest, customer: UUID) -> dict[str, Any]:
    """Erase now, or as soon as nothing stands against it. Again while one waits: that one."""
    caller = who(request)
    asked = ask_erasure(customer_id=customer, actor=caller.actor, at=caller.at)
    waits = []
    if asked.state == DataRequest.State.WAITING:
        with reading(caller):
            waits = obligations_of(person(caller.shop.pk, customer))
    return {
        "ref": asked.ref,
        "state": str(asked.state),
        "waits_for": [{"what": one.what, "until": one.until} for one in waits],
    }
