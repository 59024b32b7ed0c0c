"""Reads the places of a policy document: countries, and where the shop delivers to. Used by `rules.reading` only."""

from __future__ import annotations

from typing import Any

from huitou.policies.rules.document import Serves, Unserved
from huitou.policies.rules.fields import Fields
from huitou.policies.rules.problems import Problem
from huitou.policies.rules.vocabulary import N_


def is_country(value: Any) -> bool:
    """Say whether this looks like a two-letter country code."""
    return isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()


def countries(fields: Fields, name: str) -> frozenset[str]:
    """Read a list of country codes; what is none is noted."""
    found = fields.list(name) or ()
    for value in found:
        if not is_country(value):
            fields.note("not_a_country", N_('"%(value)s" is no two-letter country code'), value=str(value)[:60])
    return frozenset(value for value in found if is_country(value))


def serves(fields: Fields, markets: frozenset[str], problems: list[Problem]) -> Serves:
    """Read where the shop delivers to; a place twice or outside the policy's countries is noted."""
    value = fields.get("serves")
    if value is None:
        return Serves()
    places = Fields(value, "serves", problems)
    named = countries(places, "countries")
    found = Serves(named, tuple(_unserved(one, problems) for one in places.list("without") or ()))
    places.done()
    known = named or markets
    for place in found.without:
        if known and place.country and place.country not in known:
            msgid = N_("%(country)s is not among the countries that are delivered to, so it needs no exception")
            places.note("contradictory", msgid, country=place.country)
    for country in sorted(named - markets if markets else ()):
        places.note("contradictory", N_("the policy does not cover %(country)s"), country=country)
    return found


def _unserved(value: Any, problems: list[Problem]) -> Unserved:
    fields = Fields(value, "serves", problems)
    country = fields.text("country")
    if country and not is_country(country):
        fields.note("not_a_country", N_('"%(value)s" is no two-letter country code'), value=country)
    regions = fields.names("regions")
    if not regions and fields.get("regions") is None:
        fields.note("missing", N_('the field "%(name)s" is missing'), name="regions")
    fields.done()
    return Unserved(country, regions)
