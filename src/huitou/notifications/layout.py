"""Turns the MJML layout into a template of Django's engine: once per process and language.

The tools parse HTML strictly, so template tags travel through them as comments (`<!--@ if x -->`) and the
shop's colours as stand-ins (`#ac00xx`). Called by rendering.py; it never sees a letter.
"""

import re
from functools import lru_cache
from pathlib import Path

import css_inline
import mjml
from django.template import Engine, Template

LAYOUTS = Path(__file__).parent / "layouts"

_LATIN = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial"
FONTS = {
    "zh-hans": f"{_LATIN}, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif",
    "zh-hant": f"{_LATIN}, 'PingFang TC', 'Noto Sans CJK TC', 'Microsoft JhengHei', sans-serif",
    "en": f"{_LATIN}, sans-serif",
}
LEADING = {"zh-hans": "1.7", "zh-hant": "1.7", "en": "1.5"}
LANGUAGE_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
COLOURS = {
    "#ac0001": "{{ brand.light.accent }}",
    "#ac0002": "{{ brand.light.accent_ink }}",
    "#ac0003": "{{ brand.dark.accent }}",
    "#ac0004": "{{ brand.dark.accent_ink }}",
}

_MARKER = re.compile(r"<!--@ (.+?) -->")
_SOURCE_COMMENT = re.compile(r"^<!--(?!@).*?-->\s*", re.DOTALL)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Where a tag may be broken, which puts no blank between two words or pictures.
_BEFORE_STYLE = re.compile(r' (?=style=")')
LINE = 600
_SPACES = re.compile(r"\s+")
_LEFT_OVER = re.compile(r"xx-|#ac00|<!--@|https?://(?!www\.w3\.org)")
_engine = Engine()


@lru_cache(maxsize=len(FONTS))
def compiled(locale: str) -> Template:
    """The HTML template of a language (`zh-hans`, `zh-hant`, `en`); about 5 ms the first time, then free."""
    source = _SOURCE_COMMENT.sub("", _read("letter.mjml")).replace("xx-lang", LANGUAGE_TAGS[locale])
    source = source.replace("xx-leading", LEADING[locale]).replace("xx-fonts", FONTS[locale])
    inliner = css_inline.CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        extra_css=_read("letter.css"),
        load_remote_stylesheets=False,
    )
    # Without `fonts={}` the compiler links web fonts for the names it knows.
    html = inliner.inline(mjml.mjml2html(source, fonts={}))
    html = html.replace("</head>", f"<style>{_dark()}</style></head>")
    html = html.replace("</body>", "{{ markup }}</body>")
    for stand_in, variable in COLOURS.items():
        html = html.replace(stand_in, variable)
    html = _in_lines(_MARKER.sub(r"{% \1 %}", html))
    if _LEFT_OVER.search(html):
        raise RuntimeError(f"the mail layout kept a stand-in or an outside address: {_LEFT_OVER.findall(html)}")
    return _engine.from_string(html)


def _read(name: str) -> str:
    return (LAYOUTS / name).read_text(encoding="utf-8")


def _in_lines(html: str) -> str:
    """The same in lines of some hundred letters, and at least one break in whatever is repeated.

    A mail with a line of more than 998 letters (RFC 5322 §2.1.1) is written in a form thrice as long, letter by letter.
    """
    first, *parts = _BEFORE_STYLE.split(html)
    lines = [first]
    for part in parts:
        line = lines[-1].rpartition("\n")[2]
        if len(line) + len(part) > LINE or "{% for" in line:
            lines.append(part)
        else:
            lines[-1] += f" {part}"
    return "\n".join(lines)


def _dark() -> str:
    """The colours for dark screens, one rule to a line."""
    return _SPACES.sub(" ", _CSS_COMMENT.sub("", _read("dark.css"))).replace("} ", "}\n")
