"""JSON form of the frozen dataclasses of `policies.rules`: facts, wishes, verdicts, options.

Called by their `to_json` / `from_json`. Times travel as ISO 8601 with offset, durations as whole seconds.
It must never guess: a missing or foreign field is an error that names the field.
"""

from __future__ import annotations

import dataclasses
import types
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class MalformedJson(ValueError):
    """The JSON value does not have the shape of the dataclass; the message names the field."""


def to_json(value: Any) -> Any:
    """Return the JSON value of a dataclass, tuple, dict, time, duration or plain value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    return value


def from_json(cls: type[T], value: Any) -> T:
    """Build `cls` from its JSON value.

    Raises: MalformedJson for a missing, foreign or wrongly typed field, and for a time without zone.
    """
    result = _read(cls, value, cls.__name__)
    assert isinstance(result, cls)
    return result


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _read(kind: Any, value: Any, where: str) -> Any:
    if kind is Any:
        return value
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_optional(kind, value, where)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise MalformedJson(f"{where}: a list is needed, not {value!r}")
        return tuple(_read(get_args(kind)[0], item, f"{where}[{n}]") for n, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise MalformedJson(f"{where}: an object is needed, not {value!r}")
        return dict(value)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _read_dataclass(kind, value, where)
    return _read_plain(kind, value, where)


def _read_optional(kind: Any, value: Any, where: str) -> Any:
    if value is None:
        return None
    inner = next(option for option in get_args(kind) if option is not type(None))
    return _read(inner, value, where)


def _read_dataclass(cls: type, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise MalformedJson(f"{where}: an object is needed, not {value!r}")
    fields = {field.name: field for field in dataclasses.fields(cls)}
    foreign = sorted(set(value) - set(fields))
    if foreign:
        raise MalformedJson(f"{where}: unknown field {foreign[0]!r}")
    given: dict[str, Any] = {}
    for name, field in fields.items():
        if name in value:
            given[name] = _read(_hints(cls)[name], value[name], f"{where}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise MalformedJson(f"{where}: the field {name!r} is missing")
    return cls(**given)


def _read_plain(kind: Any, value: Any, where: str) -> Any:
    if kind is datetime:
        return _read_time(value, where)
    if kind is timedelta:
        return timedelta(seconds=_read_plain(int, value, where))
    if get_origin(kind) is not None:  # Literal[...]
        if value not in get_args(kind):
            raise MalformedJson(f"{where}: {value!r} is not one of {', '.join(map(str, get_args(kind)))}")
        return value
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise MalformedJson(f"{where}: {kind.__name__} is needed, not {value!r}")
    return value


def _read_time(value: Any, where: str) -> datetime:
    if not isinstance(value, str):
        raise MalformedJson(f"{where}: a time in ISO 8601 is needed, not {value!r}")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise MalformedJson(f"{where}: {value!r} is no time in ISO 8601") from error
    if moment.tzinfo is None:
        raise MalformedJson(f"{where}: the time {value!r} has no zone")
    return moment
