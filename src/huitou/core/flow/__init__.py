"""Machines as pure data: who may do what in which state, whose turn it is, until when, and what silence does."""

from huitou.core.flow.machine import (
    ConditionNotMet,
    Delegated,
    Final,
    Guard,
    Machine,
    NotTheirTurn,
    Step,
    TooLate,
    Waiting,
    machines,
)
from huitou.core.flow.terms import Term, days, hours, minutes, open_hours, workdays

__all__ = [
    "ConditionNotMet",
    "Delegated",
    "Final",
    "Guard",
    "Machine",
    "NotTheirTurn",
    "Step",
    "Term",
    "TooLate",
    "Waiting",
    "days",
    "hours",
    "machines",
    "minutes",
    "open_hours",
    "workdays",
]
