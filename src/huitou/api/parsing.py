"""Reads JSON bodies: exact numbers, and no text that the database cannot keep."""

import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class ExactParser(Parser):
    """Numbers with a point become Decimal, so that no float is ever near money; NaN and Infinity are no JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python values. Raises ValueError, which the API answers with `request_malformed`."""
        text = request.body.decode()
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
        # NUL and halves of a surrogate pair can be written as escapes only.
        if "\\u0000" in text or "\\ud" in text.lower():
            json.dumps(data, ensure_ascii=False, default=str).encode()
            if "\\u0000" in json.dumps(data, default=str):
                raise ValueError("NUL in a text")
        return data


def _refuse(name: str) -> Any:
    raise ValueError(name)
