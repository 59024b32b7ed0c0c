"""What fills the sentences of a chargeback, in the active language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.money import format_money
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.chargeback_sentences import OTHER_REASON, REASONS, STATE_NAMES
from huitou.refunds.models import Chargeback


def values_of(chargeback: Chargeback, at: datetime) -> Mapping[str, Any]:
    """`amount`, `left`, `reason`."""
    return {
        "amount": format_money(chargeback.money),
        "left": time_left(chargeback.deadline_at, at),
        "reason": reason_of(chargeback.reason),
    }


def say_chargeback(chargeback: Chargeback, reader: Role, at: datetime) -> str:
    """What is happening, what the reader can do, and what happens if nobody does anything."""
    return sentence(CHARGEBACK, chargeback.state, reader, values_of(chargeback, at))


def reason_of(code: str) -> str:
    """The bank's reason, as part of a sentence."""
    known = REASONS.get(code)
    return gettext(known) if known is not None else gettext(OTHER_REASON) % {"code": code}


def chargeback_state_name(state: str) -> str:
    """The short name of the state."""
    return gettext(STATE_NAMES[state])
