"""Joins the style sheets and the scripts into `huitou.css` and `huitou.js`, one request each.

Run `python -m huitou.core.bundle` after changing a part; a test fails while the joined files are stale. Joining at
writing time keeps serving plain: no finder, no build step, no second storage (docs/design-system.md has the figures).
"""

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static" / "core"
FOUNDATION = ("tokens", "base", "type", "layout")
COMPONENTS = (
    "header", "button", "field", "choice", "control", "tag", "notice", "sentence", "turning", "bill", "timeline",
    "slot", "item", "list", "queue", "navigation", "dialog", "print",
)  # fmt: skip
SCRIPTS = ("live", "countdown", "stepper", "copy", "toast", "dialog", "form", "fill", "drop", "slot", "keys")

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_JS_COMMENT_LINE = re.compile(r"^\s*//.*\n", re.MULTILINE)


def stylesheet(static: Path = STATIC) -> str:
    """All style sheets in their order, without comments and indentation."""
    paths = [static / "css" / f"{name}.css" for name in FOUNDATION]
    paths += [static / "css" / "components" / f"{name}.css" for name in COMPONENTS]
    joined = _CSS_COMMENT.sub("", "\n".join(path.read_text(encoding="utf-8") for path in paths))
    return _tight(joined)


def script(static: Path = STATIC) -> str:
    """All scripts in their order, each in a block of its own so that their names do not meet."""
    parts = (static / "js" / f"{name}.js" for name in SCRIPTS)
    bodies = (_tight(_JS_COMMENT_LINE.sub("", path.read_text(encoding="utf-8"))) for path in parts)
    return "".join(f"{{\n{body}}}\n" for body in bodies)


def targets(static: Path = STATIC) -> dict[Path, str]:
    """What each joined file must contain."""
    return {static / "css" / "huitou.css": stylesheet(static), static / "js" / "huitou.js": script(static)}


def write(static: Path = STATIC) -> list[Path]:
    """Write the joined files that are stale and name them."""
    stale = [
        path for path, text in targets(static).items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        path.write_text(targets(static)[path], encoding="utf-8")
    return stale


def _tight(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line)


if __name__ == "__main__":
    write()
