"""The story as PDF, printed by a Chromium that is installed on the machine, with a font that has Chinese characters.

Called by the command line and by jobs; for a page only by `settlements.paper`, which prints one at a time. Without such
a font Chinese prints as boxes, silently; so nothing is written rather than that. `doctor` names what is missing.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome-headless-shell")
SECONDS = 90
# Nothing is loaded, nothing runs: the page is complete in itself, and what people wrote in it stays text.
ALONE = (
    "--headless", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    # Its own sandbox needs rights that a container or root does not have; the page is ours.
    "--no-sandbox",
)  # fmt: skip

NO_SCRIPTS = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'\">"
)
START = "<!doctype html>"


def browser() -> str | None:
    """Where the browser is."""
    return next((found for name in BROWSERS if (found := shutil.which(name)) is not None), None)


def why_not() -> str:
    """What is missing on this machine for PDF; empty where it works."""
    if browser() is None:
        return "no Chromium or Chrome"
    lister = shutil.which("fc-list")
    fonts = subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout if lister else b""
    return "" if fonts.strip() else "no font with Chinese characters"


def pdf_of(story: str, *, seconds: float = SECONDS) -> bytes | None:
    """The story as PDF; None where the machine cannot, or the browser failed or took longer (that is logged)."""
    program = browser()
    if why_not() or program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="huitou-pdf-") as folder:
        page, target = Path(folder, "story.html"), Path(folder, "story.pdf")
        page.write_text(START + NO_SCRIPTS + _without_start(story), encoding="utf-8")
        own = (f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", page.as_uri())
        try:
            subprocess.run([program, *ALONE, *own], capture_output=True, check=True, timeout=seconds)
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("bundle.no_pdf", reason=type(error).__name__)
            return None
        return target.read_bytes() if target.is_file() else None


def _without_start(story: str) -> str:
    """The page without its first line, before which what it may load has to be said."""
    head = story.lstrip()
    return head[len(START) :] if head[: len(START)].lower() == START else head
