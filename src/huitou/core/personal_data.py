"""What the core's tables hold of people: kept answers of the API, and nothing else."""

import json
from typing import Any

from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from huitou.core.models import (
    DeadlineChange,
    Delivery,
    Event,
    IdempotentCall,
    LedgerEntry,
    OpeningHours,
    Shop,
    SpecialDay,
)
from huitou.core.personal_registry import Holding, Keep, Person, hold, plain, staff


class Holds(Func):
    """Whether the bytes of a column hold the text, in UTF-8: an answer may be no text, so nothing is decoded."""

    template = "(position(convert_to(%(expressions)s) > 0)"
    arg_joiner = ", 'UTF8') in "
    output_field = BooleanField()


# Shorter ones (an order number like "7") stand in answers about other people, too.
SHORTEST_MARK = 4
# What a call gets that is repeated after its answer was erased: its key stays used, so nothing is done twice.
GONE = json.dumps(
    {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "code": "answer_erased",
        "detail": "The answer to this call was erased with the personal data of the customer.",
    }
).encode()


def answers_that_name(person: Person) -> Q:
    """Kept answers in which an id, a reference, a number or a contact of the person stands."""
    marks = {f'"{mark}"' for mark in [*map(str, person.subjects), *person.marks] if len(mark) >= SHORTEST_MARK}
    found = Q(pk__in=[])
    for mark in sorted(marks):
        found |= Q(Holds(Cast(Value(mark), TextField()), F("response")))
    return found


hold(
    Holding(
        code="answer",
        model=IdempotentCall,
        fields=("response", "status", "content_type"),
        label=_("Answers of our interface to the shop's programs"),
        purpose=_("To give a program that repeats a call the same answer instead of acting twice."),
        whose=answers_that_name,
        keep=Keep(days=30, since=F("started_at"), after=_("after the call")),
        ends_deleted=True,
        emptied={"response": GONE, "status": 410, "content_type": "application/problem+json"},
        exported=False,
    )
)
NOT_OF_PEOPLE: Any = "ids, codes, sums and digests only"
plain(IdempotentCall, "source key fingerprint", because="the caller's token, its own key, a digest of the whole call")
plain(Event, "kind subject_type actor_role actor_id body prev_hash hash", because=NOT_OF_PEOPLE)
plain(Delivery, "subscriber", because="a name of ours")
plain(DeadlineChange, "machine state what reason actor_role actor_id", because=NOT_OF_PEOPLE)
plain(OpeningHours, "week", because="the hours of a shop")
plain(LedgerEntry, "key debit credit currency subject_type", because=NOT_OF_PEOPLE)
staff(SpecialDay, "spans label", because="the shop's own days")
staff(
    Shop,
    "slug name legal_name country currency timezone locale accent logo domain pages_host contact_email "
    "support_hours address measuring",
    because="the shop's own, and public",
)
