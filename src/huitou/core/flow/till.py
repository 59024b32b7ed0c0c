"""The money of a walk (`core.flow.walk`): orders to pay that are on their way, and what was paid for each debt.

It says which steps of the paying machine can happen, given what has been paid; a model, which never meets a gateway.
One rule is taken for granted: a person decides about a payment only when no order to pay is on its way any more.
"""

from collections import Counter
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

from huitou.core.actors import Role
from huitou.core.flow.machine import Step
from huitou.core.flow.together import Pays


class Owed(Protocol):
    """One attempt at paying a debt (`cause`): its orders to pay all carry one key."""

    @property
    def cause(self) -> Hashable: ...


Attempt = TypeVar("Attempt", bound=Owed)


class Till(Generic[Attempt]):
    """`paid` counts the payments of each debt. `one_key`: the gateway counts orders with the same key as one."""

    def __init__(self, pays: Pays, *, one_key: bool) -> None:
        self.pays, self.one_key = pays, one_key
        self.on_the_way: list[Attempt] = []
        self.paid: Counter[Hashable] = Counter()
        self._attempts_paid: set[Attempt] = set()

    def allows(self, attempt: Attempt, step: Step) -> bool:
        """Whether the step would say what is true."""
        paid, at_rest = attempt in self._attempts_paid, attempt not in self.on_the_way
        if step.to == self.pays.paid:
            return paid if step.who == Role.GATEWAY else at_rest
        if step.to == self.pays.unpaid or step.action in self.pays.at_rest:
            return at_rest and not paid
        return not (paid and step.action in self.pays.only_unpaid)

    def follow(self, attempt: Attempt, step: Step) -> None:
        """An order goes out, or a person who found nothing paid pays by other means."""
        if step.action == self.pays.calls:
            self.on_the_way.append(attempt)
        elif step.to == self.pays.paid and attempt not in self._attempts_paid:
            self._pay(attempt)

    def land(self, number: int, *, refused: bool) -> Attempt:
        """An order arrives at the gateway, which pays it, refuses it, or knows its key already."""
        attempt = self.on_the_way.pop(number)
        known = self.one_key and attempt in self._attempts_paid
        if not known and not refused:
            self._pay(attempt)
        return attempt

    def _pay(self, attempt: Attempt) -> None:
        self.paid[attempt.cause] += 1
        self._attempts_paid.add(attempt)
