"""A policy in a few short lines, for a checkout or a product page: what holds for goods without a rule of their own.

Called by the portal's embed and the API. From the very document that is applied; the whole policy is one link away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from huitou.core.money import Money, format_money
from huitou.policies.rules.document import Document, Offer, Rule
from huitou.policies.rules.vocabulary import BUYER_REASONS, KINDS, N_
from huitou.policies.rules.windows import end_after
from huitou.policies.texts import because_label, joined, phrase

FAULT = "defective"
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """`lines` is what is shown. `days` None: no last day, or no such return (then `returns` is false).

    `until`: the last day for a delivery on the given day. `served`: whether the shop delivers to the given place.
    """

    lines: tuple[str, ...]
    returns: bool
    days: int | None
    until: date | None
    buyer_pays: bool
    fee_minor: int
    currency: str
    restocking_basis_points: int
    fault_days: int | None
    served: bool
    special_rules: bool


def summary_of(
    document: Document, locale: str, *, delivery: date | None = None, country: str = "", region: str = ""
) -> Summary:
    """Return the policy's short form. `delivery`: the day on which the goods are expected; places by code and name."""
    plain = _deciding(document, "no_longer_wanted", country)
    offer = _money_back(plain)
    fault = _money_back(_deciding(document, FAULT, country))
    until = _until(document, offer, delivery)
    shipping = document.shipping_for("no_longer_wanted", offer)
    brings_back = offer is not None and KINDS[offer.kind].goods_return
    served = _served(document, country, region)
    with translation.override(locale):
        lines = tuple(_lines(document, offer, fault, until, served, locale))
    return Summary(
        lines=lines,
        returns=offer is not None,
        days=offer.window.days if offer is not None else None,
        until=until,
        buyer_pays=brings_back and shipping.by == "buyer",
        fee_minor=shipping.fee_minor if brings_back else 0,
        currency=document.currency,
        restocking_basis_points=offer.restocking_basis_points if offer is not None else 0,
        fault_days=fault.window.days if fault is not None else None,
        served=served,
        special_rules=any(_narrow(rule) for rule in document.rules),
    )


def _narrow(rule: Rule) -> bool:
    when = rule.when
    return bool(when.categories or when.regions or when.segments or when.countries or when.price is not None)


def _deciding(document: Document, reason: str, country: str) -> Rule | None:
    """The first rule that decides for delivered goods of no category, for a customer of no group."""
    for rule in document.rules:
        when = rule.when
        if reason not in when.reasons or "delivered" not in when.stages:
            continue
        if when.categories or when.regions or when.segments or when.price is not None:
            continue
        if when.countries and country not in when.countries:
            continue
        return rule
    return None


def _money_back(rule: Rule | None) -> Offer | None:
    if rule is None:
        return None
    found = [offer for offer in rule.offers if KINDS[offer.kind].pays and not KINDS[offer.kind].names_sum]
    return next((offer for offer in found if offer.window.clock == "delivery"), None)


def _until(document: Document, offer: Offer | None, delivery: date | None) -> date | None:
    if offer is None or offer.window.days is None or delivery is None:
        return None
    last = end_after(document, delivery, offer.window.days)
    return last.astimezone(document.zone).date() if last is not None else None


def _served(document: Document, country: str, region: str) -> bool:
    if not country:
        return True
    covered = not document.markets or country in document.markets
    return covered and document.serves.reaches(country, region)


def _lines(
    document: Document, offer: Offer | None, fault: Offer | None, until: date | None, served: bool, locale: str
) -> Iterator[str]:
    if not served:
        yield _("The shop does not deliver there.")
    if offer is None:
        yield _("No return without a reason.")
    elif offer.window.days is None:
        yield _("Change your mind at any time")
    else:
        yield phrase(N_("%(days)s to change your mind"), {"days": offer.window.days})
    if offer is not None and KINDS[offer.kind].goods_return:
        yield _way_back(document, offer)
        if offer.restocking_basis_points:
            params = {"basis_points": offer.restocking_basis_points}
            yield phrase(N_("Restocking fee %(basis_points)s of the price"), params)
    if until is not None:
        shown = format_date(until, "long", to_locale(locale))
        yield _("until %(day)s") % {"day": shown}
    if fault is not None:
        yield _fault(document, fault)
    grounds = [because_label(one.because) for one in document.exclusions if one.reasons & BUYER_REASONS]
    if grounds and offer is not None:
        named = joined(dict.fromkeys(grounds[:MOST_NAMED]))
        more = _("Not for: %(goods)s and others") if len(grounds) > MOST_NAMED else _("Not for: %(goods)s")
        yield more % {"goods": named}


def _fault(document: Document, offer: Offer) -> str:
    free = not KINDS[offer.kind].goods_return or document.shipping_for(FAULT, offer).by == "merchant"
    if offer.window.days is None:
        said = (
            N_("Something wrong with it: ask at any time, at the shop's cost")
            if free
            else N_("Something wrong with it: ask at any time")
        )
        return phrase(said, {})
    said = (
        N_("Something wrong with it: %(days)s, at the shop's cost") if free else N_("Something wrong with it: %(days)s")
    )
    return phrase(said, {"days": offer.window.days})


def _way_back(document: Document, offer: Offer) -> str:
    shipping = document.shipping_for("no_longer_wanted", offer)
    if shipping.by == "merchant":
        return _("Return shipping is free")
    if shipping.fee_minor:
        return _("Return shipping %(fee)s") % {"fee": format_money(Money(shipping.fee_minor, document.currency))}
    return _("You pay for sending it back")
