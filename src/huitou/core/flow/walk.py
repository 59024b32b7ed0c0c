"""Random walks through all machines together, with a post that delays, doubles, reorders and loses the news.

Run by `huitou flows walk`, `flows check` and the tests. It walks a model (`core.flow.together.Plan`), no database;
conditions are answered by chance, so the model can do more than the real subjects and what it proves holds for them.
Four laws: a walk never sticks and always ends; what is owed is paid once, never twice; what is over stays over; what
was paid ahead and turned out not to be owed is claimed back once.
"""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from functools import partial

from huitou.core.actors import Role
from huitou.core.flow.ahead import Ahead
from huitou.core.flow.check import Finding
from huitou.core.flow.machine import Machine, Step
from huitou.core.flow.till import Till
from huitou.core.flow.together import Plan, waits_for
from huitou.core.flow.walked import Played, Protections, Report, circles

# People and chance act for so many steps; then only clocks, news and duties are left, and it must come to an end.
FREE_STEPS = 120
MOST_STEPS = 3_000
DOUBLED, LOST = 0.2, 0.05
SHOWN = 12


def walk(plan: Plan, *, steps: int, seed: int, protections: Protections | None = None, most: int = 10) -> Report:
    """So many steps, in as many walks as it takes; the same seed walks the same ways. Stops at `most` findings."""
    report, number = Report(), 0
    worn: Counter[Step] = Counter()
    while report.steps < steps and len(report.findings) < most:
        report.add(Walk(plan, f"{seed}-{number}", protections or Protections(), worn).run())
        number += 1
    return report


