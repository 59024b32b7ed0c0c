"""`huitou flows check|show`: the proof of the flow tables, the tables, the diagrams."""

from enum import StrEnum
from typing import Annotated

import typer

from huitou.config.cli.installation import start_django

app = typer.Typer(add_completion=False, no_args_is_help=True)


class Format(StrEnum):
    """How a machine is shown."""

    TABLE = "table"
    MERMAID = "mermaid"


@app.command()
def check() -> None:
    """Prove every table: no dead end; no wait without owner, deadline, default and words in three languages."""
    start_django()
    from huitou.config.flow_proof import findings
    from huitou.core.flow import machines

    found = findings()
    for finding in found:
        typer.echo(str(finding))
    states = sum(len(machine.states) for machine in machines().values())
    typer.echo(f"{len(machines())} machines, {states} states, {len(found)} findings")
    raise typer.Exit(1 if found else 0)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="The machine, for instance case.")],
    format_: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Print one table, as Markdown or as a Mermaid diagram."""
    start_django()
    from huitou.core.flow import machines
    from huitou.core.flow.show import markdown, mermaid

    machine = machines().get(name)
    if machine is None:
        raise typer.BadParameter(f"there is no machine {name!r}; there are: {', '.join(machines())}")
    typer.echo(markdown(machine) if format_ is Format.TABLE else mermaid(machine))
