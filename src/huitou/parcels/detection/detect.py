"""Candidates for a number: every carrier whose form it has and whose check digit is right, the likeliest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale

from huitou.parcels.detection.checks import none
from huitou.parcels.detection.formats import FORMS, Form

# What looks like a country to babel and is none to the postal union.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A carrier that the number can be of. `checked`: its check digit is right; `sure`: the form is its own."""

    carrier: str
    form: str
    checked: bool
    sure: bool


def candidates(number: str) -> Sequence[Candidate]:
    """Those whose form the number has, one per form. `number` without spaces, in capitals (`numbers.number_in`)."""
    found = [candidate for form in FORMS if (candidate := _candidate(form, number)) is not None]
    return sorted(found, key=_likely)


def carriers_of(number: str) -> list[str]:
    """The carriers of the candidates, each once, the likeliest first."""
    return list(dict.fromkeys(one.carrier for one in candidates(number)))


def _candidate(form: Form, number: str) -> Candidate | None:
    met = _pattern(form.pattern).fullmatch(number)
    if met is None:
        return None
    parts = met.groupdict()
    if "c" in parts and not form.check(parts["s"], parts["c"]):
        return None
    if "country" in parts and parts["country"] not in _countries():
        return None
    return Candidate(form.carrier, form.code, form.check is not none, form.sure)


def _likely(candidate: Candidate) -> tuple[bool, bool]:
    return not candidate.sure, not candidate.checked


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


@cache
def _countries() -> frozenset[str]:
    known = [str(code) for code in Locale("en").territories]
    return frozenset(code for code in known if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES
