"""What is wrong with a policy document, in words that name the rule.

Collected by `rules.reading`, `rules.checks` and `law.compare`; raised together so that an editor can show all
of them at once. Worded by `policies.texts.say_problem`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `where`: number and id of the rule ("2.1 no-reason") or the path of the field."""

    code: str
    where: str
    msgid: str
    params: dict[str, Any] = field(default_factory=dict)


class DocumentRefused(ValueError):
    """The document cannot be used; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.where}: {p.msgid % p.params}" for p in self.problems))
