"""`huitou bench <name> [--json] [--tables DUMP]`: a measurement on a throw-away database, never on a shop's own.

`--tables` takes the empty tables from a dump of ours, which is quicker than to make them: for the tests.
"""

import ast
import json
import os
import pkgutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from gettext import gettext as _
from importlib import import_module
from pathlib import Path

from huitou.config import bench
from huitou.config.cli.installation import opened, say, start_django


def names() -> list[str]:
    """The benchmarks there are: one module `<name>_bench` of `config.bench` each."""
    modules = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    return sorted(name.removesuffix("_bench") for name in modules if name.endswith("_bench"))


def app(*, args: Sequence[str], prog_name: str) -> None:
    """Run one benchmark and print its figures: a line each, or one JSON object with --json."""
    words, tables = _tables([argument for argument in args if argument != "--json"])
    if not words or words[0] in ("--help", "-h"):
        sys.stdout.write(_overview(prog_name))
        sys.exit(0 if words else 2)
    if words[0] not in names():
        said = _("there is no benchmark %(name)s.") % {"name": repr(words[0])}
        sys.stderr.write(f"huitou bench: {said}\n\n{_overview(prog_name)}")
        sys.exit(2)
    # A measurement fills gigabytes: whoever ends it with a signal is not left with them, nor with their server.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="huitou-bench-") as folder:
        Path(folder).chmod(0o711)
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            os.environ.pop(name, None)
        os.environ |= {
            "HUITOU_DATA": f"{folder}/data",
            "HUITOU_EMAIL_URL": f"file:{folder}/mails",
            "HUITOU_CLOCK_MOVABLE": "yes",
            "HUITOU_SANDBOX": "yes",
            "HUITOU_LOG_LEVEL": "WARNING",
        }
        start_django()
        benchmark = import_module(f"{bench.__name__}.{words[0]}_bench")
        benchmark.options_of(words[1:])
        with opened(migrated=tables is None):
            if tables is not None:
                _load(tables)
            measure: bench.Measure = benchmark.measure
            figures = measure(words[1:], say)
    if "--json" in args:
        sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name:<28} {value}\n" for name, value in figures.items())


def _overview(prog_name: str) -> str:
    """All benchmarks with a line each: the first of what its module says of itself, without importing it."""
    lines = []
    for name in names():
        source = Path(bench.__path__[0], f"{name}_bench.py").read_text(encoding="utf-8")
        first = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
        lines.append("  " + first.removeprefix("`huitou bench ").replace("`", "", 1))
    usage = _("Usage: ") + f"{prog_name} NAME [--json] [--help]"
    return "\n".join([usage, "", *lines, ""])


def _tables(words: list[str]) -> tuple[list[str], Path | None]:
    """The other words, and the dump that is named."""
    if "--tables" not in words[:-1]:
        return words, None
    place = words.index("--tables")
    return words[:place] + words[place + 2 :], Path(words[place + 1]).absolute()


def _load(tables: Path) -> None:
    from huitou.config import schema
    from huitou.config.backup import database

    database.load(tables)
    schema.migrate()
