"""Ready policies per country and trade, at or above the law of the place; a shop starts with one and changes it.

`preset_for(country, …)` is called by setup and the demo; its result goes to `verbs.save_draft`. The files are plain
policy documents (`cn.json` …). Sums are in the preset's own currency and are left out for another one.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any, Final

from huitou.policies.law.eu import MEMBERS
from huitou.policies.presets.by_trade import TRADES, for_trade

__all__ = ["CODES", "FALLBACK", "TRADES", "code_for", "load", "preset_for"]

CODES: Final = ("cn", "tw", "eu", "uk", "kr", "jp", "br", "us")
FALLBACK: Final = "us"

_BY_COUNTRY: Final[dict[str, str]] = {
    **dict.fromkeys(MEMBERS, "eu"),
    "CN": "cn",
    "TW": "tw",
    "GB": "uk",
    "KR": "kr",
    "JP": "jp",
    "BR": "br",
    "US": "us",
}


def code_for(country: str) -> str:
    """Return the preset's code for a two-letter country; countries without their own get the general one."""
    return _BY_COUNTRY.get(country.upper(), FALLBACK)


def load(code: str) -> dict[str, Any]:
    """Return a preset as it lies in its file. Raises: KeyError for a code that is not in `CODES`."""
    if code not in CODES:
        raise KeyError(code)
    document: dict[str, Any] = json.loads(_text(code))
    return document


def preset_for(country: str, *, currency: str, timezone: str, trade: str = "") -> dict[str, Any]:
    """Return the policy document for a shop in this country, currency and time zone, of a trade where one is named.

    Conditions in sums are dropped, and with them the automatic approvals that depend on them, when the shop's
    currency is not the preset's: a sum without exchange rate is a guess.
    """
    document = load(code_for(country))
    if document["currency"] != currency:
        for rule in document["rules"]:
            for offer in rule["offers"]:
                if "max_value_minor" in offer.get("automatic", {}):
                    del offer["automatic"]
    document |= {"country": country.upper(), "currency": currency, "timezone": timezone}
    return for_trade(document, trade) if trade else document


@cache
def _text(code: str) -> str:
    return resources.files(__package__).joinpath(f"{code}.json").read_text(encoding="utf-8")
