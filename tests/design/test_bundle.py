"""One style sheet and one script per page: joined from their parts, current, and within the budget."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from huitou.core import bundle


@pytest.mark.parametrize("path", bundle.targets(), ids=lambda path: path.name)
def test_the_joined_file_is_current(path: Path) -> None:
    current = path.read_text(encoding="utf-8") == bundle.targets()[path]
    assert current, "run: python -m huitou.core.bundle"


def test_no_part_is_forgotten() -> None:
    css = {path.stem for path in (bundle.STATIC / "css" / "components").glob("*.css")}
    js = {path.stem for path in (bundle.STATIC / "js").glob("*.js")} - {"huitou"}
    assert css == set(bundle.COMPONENTS)
    assert js == set(bundle.SCRIPTS)


def test_a_changed_part_makes_the_joined_file_stale(tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(bundle.STATIC, tmp_path / "core"))
    assert bundle.write(copy) == []
    (copy / "css" / "type.css").write_text(".new { color: red; }\n", encoding="utf-8")
    assert bundle.write(copy) == [copy / "css" / "huitou.css"]
    assert ".new {" in (copy / "css" / "huitou.css").read_text(encoding="utf-8")


def test_style_script_and_htmx_leave_room_for_the_page() -> None:
    """40 KB for the portal's first view, of which at most 30 are ours before the page itself."""
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert htmx is not None
    files = [*bundle.targets(), Path(str(htmx))]
    weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in files)
    assert weight <= 30_000, weight


def test_colours_come_from_tokens_only() -> None:
    """A component that writes a colour of its own is not changed by the shop's brand or by the dark scheme."""
    allowed = {"item.css": 4, "dialog.css": 0, "print.css": 1}
    for path in (bundle.STATIC / "css" / "components").glob("*.css"):
        written = re.findall(r"#[0-9a-fA-F]{3,6}\b", path.read_text(encoding="utf-8"))
        assert len(written) <= allowed.get(path.name, 0), (path.name, written)


def test_only_two_weights_and_six_sizes() -> None:
    css = bundle.stylesheet()
    assert set(re.findall(r"font-weight: ([^;]+);", css)) <= {"var(--weight)", "var(--weight-strong)"}
    sizes = set(re.findall(r"font-size: ([^;]+);", css))
    assert sizes - {f"var(--size-{size})" for size in (13, 15, 17, 20, 26, 34)} == {"0.94em"}
    assert "italic" not in css
