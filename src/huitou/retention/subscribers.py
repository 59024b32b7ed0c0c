"""Counts what buyers ask within cases: their messages that ask where an order is, and cases about goods not received.

Reads events in their own time. The words stay in the case; here only that it was asked.
"""

from collections.abc import Sequence

from huitou.cases.models import Case, Message
from huitou.core.actors import Role, system_actor
from huitou.core.events import reader
from huitou.core.models import Event
from huitou.retention.asked import plan_staff_mail
from huitou.retention.asking import read
from huitou.retention.models import Channel
from huitou.retention.verbs import record_contact

NOT_RECEIVED = "not_received"


@reader("cases.message.written")
def count_questions(events: Sequence[Event]) -> None:
    """A contact per message of a buyer that asks where the order is."""
    asked = {event.facts["message"]: event for event in events if event.actor_role == Role.BUYER}
    for message in Message.objects.filter(pk__in=list(asked)).select_related("case"):
        event = asked[str(message.pk)]
        if read(message.body).where_is_it:
            _note(event, message.case, key=f"message:{message.pk}")


@reader("cases.case.opened")
def count_not_received(events: Sequence[Event]) -> None:
    """A contact per case of a buyer's about goods that did not come."""
    opened = {event.subject_id: event for event in events if event.actor_role == Role.BUYER}
    rows = Case.objects.filter(pk__in=list(opened), lines__reason=NOT_RECEIVED).distinct()
    for case in rows:
        _note(opened[case.pk], case, key=f"case:{case.pk}")


def _note(event: Event, case: Case, *, key: str) -> None:
    record_contact(
        channel=Channel.CASE, actor=system_actor(event.shop_id), at=event.at, order=case.order_id, where_is_it=True,
        source_key=key,
    )  # fmt: skip


__all__ = ["count_not_received", "count_questions", "plan_staff_mail"]
