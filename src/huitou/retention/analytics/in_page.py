"""The statistics programs that a shop has on buyers' pages: their ids, their hosts, nothing else. Pure.

Hosts: https://developers.google.com/tag-platform/security/guides/csp (Google Analytics 4), and the code that Baidu
Tongji gives out, which loads and reports to hm.baidu.com. Ids are looked at again whenever they are used: nothing but
these signs can ever get into a page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huitou.retention.analytics.ga4 import MEASUREMENT_ID

BAIDU_ID = re.compile(r"[0-9a-f]{32}")
_GOOGLE = ["https://*.google-analytics.com", "https://*.googletagmanager.com"]
_BAIDU = ["https://hm.baidu.com"]


@dataclass(frozen=True, slots=True)
class InPage:
    """`google`: a measurement ID; `baidu`: the site's id; "" where the shop has none."""

    google: str = ""
    baidu: str = ""

    def __bool__(self) -> bool:
        return bool(self.google or self.baidu)

    def policy(self) -> dict[str, list[str]]:
        """What a page may load and call besides our own, by directive."""
        allowed: dict[str, list[str]] = {"script-src": [], "img-src": [], "connect-src": []}
        if self.google:
            allowed["script-src"] += ["https://www.googletagmanager.com"]
            allowed["img-src"] += _GOOGLE
            allowed["connect-src"] += [*_GOOGLE, "https://*.analytics.google.com"]
        if self.baidu:
            for hosts in allowed.values():
                hosts += _BAIDU
        return allowed


def in_page(measuring: Mapping[str, Any]) -> InPage:
    """Of what the shop keeps (`Shop.measuring`); an id of another shape is none."""
    google, baidu = str(measuring.get("gtag", "")), str(measuring.get("baidu", ""))
    return InPage(google if MEASUREMENT_ID.fullmatch(google) else "", baidu if BAIDU_ID.fullmatch(baidu) else "")
