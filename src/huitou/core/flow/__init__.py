"""Machines as pure data: who may do what in which state, whose turn it is, until when, and what silence does."""

from huitou.core.flow.machine import (
    ConditionNotMet,
    Delegated,
    Final,
    Guard,
    Machine,
    NotTheirTurn,
    Step,
    Term,
    TooLate,
    Waiting,
    days,
    hours,
    machines,
    minutes,
    workdays,
)

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
    "workdays",
]
