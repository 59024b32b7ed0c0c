"""Data that mail programs read beside the letter: schema.org as JSON-LD. Escaped so that no text in it can end it."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# Within a script element only these can end it or be read as markup; JSON may write any sign by its number.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script_of(data: Mapping[str, Any] | None) -> SafeString:
    """The element that holds the data; nothing without any."""
    if not data:
        return mark_safe("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  (escaped just above)
