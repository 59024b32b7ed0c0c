"""What is wrong with one input of a form or an API call, in the reader's language.

Called where pydantic's errors become an answer (`core.actions`, `api.problems`). A kind of error that stands in no row
keeps pydantic's own words. Never says the value itself: it may be personal.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

_WHOLE = gettext_noop("must be a whole number")
_TIME = gettext_noop("must be a time with its zone, as in 2026-11-22T09:30:00+08:00")
_DATE = gettext_noop("must be a date, as in 2026-11-22")
_TRUTH = gettext_noop("must be true or false")
_UUID = gettext_noop("must be an identifier (a UUID)")
_OBJECT = gettext_noop("must be an object")
_ONE_OF = gettext_noop("must be one of %(expected)s")

# pydantic's kind of error → our sentence, filled with the limits that the error names.
SENTENCES: Mapping[str, str] = {
    "missing": gettext_noop("is missing"),
    "extra_forbidden": gettext_noop("is not known here"),
    "greater_than_equal": gettext_noop("must be at least %(ge)s"),
    "less_than_equal": gettext_noop("must be at most %(le)s"),
    "greater_than": gettext_noop("must be above %(gt)s"),
    "less_than": gettext_noop("must be below %(lt)s"),
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "string_type": gettext_noop("must be text"),
    "string_too_short": gettext_noop("must have at least %(min_length)s characters"),
    "string_too_long": gettext_noop("must have at most %(max_length)s characters"),
    "list_type": gettext_noop("must be a list"),
    "too_short": gettext_noop("must have at least %(min_length)s entries"),
    "too_long": gettext_noop("must have at most %(max_length)s entries"),
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "uuid_parsing": _UUID,
    "uuid_type": _UUID,
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "timezone_aware": _TIME,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
}


def words_of(error: Mapping[str, Any]) -> str:
    """What is wrong, for one entry of pydantic's `errors()`."""
    sentence = SENTENCES.get(error["type"])
    if sentence is None:
        return str(error["msg"])
    limits = dict(error.get("ctx") or {})
    if "expected" in limits:
        limits["expected"] = str(limits["expected"]).replace(" or ", ", ")
    return gettext(sentence) % limits
