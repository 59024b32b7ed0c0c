"""Reads single fields of a JSON policy document and collects what is wrong with them.

Used by `rules.reading` only. Never raises for bad input: it notes the problem and returns a usable default,
so that one reading finds all faults.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from huitou.policies.rules.document import Names
from huitou.policies.rules.problems import Problem
from huitou.policies.rules.vocabulary import N_


class Fields:
    """The fields of one JSON object, read one by one; `done` reports those nobody asked for."""

    def __init__(self, value: Any, where: str, problems: list[Problem]) -> None:
        self.where = where
        self.problems = problems
        self.asked: set[str] = set()
        self.value: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        if not isinstance(value, Mapping):
            self.note("not_an_object", N_("an object with fields is needed here"))

    def note(self, code: str, msgid: str, **params: Any) -> None:
        """Add a problem at this place."""
        self.problems.append(Problem(code, self.where, msgid, params))

    def get(self, name: str) -> Any:
        """Return the raw value, None where the field is absent."""
        self.asked.add(name)
        return self.value.get(name)

    def need(self, name: str) -> Any:
        """Return the raw value and note its absence."""
        if self.get(name) is None:
            self.note("missing", N_('the field "%(name)s" is missing'), name=name)
        return self.value.get(name)

    def text(self, name: str) -> str:
        """Read a required, non-empty text of at most 120 characters."""
        value = self.need(name)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip() or len(value) > 120:
            self.note("not_a_text", N_('"%(name)s" must be a short text'), name=name)
            return ""
        return value

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int | None:
        """Read a whole number within bounds, `default` where it is absent."""
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.note(
                "out_of_bounds",
                N_('"%(name)s" must be a whole number from %(low)s to %(high)s'),
                name=name,
                low=low,
                high=high,
            )
            return default
        return value

    def flag(self, name: str) -> bool:
        """Read true or false; absent is false."""
        value = self.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.note("not_a_flag", N_('"%(name)s" must be true or false'), name=name)
        return False

    def word(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """Read one word out of a closed list."""
        value = self.get(name) if default is not None else self.need(name)
        if value is None:
            return default or ""
        if value not in allowed:
            self.note_unknown(name, value, allowed)
            return default or ""
        return str(value)

    def words(self, name: str, allowed: Collection[str]) -> tuple[str, ...] | None:
        """Read a list of words out of a closed list; None where absent; an empty list is a problem."""
        found = self.list(name)
        if found is None:
            return None
        known = tuple(word for word in found if isinstance(word, str) and word in allowed)
        for word in found:
            if not isinstance(word, str) or word not in allowed:
                self.note_unknown(name, word, allowed)
        return tuple(dict.fromkeys(known))

    def names(self, name: str) -> Names:
        """Read a list of the shop's own words."""
        found = self.list(name) or ()
        good = [word for word in found if isinstance(word, str) and word.strip() and len(word) <= 120]
        if len(good) < len(found):
            self.note("not_a_text", N_('"%(name)s" must be a short text'), name=name)
        return Names.of(dict.fromkeys(word.strip() for word in good))

    def list(self, name: str) -> tuple[Any, ...] | None:
        """Read a list; an empty one is a problem, since it would hold for nothing."""
        value = self.get(name)
        if value is None:
            return None
        if not isinstance(value, list | tuple) or len(value) > 500:
            self.note("not_a_list", N_('"%(name)s" must be a list'), name=name)
            return ()
        if not value:
            self.note("empty", N_('"%(name)s" is an empty list; leave it out or fill it'), name=name)
        return tuple(value)

    def note_unknown(self, name: str, value: Any, allowed: Collection[str]) -> None:
        """Note a word that is not in its closed list."""
        self.note(
            "unknown_word",
            N_('"%(value)s" is not known for "%(name)s"; use one of: %(allowed)s'),
            value=str(value)[:60],
            name=name,
            allowed=", ".join(sorted(allowed)),
        )

    def done(self) -> None:
        """Note fields that nobody asked for: a misspelt condition must not be silently without effect."""
        for name in sorted(set(map(str, self.value)) - self.asked):
            self.note("unknown_field", N_('the field "%(name)s" is not known here'), name=name[:60])
