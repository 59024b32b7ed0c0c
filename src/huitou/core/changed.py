"""What a step has changed in its subject's row, so that it writes those columns and no others. Called by `verbs`.

A case or a return has some forty columns and a step changes a handful; what is long (what was judged) is none of them.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db.models import Model

Values = Mapping[str, Any]


def as_read(row: Model) -> Values:
    """The row's values by column, to be compared later. What can be changed in place is kept as its text.

    A column that was not read (`only`, `defer`) is not among them.
    """
    values = row.__dict__
    return {name: _kept(values[name]) for name in _columns(type(row)) if name in values}


def save_changes(row: Model, before: Values) -> None:
    """Write the columns whose values are not those of `before`, and those that were given one without being read."""
    now = as_read(row)
    row.save(update_fields=[name for name, value in now.items() if name not in before or value != before[name]])


def _kept(value: Any) -> Any:
    return json.dumps(value, default=str) if isinstance(value, dict | list) else value


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)
