"""Sums as providers write them in JSON: whole numbers of their smallest unit. Pure; used by their mappings."""

from typing import Any

from huitou.refunds.gateways.protocol import AnswerLost


def whole(value: Any) -> int:
    """The number as it is. Raises AnswerLost for a fraction, a text or a truth value: nothing is rounded."""
    if type(value) is not int:
        raise AnswerLost("answer_broken", "a sum that is no whole number")
    return value
