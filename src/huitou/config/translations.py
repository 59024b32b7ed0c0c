"""Keeps every text in zh-Hans and zh-Hant: `sync` gathers them, `check` names what is missing, start-up compiles.

`python -m huitou.config.translations sync AREA` while writing; `compile_stale` whenever a process starts. Babel does
all of it: gettext's own programs are not needed on the machine.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from huitou.config.template_texts import texts

SOURCE = Path(__file__).resolve().parents[1]
LANGUAGES = {"zh_Hans": "Simplified Chinese", "zh_Hant": "Traditional Chinese (Taiwan)"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\([^)]+\)[a-z]|%[sd]|\{[a-z_]\w*\}")
HEADER = """# {language} texts of {area}.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


@dataclass(frozen=True)
class Problem:
    """One text that a reader of one language would not get right."""

    area: str
    language: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.area} {self.language}: {self.kind}: {self.text!r}"


def areas() -> list[str]:
    """The areas that have texts of their own or may get some."""
    return sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists())


def po_path(area: str, language: str) -> Path:
    """Where an area keeps its texts of one language."""
    return SOURCE / area / "locale" / language / "LC_MESSAGES" / "django.po"


def gather(area: str) -> Catalog:
    """Every text for people in the Python files and templates of an area."""
    catalog = Catalog(fuzzy=False)
    for path in sorted((SOURCE / area).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        with open(path, "rb") as file:
            for _line, msgid, _comments, context in extract("python", file, KEYWORDS):
                catalog.add(msgid if isinstance(msgid, str) else tuple(msgid), context=context)
        if "cli" in path.parts:
            for help_text in command_helps(path.read_text(encoding="utf-8")):
                catalog.add(help_text)
    for path in sorted((SOURCE / area).rglob("templates/**/*")):
        if path.suffix in (".html", ".txt", ".mjml", ".xml"):
            for context, singular, plural in texts(path.read_text(encoding="utf-8")):
                catalog.add((singular, plural) if plural else singular, context=context)
    return catalog


def command_helps(source: str) -> Iterator[str]:
    """The docstrings that `config.cli.speech` shows as help: of what `app` declares, and what takes options."""
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        declared = any("app." in ast.unparse(one) for one in node.decorator_list)
        text = ast.get_docstring(node)
        if text and (declared or "typer.Option" in ast.unparse(node.args)):
            yield text


def sync(area: str) -> None:
    """Bring both catalogues of an area up to what its files say; keeps translations, drops what nobody uses."""
    gathered = gather(area)
    for language, name in LANGUAGES.items():
        path = po_path(area, language)
        had = _read(path, language)
        if not len(gathered):
            continue
        had.update(gathered, no_fuzzy_matching=True)
        had.obsolete.clear()
        for message in had:
            message.flags.discard("python-format")
        out = BytesIO()
        write_po(out, had, width=100, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
        head = HEADER.format(language=name, area=area, code=language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + out.getvalue().decode().strip() + "\n", encoding="utf-8")


def problems(area: str) -> list[Problem]:
    """What is missing, unsure, or has other placeholders than the English text, in both languages."""
    gathered = gather(area)
    found: list[Problem] = []
    for language in LANGUAGES:
        catalog = _read(po_path(area, language), language)
        for message in _texts_of(gathered):
            kind = _fault(message, catalog.get(message.id, message.context))
            if kind:
                found.append(Problem(area, language, kind, _singular(message)))
    return found


def contradictions() -> list[Problem]:
    """Texts that two areas translate differently: Django merges the areas, so only one of them would be shown."""
    found: list[Problem] = []
    for language in LANGUAGES:
        first: dict[tuple[str | None, str], tuple[str, object]] = {}
        for area in areas():
            for message in _texts_of(_read(po_path(area, language), language)):
                if not message.string or message.string == ("",):
                    continue
                key = (message.context, _singular(message))
                known = first.setdefault(key, (area, message.string))
                if known[1] != message.string:
                    kind = f"{known[0]} says {known[1]!r}, this area {message.string!r}"
                    found.append(Problem(area, language, kind, key[1]))
    return found


def compile_stale() -> int:
    """Compile every catalogue that is newer than its compiled form; returns how many were."""
    compiled = 0
    for area in areas():
        for language in LANGUAGES:
            source = po_path(area, language)
            target = source.with_suffix(".mo")
            if not source.exists():
                continue
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            # Written aside and renamed: several processes may start at once.
            draft = target.with_suffix(f".{os.getpid()}")
            with open(draft, "wb") as file:
                write_mo(file, _read(source, language))
            draft.replace(target)
            compiled += 1
    return compiled


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with open(path, "rb") as file:
        return read_po(file, locale=language)


def _texts_of(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _fault(wanted: Message, have: Message | None) -> str | None:
    said = have.string if have is not None else None
    strings = [said] if isinstance(said, str) else list(said or ())
    if have is None or not strings or not all(strings):
        return "missing"
    if have.fuzzy:
        return "fuzzy"
    originals = [wanted.id] if isinstance(wanted.id, str) else list(wanted.id)
    # A language without plurals translates the plural form; its placeholders are the ones that must be there.
    needed = sorted(PLACEHOLDER.findall(originals[-1].replace("%%", "")))
    if any(sorted(PLACEHOLDER.findall(string.replace("%%", ""))) != needed for string in strings):
        return f"other placeholders than {', '.join(needed) or 'none'}"
    return None


def main(arguments: list[str]) -> int:
    """`sync [AREA…]`, `check [AREA…]` or `compile`."""
    command, chosen = (arguments[0] if arguments else ""), arguments[1:] or areas()
    unknown = [area for area in chosen if area not in areas()]
    if command not in ("sync", "check", "compile") or unknown:
        sys.stderr.write(f"usage: translations sync|check [AREA…] | compile; areas: {' '.join(areas())}\n")
        return 2
    if command == "compile":
        sys.stdout.write(f"{compile_stale()} catalogues compiled\n")
        return 0
    if command == "sync":
        for area in chosen:
            sync(area)
    found = [problem for area in chosen for problem in problems(area)]
    if len(chosen) == len(areas()):
        found += contradictions()
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    sys.stdout.write(f"{len(found)} texts to mend\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
