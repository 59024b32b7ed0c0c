"""A machine as a table or a Mermaid diagram, for `huitou flows show`, the documentation and the help pages."""

from huitou.core.flow.machine import Delegated, Final, Machine, Step, Term, Waiting


def term(value: Term) -> str:
    """`48 h`, `7 d`, `1 working day` as a reader of the table expects it."""
    if value.workdays:
        return f"{value.workdays} working day{'s' if value.workdays > 1 else ''}"
    total = int(value.length.total_seconds())
    if total % 86_400 == 0 and total > 172_800:
        return f"{total // 86_400} d"
    if total % 3_600 == 0:
        return f"{total // 3_600} h"
    return f"{total // 60} min"


def table(machine: Machine) -> list[tuple[str, str, str, str, str, str]]:
    """Rows of (state, who, action, condition, next state, effects), waits and ends included."""
    rows: list[tuple[str, str, str, str, str, str]] = []
    for row in machine.rows:
        if isinstance(row, Step):
            condition = ", ".join(guard.code for guard in (row.when, row.lands) if guard)
            rows.append((row.state, str(row.who), row.action, condition, row.to, ", ".join(row.effects)))
        elif isinstance(row, Waiting):
            rows.append((row.state, str(row.on), "(waiting)", f"for {term(row.for_)}", f"silence: {row.then}", ""))
        elif isinstance(row, Delegated):
            rows.append((row.state, "system", "(at work)", " + ".join(row.to), "", ""))
        elif isinstance(row, Final):
            rows.append((row.state, "", "(final)", "", "", ""))
    return rows


def markdown(machine: Machine) -> str:
    """The table in Markdown."""
    head = "| state | who | action | condition | next state | effects |\n|---|---|---|---|---|---|\n"
    return head + "".join("| " + " | ".join(row) + " |\n" for row in table(machine))


def mermaid(machine: Machine) -> str:
    """The diagram in Mermaid's stateDiagram-v2."""
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {state}" for state in machine.initial]
    for step in machine.steps:
        wait = machine.waiting(step.state)
        clock = f" (or silence for {term(wait.for_)})" if wait and wait.then == step.action else ""
        lines.append(f"    {step.state} --> {step.to}: {step.who} {step.action}{clock}")
    lines += [f"    {state} --> [*]" for state in machine.finals]
    return "\n".join(lines) + "\n"
