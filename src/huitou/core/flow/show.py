"""A machine as a table or a Mermaid diagram, for `huitou flows show`, the documentation and the help pages."""

from collections.abc import Callable, Collection

from huitou.core.flow.machine import Delegated, Final, Machine, Row, Step, Waiting
from huitou.core.flow.terms import Term

Keep = Callable[[Row], bool]


def everything(_row: Row) -> bool:
    """Leaves no row out."""
    return True


def term(value: Term) -> str:
    """`48 h`, `7 d`, `1 working day` as a reader of the table expects it."""
    if value.workdays:
        return f"{value.workdays} working day{'s' if value.workdays > 1 else ''}"
    total = int(value.length.total_seconds())
    if value.open_hours:
        return f"{total // 3_600} open hours"
    if total % 86_400 == 0 and total > 172_800:
        return f"{total // 86_400} d"
    if total % 3_600 == 0:
        return f"{total // 3_600} h"
    return f"{total // 60} min"


def table(machine: Machine, keep: Keep = everything) -> list[tuple[str, str, str, str, str, str]]:
    """Rows of (state, who, action, condition, next state, effects), waits and ends included, as far as `keep` says."""
    rows: list[tuple[str, str, str, str, str, str]] = []
    for row in filter(keep, machine.rows):
        if isinstance(row, Step):
            condition = ", ".join(guard.code for guard in (row.when, row.lands) if guard)
            rows.append((row.state, str(row.who), row.action, condition, row.to, ", ".join(row.effects)))
        elif isinstance(row, Waiting):
            turn = " and ".join(row.turn)
            rows.append((row.state, turn, "(waiting)", f"for {term(row.for_)}", f"silence: {row.then}", ""))
        elif isinstance(row, Delegated):
            rows.append((row.state, "system", "(at work)", " + ".join(row.to), "", ""))
        elif isinstance(row, Final):
            rows.append((row.state, "", "(final)", "", "", ""))
    return rows


def markdown(machine: Machine, keep: Keep = everything) -> str:
    """The table in Markdown."""
    head = "| state | who | action | condition | next state | effects |\n|---|---|---|---|---|---|\n"
    return head + "".join("| " + " | ".join(row) + " |\n" for row in table(machine, keep))


def mermaid(machine: Machine, keep: Keep = everything, initial: Collection[str] | None = None) -> str:
    """The diagram in Mermaid's stateDiagram-v2. Steps that differ only in their condition are one arrow.

    `initial`: where it can begin, if not in every initial state.
    """
    steps = [step for step in machine.steps if keep(step)]
    shown = {state for step in steps for state in (step.state, step.to)}
    lines = ["stateDiagram-v2"]
    begins = machine.initial if initial is None else initial
    lines += [f"    [*] --> {state}" for state in begins if state in shown]
    for step in steps:
        wait = machine.waiting(step.state)
        clock = f" (or silence for {term(wait.for_)})" if wait and wait.then == step.action else ""
        lines.append(f"    {step.state} --> {step.to}: {step.who} {step.action}{clock}")
    lines += [f"    {state} --> [*]" for state in machine.finals if state in shown]
    return "\n".join(dict.fromkeys(lines)) + "\n"
