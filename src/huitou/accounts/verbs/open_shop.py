"""Opens a shop. Used by setup, by ``./huitou shop create`` and by the demo alike.

The shop does not exist yet, so this verb has no shop's actor and opens its own transaction.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import Membership, Staff
from huitou.accounts.records import note
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs.people import checked_email, note_joined
from huitou.core.actors import system_actor
from huitou.core.contrast import DEFAULT_ACCENT, parse_hex, to_hex
from huitou.core.errors import HuitouError, Invalid
from huitou.core.models import Shop
from huitou.core.money import exponent
from huitou.core.writing import writing

COUNTRY = re.compile(r"[A-Z]{2}")
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
# Addresses of the house itself, and names that would be mistaken for them.
RESERVED = frozenset(("admin", "api", "desk", "healthz", "live", "media", "platform", "s", "setup"))
RESERVED |= {"people", "shop", "shops", "staff", "static", "styleguide"}


class SlugMalformed(Invalid):
    """The short name cannot stand in an address."""

    code = "slug_malformed"
    message = _("The short name may hold small letters, digits and hyphens, at most 60 signs; “%(slug)s” does not fit.")


class SlugTaken(HuitouError):
    """Another shop has this short name."""

    code = "slug_taken"
    message = _("A shop with the short name “%(slug)s” exists already. Choose another one.")


class ShopNameMissing(Invalid):
    """The shop has no name."""

    code = "shop_name_missing"
    message = _("Give the shop a name: buyers see it on every page and in every mail.")


class TimezoneUnknown(Invalid):
    """Not a name of the IANA time zone database."""

    code = "timezone_unknown"
    message = _("The time zone “%(timezone)s” is not known. Write it like Asia/Shanghai.")


class CountryUnknown(Invalid):
    """Not an ISO 3166 code."""

    code = "country_unknown"
    message = _("The country “%(country)s” is not known. Write its two letters, for example CN.")


class LocaleUnknown(Invalid):
    """A language that the pages do not speak."""

    code = "locale_unknown"
    message = _("The language “%(locale)s” is not available. Choose one of: %(choices)s.")


def open_shop(
    *,
    slug: str,
    name: str,
    currency: str,
    timezone: str,
    locale: str,
    country: str,
    at: datetime,
    owner: Staff | None = None,
    legal_name: str = "",
    contact_email: str = "",
    address: str = "",
    accent: str = DEFAULT_ACCENT,
    sole: bool = True,
    demo: bool = False,
    then: Callable[[Shop], None] | None = None,
) -> Shop:
    """Create the shop, and its owner's membership where one is given; all or nothing, `then` included.

    ``currency`` is ISO 4217, ``timezone`` IANA, ``country`` ISO 3166 alpha-2, ``locale`` one of the pages'.
    Raises: SlugMalformed, SlugTaken, ShopNameMissing, TimezoneUnknown, CountryUnknown, LocaleUnknown,
    CurrencyUnknown, ColourMalformed.
    """
    wrong = wrong_in(slug=slug, name=name, currency=currency, timezone=timezone, locale=locale, country=country)
    if wrong:
        raise wrong[0]
    shop = Shop(
        slug=checked_slug(slug),
        name=name.strip(),
        legal_name=legal_name.strip(),
        currency=checked_currency(currency),
        timezone=checked_timezone(timezone),
        locale=checked_locale(locale),
        country=checked_country(country),
        contact_email=contact_email.strip(),
        address=address.strip(),
        accent=to_hex(parse_hex(accent)),
        sole=sole,
        demo=demo,
    )
    _write(shop, owner, then, at)
    return shop


def wrong_in(
    *, slug: str, name: str, currency: str, timezone: str, locale: str, country: str, contact_email: str = ""
) -> list[HuitouError]:
    """Everything that keeps these facts from being a shop, so that a person can mend it all at once."""
    checks: list[tuple[Callable[[str], object], str]] = [
        (checked_slug, slug), (checked_currency, currency), (checked_timezone, timezone), (checked_locale, locale),
        (checked_country, country), (_checked_name, name),
    ]  # fmt: skip
    if contact_email:
        checks.append((checked_email, contact_email))
    wrong = []
    for check, given in checks:
        try:
            check(given)
        except HuitouError as error:
            wrong.append(error)
    return wrong


def _checked_name(name: str) -> None:
    if not name.strip():
        raise ShopNameMissing()


def _write(shop: Shop, owner: Staff | None, then: Callable[[Shop], None] | None, at: datetime) -> None:
    """Everything of the new shop in one transaction. Raises: SlugTaken."""
    try:
        with writing(shop.pk):
            shop.save(force_insert=True)
            note("accounts.shop.opened", actor=system_actor(shop.pk), at=at, facts={"country": shop.country})
            if owner is not None:
                member = Membership.objects.create(shop=shop, staff=owner, role=StaffRole.OWNER, created_at=at)
                note_joined(member, at)
            if then is not None:
                then(shop)
    except IntegrityError as error:
        if Shop.objects.filter(slug=shop.slug).exists():
            raise SlugTaken(slug=shop.slug) from error
        raise


def checked_slug(slug: str) -> str:
    """The slug in small letters. Raises: SlugMalformed."""
    plain = slug.strip().lower()
    if not SLUG.fullmatch(plain) or plain in RESERVED:
        raise SlugMalformed(slug=slug)
    return plain


def checked_currency(currency: str) -> str:
    """The ISO 4217 code in capitals. Raises: CurrencyUnknown."""
    code = currency.strip().upper()
    exponent(code)
    return code


def checked_timezone(timezone: str) -> str:
    """The name as given. Raises: TimezoneUnknown."""
    if timezone.strip() not in known_timezones():
        raise TimezoneUnknown(timezone=timezone)
    return timezone.strip()


def checked_country(country: str) -> str:
    """The two letters in capitals. Raises: CountryUnknown."""
    code = country.strip().upper()
    if code not in known_countries():
        raise CountryUnknown(country=country)
    return code


def checked_locale(locale: str) -> str:
    """The language code in small letters. Raises: LocaleUnknown."""
    code = locale.strip().lower()
    if code not in (choices := [code for code, _name in settings.LANGUAGES]):
        raise LocaleUnknown(locale=locale, choices=_listed(choices))
    return code


@cache
def known_timezones() -> frozenset[str]:
    """Names of regions only, without the aliases that look like abbreviations."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC") - {"localtime"}


@cache
def known_countries() -> frozenset[str]:
    """The two-letter codes that stand for a country (ISO 3166), from the Unicode data."""
    codes = Locale("en").territories
    return frozenset(str(code) for code in codes if COUNTRY.fullmatch(str(code))) - NOT_COUNTRIES


# Codes of the Unicode data that are no country: unions, outlying and pseudo regions.
NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def _listed(choices: Iterable[str]) -> str:
    return ", ".join(choices)
