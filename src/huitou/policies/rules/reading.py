"""Reads a policy document from JSON: shape, words and bounds first, then the checks between rules.

Called by `policies.verbs`, presets, replay and tests. `read(value)` returns a sound document or raises
`DocumentRefused` with every fault; nothing unsound ever reaches `evaluate`.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from huitou.policies.law.articles import ARTICLES
from huitou.policies.rules.checks import check
from huitou.policies.rules.document import (
    SCHEMA,
    Automatic,
    Calendar,
    Document,
    Exclusion,
    Names,
    Offer,
    Price,
    Rule,
    Shipping,
    Terms,
    When,
    Window,
)
from huitou.policies.rules.fields import Fields
from huitou.policies.rules.problems import DocumentRefused, Problem
from huitou.policies.rules.reading_places import countries, is_country, serves
from huitou.policies.rules.vocabulary import (
    BECAUSE,
    BUYER_REASONS,
    CLOCK_STAGES,
    EVIDENCE,
    KINDS,
    N_,
    REASONS,
    STAGES,
    WAYS,
    WEEKDAYS,
)

MAX_RULES = 100
MAX_MINOR = 10**12
MAX_DAYS = 3650


def read(value: Any) -> Document:
    """Return the document that the JSON `value` describes.

    Raises: DocumentRefused with every problem found.
    """
    problems: list[Problem] = []
    document = _document(Fields(value, "document", problems), problems)
    if not problems:
        problems.extend(check(document))
    if problems:
        raise DocumentRefused(problems)
    return document


def _document(fields: Fields, problems: list[Problem]) -> Document:
    fields.word("schema", (SCHEMA,))
    markets = countries(fields, "markets")
    document = Document(
        country=_country(fields),
        currency=_currency(fields),
        timezone=_timezone(fields),
        markets=markets,
        terms=_terms(_part(fields, "terms")),
        calendar=_calendar(_part(fields, "calendar")),
        return_shipping=_return_shipping(fields, problems),
        rules=_rules(fields, problems),
        exclusions=_exclusions(fields, problems),
        serves=serves(fields, markets, problems),
        listed=fields.names("three_guarantees"),
    )
    fields.done()
    return document


def _part(fields: Fields, name: str) -> Fields:
    value = fields.get(name)
    return Fields({} if value is None else value, name, fields.problems)


def _country(fields: Fields) -> str:
    country = fields.text("country")
    if country and not is_country(country):
        fields.note("not_a_country", N_('"%(value)s" is no two-letter country code'), value=country)
    return country


def _currency(fields: Fields) -> str:
    currency = fields.text("currency")
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        fields.note("not_a_currency", N_('"%(value)s" is no three-letter currency code'), value=currency)
    return currency


def _timezone(fields: Fields) -> str:
    name = fields.text("timezone")
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.note("not_a_timezone", N_('"%(value)s" is no known time zone'), value=name)
        return "UTC"
    return name


def _terms(fields: Fields) -> Terms:
    usual = Terms()
    terms = Terms(
        answer_hours=fields.whole("answer_hours", 1, 720, usual.answer_hours) or 0,
        hand_over_days=fields.whole("hand_over_days", 1, 90, usual.hand_over_days) or 0,
        inspect_days=fields.whole("inspect_days", 0, 30, usual.inspect_days) or 0,
        refund_days=fields.whole("refund_days", 0, 60, usual.refund_days) or 0,
        promise_days=fields.whole("promise_days", 1, 180, usual.promise_days) or 0,
        goodwill_days=fields.whole("goodwill_days", 0, MAX_DAYS, usual.goodwill_days) or 0,
        notice_days=fields.whole("notice_days", 1, 90),
    )
    fields.done()
    return terms


def _calendar(fields: Fields) -> Calendar:
    ends = fields.word("last_day", ("as_it_falls", "next_working_day"), "as_it_falls")
    days_off = fields.words("days_off", WEEKDAYS) or ()
    holidays = frozenset(filter(None, (_day(fields, value) for value in fields.list("holidays") or ())))
    if len(set(days_off)) == len(WEEKDAYS):
        fields.note("no_working_day", N_("every day of the week is a day off, so no working day follows"))
        days_off = ()
    fields.done()
    return Calendar(ends == "next_working_day", frozenset(map(WEEKDAYS.index, days_off)), holidays)


def _day(fields: Fields, value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        fields.note("not_a_day", N_('"%(value)s" is no date such as 2026-10-01'), value=str(value)[:60])
        return None


def _return_shipping(fields: Fields, problems: list[Problem]) -> dict[str, Shipping]:
    sides = Fields(fields.need("return_shipping") or {}, "return_shipping", problems)
    found = {}
    for side in ("buyer", "merchant", "carrier"):
        value = sides.need(side)
        if value is not None:
            found[side] = _shipping(Fields(value, f"return_shipping.{side}", problems))
    sides.done()
    return found


def _shipping(fields: Fields) -> Shipping:
    by = fields.word("by", ("buyer", "merchant"))
    way = fields.word("way", WAYS)
    fee = fields.whole("fee_minor", 0, MAX_MINOR, 0) or 0
    if by == "merchant" and (fee or way == "own_label"):
        fields.note(
            "contradictory",
            N_("the shop pays, so there is no fee and the way is the shop's label or paid on arrival"),
        )
    if by == "buyer" and (way == "receiver_pays" or (way == "own_label" and fee) or (way == "shop_label" and not fee)):
        fields.note(
            "contradictory",
            N_("the buyer pays: either the carrier, with an own label and no fee, or a flat fee for the shop's label"),
        )
    fields.done()
    return Shipping("buyer" if by == "buyer" else "merchant", way, fee)  # type: ignore[arg-type]


def _rules(fields: Fields, problems: list[Problem]) -> tuple[Rule, ...]:
    found = fields.list("rules")
    if found is None:
        fields.note("missing", N_('the field "%(name)s" is missing'), name="rules")
    if found is not None and len(found) > MAX_RULES:
        fields.note("too_many", N_("a policy can have at most %(most)s rules"), most=MAX_RULES)
        found = ()
    return tuple(_rule(value, number, problems) for number, value in enumerate(found or (), start=1))


def _where(section: int, number: int, value: Any) -> str:
    name = value.get("id") if isinstance(value, dict) else None
    return f"{section}.{number} {name}" if isinstance(name, str) else f"{section}.{number}"


def _rule(value: Any, number: int, problems: list[Problem]) -> Rule:
    fields = Fields(value, _where(2, number, value), problems)
    rule_id = fields.text("id")
    offers = fields.list("offers")
    if offers is None:
        fields.note("empty", N_("the rule offers nothing; name at least one kind"))
    rule = Rule(
        rule_id=rule_id,
        when=_when(fields, problems),
        offers=tuple(_offer(Fields(offer, fields.where, problems), problems) for offer in offers or ()),
        basis=fields.words("basis", ARTICLES) or (),
    )
    fields.done()
    return rule


def _when(rule: Fields, problems: list[Problem]) -> When:
    value = rule.get("when")
    fields = Fields({} if value is None else value, rule.where, problems)
    reasons = fields.words("reasons", REASONS)
    stages = fields.words("stages", STAGES)
    when = When(
        reasons=frozenset(REASONS if reasons is None else reasons),
        stages=frozenset(("delivered",) if stages is None else stages),
        categories=fields.names("categories"),
        countries=countries(fields, "countries"),
        regions=fields.names("regions"),
        segments=fields.names("segments"),
        price=_price(fields, problems),
    )
    fields.done()
    return when


def _price(when: Fields, problems: list[Problem]) -> Price | None:
    value = when.get("price")
    if value is None:
        return None
    fields = Fields(value, when.where, problems)
    low = fields.whole("from_minor", 0, MAX_MINOR, 0) or 0
    high = fields.whole("below_minor", 0, MAX_MINOR)
    if high is not None and high <= low:
        fields.note("empty", N_("no price lies from %(low)s up to below %(high)s"), low=low, high=high)
    fields.done()
    return Price(low, high)


def _offer(fields: Fields, problems: list[Problem]) -> Offer:
    shipping = fields.get("return_shipping")
    automatic = fields.get("automatic")
    offer = Offer(
        kind=fields.word("kind", KINDS),
        window=_window(Fields(fields.need("window") or {}, fields.where, problems)),
        right=fields.flag("right"),
        evidence=fields.words("evidence", EVIDENCE) or (),
        automatic=None if automatic is None else _automatic(Fields(automatic, fields.where, problems)),
        shipping=None if shipping is None else _shipping(Fields(shipping, fields.where, problems)),
        restocking_basis_points=fields.whole("restocking_basis_points", 0, 10_000, 0) or 0,
        outbound_shipping_refunded=fields.flag("outbound_shipping_refunded"),
    )
    fields.done()
    return offer


def _window(fields: Fields) -> Window:
    clock = fields.word("clock", CLOCK_STAGES)
    days = fields.whole("days", 0, MAX_DAYS)
    if days is not None and clock in ("before_shipping", "before_delivery"):
        fields.note("contradictory", N_("this window ends with the shipping or the delivery, so it takes no days"))
    fields.done()
    return Window(clock, days)  # type: ignore[arg-type]


def _automatic(fields: Fields) -> Automatic:
    automatic = Automatic(
        max_value_minor=fields.whole("max_value_minor", 1, MAX_MINOR),
        segments=fields.names("segments"),
        min_orders=fields.whole("min_orders", 1, 100_000),
        max_returns=fields.whole("max_returns", 0, 100_000),
        evidence=fields.words("evidence", EVIDENCE) or (),
    )
    fields.done()
    return automatic


def _exclusions(fields: Fields, problems: list[Problem]) -> tuple[Exclusion, ...]:
    found = fields.get("exclusions")
    if found is None or found == []:
        return ()
    listed = fields.list("exclusions") or ()
    if len(listed) > MAX_RULES:
        fields.note("too_many", N_("a policy can have at most %(most)s rules"), most=MAX_RULES)
        return ()
    return tuple(_exclusion(value, number, problems) for number, value in enumerate(listed, start=1))


def _exclusion(value: Any, number: int, problems: list[Problem]) -> Exclusion:
    fields = Fields(value, _where(3, number, value), problems)
    goods = Fields(fields.need("goods") or {}, fields.where, problems)
    reasons, stages = fields.words("reasons", BUYER_REASONS), fields.words("stages", STAGES)
    categories: Names = goods.names("categories")
    skus, traits = goods.names("skus"), goods.words("traits", BECAUSE) or ()
    if not (categories or skus or traits):
        goods.note("empty", N_("the exclusion names no goods, so it would exclude everything"))
    goods.done()
    exclusion = Exclusion(
        exclusion_id=fields.text("id"),
        because=fields.word("because", BECAUSE),
        categories=categories,
        skus=skus,
        traits=frozenset(traits),
        reasons=frozenset(BUYER_REASONS if reasons is None else reasons),
        stages=frozenset(("in_transit", "delivered") if stages is None else stages),
        if_opened=fields.flag("if_opened"),
        needs_confirmation=fields.flag("needs_confirmation"),
        basis=fields.words("basis", ARTICLES) or (),
    )
    fields.done()
    return exclusion
