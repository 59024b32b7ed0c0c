"""What fills the sentences of a refund, in the active language and time zone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.money import Money, format_money
from huitou.refunds.machine import REFUND, UNCONFIRMED
from huitou.refunds.models import Refund
from huitou.refunds.sentences import FAILURES, OTHER_FAILURE, STATE_NAMES


def values_of(refund: Refund, at: datetime) -> Mapping[str, Any]:
    """`amount`, `paid`, `left`, `settled`, `reason`."""
    settled = localtime(refund.settled_at).date() if refund.settled_at is not None else None
    return {
        "amount": format_money(refund.money),
        "paid": format_money(Money(refund.paid_minor, refund.currency)),
        "left": time_left(refund.deadline_at, at),
        "settled": date_format(settled, "DATE_FORMAT") if settled is not None else "",
        "reason": failure(
            "unconfirmed" if not refund.failure_code and UNCONFIRMED.test(refund) else refund.failure_code
        ),
    }


def say_state(refund: Refund, reader: Role, at: datetime) -> str:
    """What is happening to the refund, what the reader can do, and what happens if nobody does anything."""
    return sentence(REFUND, refund.state, reader, values_of(refund, at))


def failure(code: str) -> str:
    """Why a refund stopped, as part of a sentence."""
    known = FAILURES.get(code)
    return gettext(known) if known is not None else gettext(OTHER_FAILURE) % {"code": code}


def state_name(state: str) -> str:
    """The short name of the state."""
    return gettext(STATE_NAMES[state])
