"""What a shop's policy and the law mean for its pages: the withdrawal function, rights by country, places not served.

Called by `visit` (footer), look-up, order, policy and rights pages, and by cases that ended without agreement. It reads
one row: the policy in force.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from django.urls import reverse
from django.utils.translation import get_language, to_locale

from huitou.core.models import Shop
from huitou.core.tenancy import current_shop_id, in_shop
from huitou.policies.law.bodies import Body
from huitou.policies.law.book import has_withdrawal_function
from huitou.policies.law.rights import rights_of
from huitou.policies.queries import document_of, version_in_force
from huitou.policies.rules import Document
from huitou.policies.rules.fixed_parts import served
from huitou.policies.texts import say_sentence

# Ends of a case that leave a buyer with a right to turn elsewhere.
UNSETTLED = ("refused", "declined", "closed", "lapsed", "expired", "unreturned")


@dataclass(frozen=True, slots=True)
class ShopLaw:
    """`withdraws`: the withdrawal function must be on the pages. `limits`: where the shop does not deliver, in words.

    `countries`: whose buyers the policy speaks to.
    """

    withdraws: bool
    limits: Sequence[str]
    countries: Sequence[str]


@dataclass(frozen=True, slots=True)
class RightsNote:
    """What a buyer whose case ended unsettled should know: whom to turn to, and where the rights are told."""

    country: str
    url: str
    bodies: Sequence[Body]


def shop_law(shop: Shop, at: datetime) -> ShopLaw:
    """Read the policy in force. Joins an open transaction of the shop, else opens one."""
    if current_shop_id() == shop.pk:
        return _of(shop, at)
    with in_shop(shop):
        return _of(shop, at)


def day_of(shop: Shop, at: datetime) -> date:
    """The day at the shop."""
    return at.astimezone(ZoneInfo(shop.timezone)).date()


def rights_path(shop: Shop, country: str) -> str:
    """The page of rights for a country."""
    return f"{reverse('portal:rights', args=[shop.slug])}?country={country}"


def rights_note(shop: Shop, country: str, state: str, at: datetime) -> RightsNote | None:
    """For a case that ended unsettled in a shop that stands alone; None otherwise."""
    if not shop.sole or state not in UNSETTLED:
        return None
    found = country or shop.country
    return RightsNote(country_name(found), rights_path(shop, found), rights_of(found, day_of(shop, at)).bodies)


def place_not_served(document: Document, country: str, region: str) -> bool:
    """Whether the shop does not deliver to where an order went."""
    return bool(country) and not document.serves.reaches(country, region)


def country_name(code: str) -> str:
    """The country in the active language."""
    return str(Locale.parse(to_locale(get_language() or "en")).territories.get(code, code))


def limits_of(document: Document) -> list[str]:
    """Where the shop delivers to and where not, in sentences; empty where it sets no limits."""
    return [say_sentence(sentence) for sentence in served(document)] if document.serves else []


def _of(shop: Shop, at: datetime) -> ShopLaw:
    version = version_in_force(shop, at)
    if version is None:
        return ShopLaw(has_withdrawal_function(shop.country, day_of(shop, at)), (), (shop.country,))
    document = document_of(version)
    countries = sorted(document.serves.countries or document.markets or {document.country})
    needed = any(has_withdrawal_function(country, day_of(shop, at)) for country in countries)
    return ShopLaw(needed, limits_of(document), countries)
