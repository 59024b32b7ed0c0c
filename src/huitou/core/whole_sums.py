"""Sums in JSON are whole numbers of minor units: no text, no truth value, no fraction that happens to be whole.

Used by the inputs of actions and of the API, where `"39"` or `true` would otherwise be taken for 39 and 1 cents.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationInfo
from pydantic_core import PydanticKnownError

LONGEST = 20  # digits; the largest sum has sixteen


def whole_sum(value: Any, info: ValidationInfo) -> Any:
    """The value as it is, of a field that ends in `_minor` only if it is a whole number or left out."""
    if info.field_name is not None and info.field_name.endswith("_minor") and type(value) not in (int, type(None)):
        raise PydanticKnownError("int_type")
    return value


def typed_sums(typed: Mapping[str, str]) -> dict[str, Any]:
    """What a form sent, which is all text, with its sums as whole numbers. What is no number stays, and is refused."""
    return {name: _number(text) if name.endswith("_minor") else text for name, text in typed.items()}


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= LONGEST else text
