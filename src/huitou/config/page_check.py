"""Asks the running server for its main pages as a visitor would, and fails on the first that does not answer well.

Used by `huitou demo --once`.
"""

import http.client
import urllib.error
import urllib.request
from collections.abc import Sequence
from gettext import gettext as _
from http.cookiejar import CookieJar
from urllib.parse import urlsplit

from huitou.config.doors import Door
from huitou.config.failures import StartUpFailed

# Pages that stand in every installation, whatever its shops are.
ALWAYS = ("/healthz", "/staff/login/", "/styleguide/", "/api/v1/openapi.json")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
SECONDS = 30


class PageFails(StartUpFailed):
    """A page that must answer does not."""


def check_pages(url: str, doors: Sequence[Door]) -> int:
    """Ask for the pages that always stand and for each door, in each language; returns how many answered.

    Redirections are followed with the cookies they set, as a browser does. Raises PageFails.
    """
    for path in ALWAYS:
        _ask(url + path, "en")
    port = urlsplit(url).port
    for door in doors:
        for language in LANGUAGES:
            # The name of a shop's own host is told, not looked up: not every machine knows names below localhost.
            _ask(url + door.path, language, host=f"{door.host}:{port}" if door.host else "")
    return len(ALWAYS) + len(doors) * len(LANGUAGES)


def _ask(url: str, language: str, *, host: str = "") -> None:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    request = urllib.request.Request(url, headers={"Accept-Language": language} | ({"Host": host} if host else {}))
    try:
        with opener.open(request, timeout=SECONDS) as response:
            body = response.read()
    except urllib.error.HTTPError as error:
        raise PageFails(
            _("%(url)s answers with status %(code)s; the log above says why") % {"url": url, "code": error.code}
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise PageFails(_("%(url)s does not answer: %(error)s") % {"url": url, "error": error}) from error
    if not body.strip():
        raise PageFails(_("%(url)s answers with an empty page") % {"url": url})
