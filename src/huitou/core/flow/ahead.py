"""Money that goes ahead of what it is owed for, on a walk (`core.flow.walk`), and the claim where it then was not owed.

Conditions that ask how things stand are answered by how they stand, not by chance: otherwise the walk could claim what
was due, or forget what was not. A model, which knows no sums: an end that owes a part may do either.
"""

from huitou.core.flow.machine import Step
from huitou.core.flow.till import Till
from huitou.core.flow.together import PaysAhead
from huitou.core.flow.walked import Played

UNCLAIMED = "what was paid ahead and is not owed is not claimed"


class Ahead:
    """Who pays ahead (`plan.machine`), beside whose money it is (`plan.beside`)."""

    def __init__(self, plan: PaysAhead, till: Till[Played]) -> None:
        self.plan, self.till = plan, till

    def allows(self, subject: Played, step: Step) -> bool:
        """Whether the step would say what is true. What another machine's step causes, nobody does by hand."""
        if subject.machine.name == self.plan.beside:
            return step.action != self.plan.causes
        if subject.machine.name != self.plan.machine or subject.parent is None:
            return True
        if step.action == self.plan.pays:
            return self._step_of(subject.parent) is not None and subject.parent.debt is None
        if step.action == self.plan.looks:
            return self._says_true(subject.parent, step)
        return True

    def causes(self, subject: Played, step: Step) -> Step | None:
        """The step of whom it stands beside, where this one pays ahead."""
        if subject.machine.name != self.plan.machine or step.action != self.plan.pays or subject.parent is None:
            return None
        return self._step_of(subject.parent)

    def note(self, subject: Played, step: Step) -> None:
        """Count what is claimed back."""
        if self._claims(subject, step) and subject.parent is not None:
            subject.parent.claims += 1

    def wrong(self, subject: Played) -> str:
        """What is wrong with one that has come to its end; empty where nothing is."""
        parent = subject.parent
        if subject.machine.name != self.plan.machine or parent is None or parent.paid_ahead is None:
            return ""
        if parent.claims > 1:
            return "what was paid ahead is claimed twice"
        if parent.state in self.plan.earned:
            return ""
        if self._held(parent) != bool(parent.claims):
            return "what was paid ahead is claimed, and never came" if parent.claims else UNCLAIMED
        return ""

    def _step_of(self, parent: Played) -> Step | None:
        steps = parent.machine.steps
        return next((one for one in steps if one.state == parent.state and one.action == self.plan.causes), None)

    def _says_true(self, parent: Played, step: Step) -> bool:
        attempt = parent.parts.get(self.till.pays.machine)
        if not parent.over or (attempt is not None and not attempt.over):
            return step.to == step.state
        if parent.state in self.plan.earned:
            return step.to != step.state
        return step.to == (self.plan.claims if self._held(parent) else self.plan.settled)

    def _claims(self, subject: Played, step: Step) -> bool:
        mine = subject.machine.name == self.plan.machine
        return mine and step.action == self.plan.looks and step.to == self.plan.claims

    def _held(self, parent: Played) -> bool:
        """Whether the buyer has got the money."""
        return bool(self.till.paid[parent.paid_ahead])