class Walk:
    """One walk: one subject of a root machine and everything that comes of it."""

    def __init__(self, plan: Plan, seed: str, protections: Protections, worn: Counter[Step]) -> None:
        self.plan, self.protections, self.worn = plan, protections, worn
        self.chance = random.Random(seed)  # noqa: S311  (walks, no secrets)
        self.seed = seed
        self.subjects: list[Played] = []
        self.news: list[Played] = []
        self.looks: list[Played] = []
        self.till: Till[Played] = Till(plan.pays, one_key=protections.one_key)
        self.ahead: Ahead | None = Ahead(plan.ahead, self.till) if plan.ahead is not None else None
        self.taken: Counter[tuple[Played, Step]] = Counter()
        self.trail: list[str] = []
        self.report = Report(walks=1)

    def run(self) -> Report:
        """From birth to the end of everything."""
        roots = [self.plan.machines[name] for name in self.plan.roots]
        # The more a machine waits for others, the more there is to see.
        machine = self.chance.choices(roots, [1 + 2 * len(list(waits_for(root))) for root in roots])[0]
        # Half of the walks begin midway, so that what lies deep is seen as often as what lies near.
        midway = [state for state in machine.states if state not in machine.finals]
        self._bear(machine, self.chance.choice(self.chance.choice((machine.initial, midway))), cause=self.seed)
        for _ in range(self.chance.randrange(FREE_STEPS)):
            self._take(list(self._anything()))
        while not self._over():
            if self.report.steps > MOST_STEPS:
                return self._find(self._last(), "does not come to an end")
            if not self._take(list(self._what_must_be())):
                return self._find(self._last(), "sticks here")
        return self.report

    # -- what can happen

    def _anything(self) -> Iterator[Callable[[], None]]:
        """Anybody may do anything that a table lets them; news and money travel; clocks run out."""
        for subject in self.subjects:
            delegated = subject.machine.delegated(subject.state)
            caused = set(delegated.exits.values()) if delegated else set()
            steps = [step for step in self._steps(subject) if step.who != Role.SYSTEM or step.action not in caused]
            if steps:
                yield partial(self._one_of, subject, steps)
        yield from self._travelling(reliable=False)

    def _what_must_be(self) -> Iterator[Callable[[], None]]:
        """Nobody acts of themselves any more. Who is asked again and again does answer in the end."""
        for subject in self.subjects:
            wait = subject.machine.waiting(subject.state)
            if wait is None:
                continue
            steps = self._steps(subject)
            if subject.state not in circles(subject.machine):
                steps = [step for step in steps if step.action == wait.then]
            if steps:
                yield partial(self._one_of, subject, steps)
        yield from self._travelling(reliable=True)
        if self.protections.catches_up:
            for subject in self.subjects:
                if self._unheard(subject) is not None:
                    yield partial(self._look, subject)

    def _travelling(self, *, reliable: bool) -> Iterator[Callable[[], None]]:
        for number in range(len(self.news)):
            yield partial(self._deliver, number, reliable)
        for subject in self.looks:
            yield partial(self._look, subject)
        for number in range(len(self.till.on_the_way)):
            yield partial(self._land, number)

    def _steps(self, subject: Played) -> list[Step]:
        steps = [step for step in subject.machine.steps if step.state == subject.state]
        if subject.machine.name == self.plan.pays.machine:
            return [step for step in steps if self.till.allows(subject, step)]
        return steps if self.ahead is None else [step for step in steps if self.ahead.allows(subject, step)]

    def _take(self, moves: list[Callable[[], None]]) -> bool:
        if moves:
            self.report.steps += 1
            self.chance.choice(moves)()
        return bool(moves)

    # -- what then happens

    def _one_of(self, subject: Played, steps: list[Step]) -> None:
        self._step(subject, self._choice(subject, steps), cause=object())

    def _choice(self, subject: Played, steps: list[Step]) -> Step:
        """Chance answers the conditions. A way that the subject took before is taken less and less, as real subjects
        run out of it; a way that no walk has taken yet rather than a worn one.
        """
        weights = [1 / (1 + self.taken[subject, step]) ** 2 / (1 + self.worn[step]) for step in steps]
        return self.chance.choices(steps, weights)[0]

    def _step(self, subject: Played, step: Step, cause: Hashable) -> None:
        if subject.over:
            self._find(subject, "is over, and is left again")
        self.taken[subject, step] += 1
        self.worn[step] += 1
        # Where receipts are missing, news finds the subject in another state than the one it waited in.
        self.trail.append(f"{subject.machine.name}: {subject.state} — {step.who} {step.action} → {step.to}")
        if subject.machine.name == self.plan.pays.machine:
            self.till.follow(subject, step)
        subject.state = step.to
        self._arrive(subject, cause)
        if self.ahead is not None:
            self._pay_ahead(self.ahead, subject, step)
        for debt, times in self.till.paid.items():
            if times > 1:
                self._find(subject, "what is owed is paid twice")
                self.till.paid[debt] = 1

    def _pay_ahead(self, ahead: Ahead, subject: Played, step: Step) -> None:
        """The step of who pays ahead is a step of whom it stands beside, and orders the money."""
        caused = ahead.causes(subject, step)
        if caused is not None and subject.parent is not None:
            self._step(subject.parent, caused, cause=("ahead", subject))
            self._open(subject.parent, self.plan.pays.machine, cause=("ahead", subject))
            subject.parent.paid_ahead = subject.parent.debt
        ahead.note(subject, step)

    def _bear(self, machine: Machine, state: str, cause: Hashable, parent: Played | None = None) -> Played:
        subject = Played(machine, state, cause, parent)
        if parent is not None:
            parent.parts[machine.name] = subject
        self.subjects.append(subject)
        self.trail.append(f"{machine.name}: begins in {state}")
        self._arrive(subject, cause)
        return subject

    def _arrive(self, subject: Played, cause: Hashable) -> None:
        self.report.states.add((subject.machine.name, subject.state))
        if subject.over:
            self.news.append(subject)
            # What was paid ahead may still be on its way when it turns out not to be owed.
            due = [debt for debt in subject.debts if debt != subject.paid_ahead]
            if any(self.till.paid[debt] != 1 for debt in due):
                self._find(subject, "is over, and something is still owed")
            if self.ahead is not None and (wrong := self.ahead.wrong(subject)):
                self._find(subject, wrong)
        delegated = subject.machine.delegated(subject.state)
        for beside in self.plan.besides:
            here = (beside.machine, beside.state) == (subject.machine.name, subject.state)
            if here and beside.opens not in subject.parts and (beside.always or self.chance.random() < 0.5):
                self._open(subject, beside.opens, cause)
        for name in delegated.to if delegated else ():
            last = subject.parts.get(name)
            if last is None or last.heard_in or (subject.paid_ahead is not None and not self.protections.on_account):
                self._open(subject, name, cause)
            elif last.over and self.protections.catches_up:
                self.looks.append(subject)

    def _open(self, parent: Played, name: str, cause: Hashable) -> None:
        machine = self.plan.machines[name]
        if name == self.plan.pays.machine:
            if parent.debt is None:
                parent.debt = cause
                parent.debts.append(cause)
            cause = parent.debt
        self._bear(machine, self.chance.choice(machine.initial), cause, parent)

    def _deliver(self, number: int, reliable: bool) -> None:
        """Any of the news, in any order: told, perhaps told again later, perhaps lost."""
        fate = self.chance.random()
        subject = self.news.pop(number) if reliable or fate >= DOUBLED else self.news[number]
        if reliable or fate < 1 - LOST or not self.protections.catches_up:
            self._beget(subject)
            if subject.parent is not None:
                self._hear(subject.parent, subject)
        elif subject.parent is None:
            self.news.append(subject)

    def _hear(self, parent: Played, part: Played) -> None:
        """The step that the end of a part causes, in the state that waits for it."""
        state, name = parent.state, part.machine.name
        if not self.protections.receipts:
            state = part.heard_in or state
        elif parent.parts.get(name) is not part:
            return
        delegated = parent.machine.delegated(state)
        if delegated is None or name not in delegated.to:
            return
        action = delegated.exits[f"{name}.{part.state}"]
        ways = [
            step for step in parent.machine.steps
            if step.state == state and step.action == action and step.who == Role.SYSTEM
        ]  # fmt: skip
        part.heard_in = state
        if name == self.plan.pays.machine and part.state == self.plan.pays.paid:
            parent.debt = None
        self.report.exits.add((parent.machine.name, state, f"{name}.{part.state}"))
        self._step(parent, self._choice(parent, ways), cause=("news of", part))

    def _beget(self, subject: Played) -> None:
        for birth in self.plan.begets:
            if birth.machine != subject.machine.name or subject.state not in birth.ends:
                continue
            if subject.has_begotten and self.protections.receipts:
                continue
            subject.has_begotten = True
            self._bear(self.plan.machines[birth.child], birth.state, cause=("born of", subject))

    def _look(self, subject: Played) -> None:
        """Catching up: has what it waits for ended already?"""
        if subject in self.looks:
            self.looks.remove(subject)
        part = self._unheard(subject)
        if part is not None:
            self._hear(subject, part)

    def _unheard(self, subject: Played) -> Played | None:
        delegated = subject.machine.delegated(subject.state)
        for name in delegated.to if delegated else ():
            part = subject.parts.get(name)
            if part is not None and part.over and not part.heard_in:
                return part
        return None

    def _land(self, number: int) -> None:
        refund = self.till.land(number, refused=self.chance.random() < 0.25)
        self.trail.append(f"{refund.machine.name}: an order to pay arrives")
        if self.till.paid[refund.cause] > 1:
            self._find(refund, "what is owed is paid twice")
            self.till.paid[refund.cause] = 1

    # -- ends

    def _over(self) -> bool:
        return not self.news and not self.till.on_the_way and all(subject.over for subject in self.subjects)

    def _last(self) -> Played:
        """Who has not come to an end."""
        return next((one for one in self.subjects if not one.over), self.subjects[0])

    def _find(self, subject: Played, what: str) -> Report:
        self.report.findings.append(Finding(subject.machine.name, subject.state, f"{what} (walk {self.seed})"))
        self.report.trails.append(tuple(self.trail[-SHOWN:]))
        return self.report
