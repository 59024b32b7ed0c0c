"""The documentation of the machines, written from their tables: `docs/flows/*.md`. A test holds the files against it.

Called by `huitou flows docs`; Django must be set up, because the sentences are registered by the areas.
"""

from collections.abc import Iterator
from pathlib import Path

from huitou.core.actors import Role
from huitou.core.flow import Machine, machines
from huitou.core.flow.show import markdown, mermaid
from huitou.core.flow.texts import label_in, sentence_in

FOLDER = "flows"
READERS = (Role.BUYER, Role.MERCHANT, Role.PLATFORM)
MADE = "<!-- Made by `./huitou flows docs` from the machine's table: change the table, not this page. -->\n"


def pages() -> dict[str, str]:
    """File name → text of every page."""
    found = {f"{name}.md": "\n".join(_page(machine)) for name, machine in machines().items()}
    return {"README.md": _index(), **found}


def write(docs: Path) -> list[str]:
    """Write the pages below `docs/flows/`; pages of machines that are gone are removed. The names that changed."""
    folder = docs / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    changed = [name for name, text in wanted.items() if _text(folder / name) != text]
    for name in changed:
        (folder / name).write_text(wanted[name], encoding="utf-8")
    gone = sorted(path.name for path in folder.glob("*.md") if path.name not in wanted)
    for name in gone:
        (folder / name).unlink()
    return [*changed, *gone]


def stale(docs: Path) -> list[str]:
    """The names of pages that no longer say what the tables say."""
    folder = docs / FOLDER
    wanted = pages()
    there = {path.name for path in folder.glob("*.md")}
    return sorted([name for name, text in wanted.items() if _text(folder / name) != text] + list(there - set(wanted)))


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _index() -> str:
    rows = [
        f"| [{name}]({name}.md) | {len(machine.states)} | {len(machine.steps)} | {', '.join(machine.initial)} | "
        f"{', '.join(machine.finals)} |"
        for name, machine in machines().items()
    ]
    return "\n".join(
        [
            "# The machines",
            "",
            MADE,
            "How to read and change them: [flow](../mechanisms/flow.md).",
            "",
            "| machine | states | steps | begins | ends |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _page(machine: Machine) -> Iterator[str]:
    yield f"# {machine.name}\n"
    yield MADE
    yield "## Table\n"
    yield markdown(machine)
    yield "## Diagram\n"
    yield f"```mermaid\n{mermaid(machine)}```\n"
    yield "## What each side reads\n"
    for state in machine.states:
        yield f"### {state}\n"
        for reader in READERS:
            said = sentence_in(machine.name, state, reader, "en") or "–"
            yield f"- **{reader}**: {said}"
        yield ""
    yield "## Actions\n"
    yield "| action | by | en | zh-Hans | zh-Hant |\n|---|---|---|---|---|"
    by: dict[str, list[str]] = {}
    for step in machine.steps:
        if step.who in READERS and str(step.who) not in by.setdefault(step.action, []):
            by[step.action].append(str(step.who))
    for action, roles in by.items():
        words = [label_in(machine.name, action, language) or "–" for language in ("en", "zh-hans", "zh-hant")]
        yield f"| `{action}` | {', '.join(roles)} | {' | '.join(words)} |"
    yield ""
