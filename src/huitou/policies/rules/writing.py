"""Writes a policy document back to JSON, in one canonical form; its digest identifies a published version.

Used by `policies.verbs` and the editor. `read(write(document)) == document`, and defaults are left out so that a
person can read the result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from huitou.policies.rules.document import (
    SCHEMA,
    Automatic,
    Calendar,
    Document,
    Exclusion,
    Names,
    Offer,
    Rule,
    Serves,
    Shipping,
    Terms,
    When,
)
from huitou.policies.rules.vocabulary import BUYER_REASONS, REASONS, STAGES, WEEKDAYS


def write(document: Document) -> dict[str, Any]:
    """Return the JSON value of a document."""
    return _present(
        schema=SCHEMA,
        country=document.country,
        currency=document.currency,
        timezone=document.timezone,
        markets=sorted(document.markets),
        terms=_terms(document.terms),
        calendar=_calendar(document.calendar),
        return_shipping={side: _shipping(found) for side, found in document.return_shipping.items()},
        rules=[_rule(rule) for rule in document.rules],
        exclusions=[_exclusion(exclusion) for exclusion in document.exclusions],
        serves=_serves(document.serves),
        three_guarantees=_names(document.listed),
    )


def canonical(value: Any) -> str:
    """Return the one text of a JSON value: sorted keys, no spaces, UTF-8 characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """Return the SHA-256 of a canonical text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _present(**fields: Any) -> dict[str, Any]:
    """Leave out what says nothing: None, false, empty lists and objects. A zero is said."""
    return {
        name: value
        for name, value in fields.items()
        if not (value is None or value is False or (isinstance(value, list | dict) and not value))
    }


def _in_order(found: Iterable[str], order: Iterable[str]) -> list[str]:
    held = set(found)
    return [code for code in order if code in held]


def _names(names: Names) -> list[str]:
    return list(names.shown)


def _terms(terms: Terms) -> dict[str, Any]:
    said = {
        "answer_hours": terms.answer_hours,
        "hand_over_days": terms.hand_over_days,
        "inspect_days": terms.inspect_days,
        "refund_days": terms.refund_days,
        "promise_days": terms.promise_days,
        "goodwill_days": terms.goodwill_days,
    }
    return said if terms.notice_days is None else {**said, "notice_days": terms.notice_days}


def _serves(serves: Serves) -> dict[str, Any]:
    without = [{"country": place.country, "regions": _names(place.regions)} for place in serves.without]
    return _present(countries=sorted(serves.countries), without=without)


def _calendar(calendar: Calendar) -> dict[str, Any]:
    return _present(
        last_day="next_working_day" if calendar.next_working_day else None,
        days_off=[WEEKDAYS[day] for day in sorted(calendar.days_off)],
        holidays=[day.isoformat() for day in sorted(calendar.holidays)],
    )


def _shipping(shipping: Shipping) -> dict[str, Any]:
    return _present(by=shipping.by, way=shipping.way, fee_minor=shipping.fee_minor or None)


def _rule(rule: Rule) -> dict[str, Any]:
    return _present(
        id=rule.rule_id,
        when=_when(rule.when),
        offers=[_offer(offer) for offer in rule.offers],
        basis=list(rule.basis),
    )


def _when(when: When) -> dict[str, Any]:
    price = when.price
    return _present(
        stages=_in_order(when.stages, STAGES),
        reasons=_in_order(when.reasons, REASONS),
        categories=_names(when.categories),
        countries=sorted(when.countries),
        regions=_names(when.regions),
        segments=_names(when.segments),
        price=None if price is None else {"from_minor": price.from_minor} | _present(below_minor=price.below_minor),
    )


def _offer(offer: Offer) -> dict[str, Any]:
    return _present(
        kind=offer.kind,
        window={"clock": offer.window.clock} | ({} if offer.window.days is None else {"days": offer.window.days}),
        right=offer.right,
        evidence=list(offer.evidence),
        return_shipping=None if offer.shipping is None else _shipping(offer.shipping),
        restocking_basis_points=offer.restocking_basis_points or None,
        outbound_shipping_refunded=offer.outbound_shipping_refunded,
    ) | ({} if offer.automatic is None else {"automatic": _automatic(offer.automatic)})


def _automatic(automatic: Automatic) -> dict[str, Any]:
    return _present(
        max_value_minor=automatic.max_value_minor,
        segments=_names(automatic.segments),
        min_orders=automatic.min_orders,
        max_returns=automatic.max_returns,
        evidence=list(automatic.evidence),
    )


def _exclusion(exclusion: Exclusion) -> dict[str, Any]:
    return _present(
        id=exclusion.exclusion_id,
        because=exclusion.because,
        goods=_present(
            categories=_names(exclusion.categories), skus=_names(exclusion.skus), traits=sorted(exclusion.traits)
        ),
        reasons=_in_order(exclusion.reasons, REASONS) if exclusion.reasons != BUYER_REASONS else None,
        stages=_in_order(exclusion.stages, STAGES) if exclusion.stages != {"in_transit", "delivered"} else None,
        if_opened=exclusion.if_opened,
        needs_confirmation=exclusion.needs_confirmation,
        basis=list(exclusion.basis),
    )
