"""The story as PDF, where the machine can: WeasyPrint with Pango, and a font that has Chinese characters.

Without such a font Chinese prints as boxes, silently; so nothing is written rather than that. `doctor` names it.
"""

import shutil
import subprocess


def why_not() -> str:
    """What is missing on this machine for PDF; empty where it works."""
    try:
        import weasyprint  # type: ignore[import-not-found,unused-ignore]  # noqa: F401
    except (ImportError, OSError) as error:
        return f"WeasyPrint: {str(error).splitlines()[0]}"
    lister = shutil.which("fc-list")
    fonts = subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout if lister else b""
    return "" if fonts.strip() else "no font with Chinese characters"


def pdf_of(story: str) -> bytes | None:
    """The story as PDF; None where the machine cannot. It loads nothing: everything is in the page."""
    if why_not():
        return None
    import weasyprint

    def refuse(url: str, *_: object, **__: object) -> object:
        if url.startswith("data:"):
            return weasyprint.default_url_fetcher(url)
        raise ValueError("the story is complete in itself")

    written: bytes = weasyprint.HTML(string=story, url_fetcher=refuse).write_pdf()
    return written
