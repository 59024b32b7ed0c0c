"""What the shop's form offers: countries, currencies and time zones, named in the reader's language.

Used by the forms only. The names come from the Unicode data (babel); nothing here is stored.
"""

from functools import lru_cache
from operator import itemgetter

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.utils.translation import get_language

from huitou.accounts.verbs.open_shop import known_countries, known_timezones

Choices = list[tuple[str, str]]
BABEL = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "en": "en"}
# Where most shops of this house stand; they lead the list.
NEAR = ("CN", "TW", "HK", "SG", "JP", "KR", "US", "GB", "DE", "FR", "BR")


def countries() -> Choices:
    """(code, name), the likely ones first, then by name."""
    return list(_countries(_language()))


def country_name(code: str) -> str:
    """The country's name in the reader's language."""
    return dict(countries()).get(code, code)


def currencies() -> Choices:
    """(code, “code · name”) of every currency in use, by code."""
    return list(_currencies(_language()))


def timezones() -> Choices:
    """(IANA name, IANA name) by region."""
    return [(name, name.replace("_", " ")) for name in sorted(known_timezones())]


def languages() -> Choices:
    """(code, the language's own name)."""
    own = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}
    return [(code, own.get(code, code)) for code, _name in settings.LANGUAGES]


def usual_for(country: str) -> tuple[str, str]:
    """(currency, time zone) that a shop in this country most likely has; what the form fills in first."""
    current = [row[0] for row in get_global("territory_currencies").get(country, []) if row[2] is None and row[3]]
    zones = get_global("territory_zones").get(country, [])
    zone = next((zone for zone in ZONES.get(country, zones) if zone in known_timezones()), "UTC")
    return (current[-1] if current else "USD"), zone


# Countries with several zones: the one that most people keep.
ZONES = {
    "AU": ["Australia/Sydney"],
    "BR": ["America/Sao_Paulo"],
    "CA": ["America/Toronto"],
    "CN": ["Asia/Shanghai"],
    "DE": ["Europe/Berlin"],
    "ES": ["Europe/Madrid"],
    "MX": ["America/Mexico_City"],
    "NZ": ["Pacific/Auckland"],
    "PT": ["Europe/Lisbon"],
    "RU": ["Europe/Moscow"],
    "US": ["America/New_York"],
}


def _language() -> str:
    return BABEL.get(get_language() or "en", "en")


@lru_cache(maxsize=8)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).territories
    known = sorted(((code, names.get(code, code)) for code in known_countries()), key=itemgetter(1))
    near = [(code, names[code]) for code in NEAR]
    return (*near, *(row for row in known if row[0] not in NEAR))


@lru_cache(maxsize=8)
def _currencies(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).currencies
    rows = get_global("territory_currencies").values()
    current = {row[0] for territory in rows for row in territory if row[2] is None and row[3]}
    return tuple((code, f"{code} · {names.get(code, code)}") for code in sorted(current))
