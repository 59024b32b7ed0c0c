"""`huitou flows check|walk|show|docs`: the proof of the flow tables, walks, the tables, their documentation."""

from enum import StrEnum
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import start_django

if TYPE_CHECKING:
    from huitou.cases.by_kind import OfKind

app = Commands(no_args_is_help=True)
STEPS_OF_A_CHECK = 5_000


class Format(StrEnum):
    """How a machine is shown."""

    TABLE = "table"
    MERMAID = "mermaid"


@app.command()
def check() -> None:
    """Prove every table: no dead end; no wait without owner, deadline, default and words in three languages."""
    start_django()
    from huitou.config.flow_proof import findings
    from huitou.config.flow_together import plan
    from huitou.core.flow import machines
    from huitou.core.flow.walk import walk as walk_plan

    found = findings()
    if not found:
        found = walk_plan(plan(), steps=STEPS_OF_A_CHECK, seed=0).findings
    for finding in found:
        typer.echo(str(finding))
    states = sum(len(machine.states) for machine in machines().values())
    typer.echo(
        _("%(machines)s machines, %(states)s states, %(findings)s findings")
        % {"machines": len(machines()), "states": states, "findings": len(found)}
    )
    raise typer.Exit(1 if found else 0)


@app.command()
def walk(
    steps: Annotated[int, typer.Option(min=1, help=_("How many steps, over as many walks as it takes."))] = 100_000,
    seed: Annotated[int, typer.Option(help=_("The same seed walks the same ways."))] = 0,
) -> None:
    """Walk at random through all machines together, with news that comes late, twice, out of order or never."""
    start_django()
    from huitou.config.flow_together import plan
    from huitou.core.flow.together import exits
    from huitou.core.flow.walk import walk as walk_plan

    known = plan()
    report = walk_plan(known, steps=steps, seed=seed)
    for finding, trail in zip(report.findings, report.trails, strict=True):
        typer.echo(f"{finding}\n    " + "\n    ".join(trail))
    states = sum(len(machine.states) for machine in known.machines.values())
    typer.echo(
        _(
            "%(steps)s steps, %(walks)s walks, %(seen)s of %(states)s states, %(left)s of %(exits)s exits, "
            "%(findings)s findings"
        )
        % {
            "steps": report.steps,
            "walks": report.walks,
            "seen": len(report.states),
            "states": states,
            "left": len(report.exits),
            "exits": len(exits(known)),
            "findings": len(report.findings),
        }
    )
    raise typer.Exit(1 if report.findings else 0)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help=_("The machine, for instance case."))],
    format_: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    kind: Annotated[str, typer.Option(help=_("Of the case: only what a case of this kind can come to."))] = "",
) -> None:
    """Print one table, as Markdown or as a Mermaid diagram."""
    start_django()
    from huitou.core.flow import machines
    from huitou.core.flow.show import everything, markdown, mermaid

    machine = machines().get(name)
    if machine is None:
        raise typer.BadParameter(
            _("there is no machine %(name)s; there are: %(machines)s")
            % {"name": repr(name), "machines": ", ".join(machines())}
        )
    part = _of_kind(name, kind) if kind else None
    keep = part.keep if part is not None else everything
    initial = part.initial if part is not None else None
    typer.echo(markdown(machine, keep) if format_ is Format.TABLE else mermaid(machine, keep, initial))


def _of_kind(name: str, kind: str) -> "OfKind":
    from huitou.cases.by_kind import of_kind
    from huitou.policies.rules.vocabulary import KINDS

    if name != "case":
        raise typer.BadParameter(_("only the case has kinds"), param_hint="--kind")
    if kind not in KINDS:
        raise typer.BadParameter(
            _("there is no kind %(kind)s; there are: %(kinds)s") % {"kind": repr(kind), "kinds": ", ".join(KINDS)},
            param_hint="--kind",
        )
    return of_kind(kind)


@app.command()
def docs(
    only_check: Annotated[bool, typer.Option("--check", help=_("Say what is out of date, write nothing."))] = False,
) -> None:
    """Write docs/flows/ from the tables, and docs/peers.md from its list."""
    start_django()
    from django.conf import settings

    from huitou.config import peers_page
    from huitou.config.flow_docs import stale, write

    folder = settings.HUITOU_ROOT / "docs"
    names = [f"flows/{name}" for name in (stale(folder) if only_check else write(folder))]
    page, text = folder / peers_page.NAME, peers_page.page()
    if not page.is_file() or page.read_text(encoding="utf-8") != text:
        names.append(page.name)
        if not only_check:
            page.write_text(text, encoding="utf-8")
    for name in names:
        typer.echo(
            _("%(only_check)s: docs/%(name)s")
            % {"only_check": "out of date" if only_check else "written", "name": name}
        )
    raise typer.Exit(1 if only_check and names else 0)
