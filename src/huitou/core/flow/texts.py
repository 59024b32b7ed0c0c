"""The words of the machines: one sentence per (state, reader), one label per action, registered by each area.

Read by pages, mails and the API through `sentence` and `label`, and by the proof, which demands all three languages.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from babel.dates import format_timedelta
from django.utils.translation import get_language, gettext, override, to_locale

from huitou.core.actors import Role
from huitou.core.flow.machine import Machine

N_ = str
HAN = "[\u4e00-\u9fff]"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
# An address stays to the letter.
_ADDRESS = re.compile(r"(https?://\S+)")
_TOUCHING = re.compile(rf"(?<={HAN})(?=[¥€£$]?\d|[{LATIN}])|(?<=[\d{LATIN}])(?={HAN})")
_sentences: dict[tuple[str, str, Role], str] = {}
_labels: dict[tuple[str, str], str] = {}
# What is said instead of a subject for which the plain words would not be true: by the name of that fact.
_other_sentences: dict[tuple[str, str, str, Role], str] = {}
_other_labels: dict[tuple[str, str, str], str] = {}
# What every machine has besides its table: changes of a running clock (`core.clock_changes`).
_COMMON = {
    "give_time": N_("Give more time"),
    "stop_clock": N_("Stop the clock"),
    "start_clock": N_("Let the clock run again"),
}


def say(machine: Machine, sentences: Mapping[tuple[str, Role], str], labels: Mapping[str, str]) -> None:
    """Register a machine's msgids: (state, reader) → sentence with named placeholders, action → label."""
    _sentences.update({(machine.name, state, reader): text for (state, reader), text in sentences.items()})
    _labels.update({(machine.name, action): text for action, text in labels.items()})


def say_where(
    fact: str, machine: Machine, sentences: Mapping[tuple[str, Role], str], labels: Mapping[str, str]
) -> None:
    """Register what is said instead where `fact` is among the `facts` of the values, such as that nothing is paid."""
    _other_sentences.update({(fact, machine.name, *key): text for key, text in sentences.items()})
    _other_labels.update({(fact, machine.name, action): text for action, text in labels.items()})


def sentence(machine: Machine, state: str, reader: Role, values: Mapping[str, Any]) -> str:
    """What is happening, what the reader can do, and what happens if nobody does anything; in the active language."""
    key = (machine.name, state, reader)
    said = (_other_sentences.get((fact, *key)) for fact in values.get("facts", ()))
    return well_spaced(gettext(next(filter(None, said), None) or _sentences[key]) % values)


def label(machine: Machine, action: str, values: Mapping[str, Any] | None = None) -> str:
    """The button's words, with its result where the label names one."""
    key = (machine.name, action)
    said = (_other_labels.get((fact, *key)) for fact in (values or {}).get("facts", ()))
    return well_spaced(gettext(next(filter(None, said), None) or _labels.get(key) or _COMMON[action]) % (values or {}))


def sentence_in(machine: str, state: str, reader: Role, language: str) -> str | None:
    """The raw sentence in the language, or None where it is missing: for the proof."""
    return _in(_sentences.get((machine, state, reader)), language)


def label_in(machine: str, action: str, language: str) -> str | None:
    """The raw label in the language, or None where it is missing: for the proof."""
    return _in(_labels.get((machine, action)), language)


def time_left(deadline: datetime | None, at: datetime) -> str:
    """How long it is until the deadline, in whole units that a person counts in (`31 hours`, `5 天`)."""
    if deadline is None:
        return ""
    left = max(deadline - at, timedelta(minutes=1))
    granularity: Literal["hour", "minute"] = "hour" if left >= timedelta(hours=2) else "minute"
    language = get_language() or "en"
    said = format_timedelta(left, granularity=granularity, threshold=3, locale=to_locale(language))
    return well_spaced(said)


def well_spaced(said: str) -> str:
    """Chinese as it is set: Han apart from figures and Latin letters, close to Han, whatever was filled in."""
    return set_apart(re.sub(rf"(?<={HAN}) (?={HAN})", "", said))


def set_apart(said: str) -> str:
    """A space between Han and a figure or a Latin letter, wherever they touch outside of web addresses."""
    if said.isascii():
        return said
    parts = _ADDRESS.split(said)
    return "".join(part if place % 2 else _TOUCHING.sub(" ", part) for place, part in enumerate(parts))


def gap() -> str:
    """What stands between two sentences in the active language: nothing after a Chinese full stop."""
    return "" if (get_language() or "en").startswith("zh") else " "


def _in(msgid: str | None, language: str) -> str | None:
    if not msgid or language == "en":
        return msgid
    with override(language):
        said = gettext(msgid)
    return said if said != msgid else None
