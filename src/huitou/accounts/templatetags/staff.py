"""`{% load staff %}`: what the list of sessions shows."""

import re

from django.template import Library
from django.utils.translation import gettext as _

register = Library()

# The first that fits; browsers claim to be each other, so the order matters.
BROWSERS = (
    (r"MicroMessenger", "WeChat"),
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser", "Samsung Internet"),
    (r"Firefox/|FxiOS", "Firefox"),
    (r"CriOS|Chrome/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"HarmonyOS|OpenHarmony", "HarmonyOS"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"Linux|X11", "Linux"),
)


@register.filter
def browser(user_agent: str) -> str:
    """“Firefox, Windows” for a User-Agent header; what cannot be told is left out."""
    told = [_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)]
    return ", ".join(name for name in told if name) or _("Unknown browser")


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, text)), "")
