"""Every partial says its parameters and is named in the documentation and, if it is a component, on the style guide."""

import re
from pathlib import Path

import pytest

import huitou.core

TEMPLATES = Path(huitou.core.__file__).parent / "templates"
PARTIALS = sorted((TEMPLATES / "components").glob("*.html"))
DOCUMENT = Path(huitou.core.__file__).parents[3] / "docs" / "design-system.md"
SHOWN_ELSEWHERE = {
    "countdown",
    "field_error",
    "footer",
    "messages",
    "tag",
    "toasts",
    "language",
    "logo",
    "turning_line",
    "turning_run",
}


@pytest.mark.parametrize("path", PARTIALS, ids=lambda path: path.stem)
def test_a_partial_says_its_parameters(path: Path) -> None:
    head = path.read_text(encoding="utf-8").split("{% endcomment %}")[0]
    assert head.startswith("{% comment %}\n"), path.name
    assert f"`{path.stem}`" in DOCUMENT.read_text(encoding="utf-8")


def test_every_component_is_on_the_style_guide() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in (TEMPLATES / "styleguide").glob("*.html"))
    included = set(re.findall(r'include "components/(\w+)\.html"', shown))
    assert {path.stem for path in PARTIALS} - included - SHOWN_ELSEWHERE == set()


def test_every_icon_that_templates_ask_for_is_drawn() -> None:
    root = TEMPLATES.parents[1]
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (TEMPLATES.parent / "static/core/icons.svg").read_text()))
    asked = {
        (name, str(path))
        for path in root.rglob("templates/**/*.html")
        for name in re.findall(r'{% icon "(\w+)"|\bicon="(\w+)"', path.read_text(encoding="utf-8"))
        for name in name
        if name
    }
    assert {(name, path) for name, path in asked if name not in drawn} == set()
