"""The public page says everything that the rules say, under the numbers that verdicts name."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given, settings

from huitou.core.money import Money, format_money
from huitou.policies import presets
from huitou.policies.law.articles import ARTICLES
from huitou.policies.pages import difference, render_policy
from huitou.policies.rules import evaluate, options, read
from huitou.policies.rules.numbers import of_exclusion, of_rule
from huitou.policies.rules.vocabulary import KINDS
from huitou.policies.texts import because_label, evidence_label, kind_label, reason_label
from tests.seeds import examples

from .builders import bare, offer, preset, rule
from .strategies import documents, orders, times, wishes

LOCALES = ("zh-hans", "zh-hant", "en")
many = settings(max_examples=examples(16, 40), deadline=None)


def entry_of(page, number):
    return next(entry for section in page.sections for entry in section.entries if entry.number == number)


@many
@given(documents)
def test_every_rule_stands_on_the_page_with_all_its_conditions_and_terms(document) -> None:
    page = render_policy(document, "en")
    for place, found in enumerate(document.rules, start=1):
        entry = entry_of(page, of_rule(place))
        assert entry.item_id == found.rule_id
        text = " ".join(entry.sentences)
        when = found.when
        if len(when.reasons) < 10:
            assert all(reason_label(code, "en") in text for code in when.reasons)
        for names in (when.categories, when.regions, when.segments):
            assert all(name in text for name in names.shown)
        if when.countries:
            assert ("China" in text) == ("CN" in when.countries)
            assert ("Germany" in text) == ("DE" in when.countries)
        if when.price is not None and when.price.below_minor is not None:
            assert format_money(Money(when.price.below_minor, "CNY"), "en") in text
        assert [shown.kind for shown in entry.offers] == [given_offer.kind for given_offer in found.offers]
        for shown, given_offer in zip(entry.offers, found.offers, strict=True):
            check_offer(shown, given_offer)


def check_offer(shown, given_offer) -> None:
    lines = " ".join((shown.head, *shown.terms))
    assert kind_label(given_offer.kind, "en").casefold() in shown.head.casefold()
    days = given_offer.window.days
    if days is not None:
        assert f"{days} day" in shown.head
    assert ("This is your right" in lines) == given_offer.right
    assert all(evidence_label(code, "en") in lines for code in given_offer.evidence)
    kind = KINDS[given_offer.kind]
    computed = kind.pays and not kind.names_sum
    assert ("is refunded for these pieces" in lines) == (computed and given_offer.outbound_shipping_refunded)
    assert ("You say how much you ask for" in lines) == kind.names_sum
    assert ("Other goods are sent" in lines) == kind.replaces
    assert ("The goods are repaired" in lines) == kind.repairs
    assert ("restocking fee" in lines) == bool(given_offer.restocking_basis_points)
    if given_offer.restocking_basis_points:
        percent = f"{given_offer.restocking_basis_points / 100:.2f}".rstrip("0").rstrip(".")
        assert f"{percent}%" in lines
    assert ("agrees at once" in lines) == (given_offer.automatic is not None)
    if given_offer.automatic is not None and given_offer.automatic.max_value_minor is not None:
        assert format_money(Money(given_offer.automatic.max_value_minor, "CNY"), "en") in lines
    if given_offer.automatic is not None and given_offer.automatic.max_returns is not None:
        assert f"at most: {given_offer.automatic.max_returns}" in lines
    if given_offer.shipping is not None and given_offer.shipping.fee_minor and given_offer.kind == "return_and_refund":
        assert format_money(Money(given_offer.shipping.fee_minor, "CNY"), "en") in lines


@many
@given(documents)
def test_every_exclusion_and_term_stands_on_the_page(document) -> None:
    page = render_policy(document, "en")
    for place, exclusion in enumerate(document.exclusions, start=1):
        entry = entry_of(page, of_exclusion(place))
        text = " ".join(entry.lines)
        assert because_label(exclusion.because, "en").casefold() in text.casefold()
        assert ("if you have opened" in text) == exclusion.if_opened
        assert ("confirmed this expressly" in text) == exclusion.needs_confirmation
        assert all(name in text for name in (*exclusion.categories.shown, *exclusion.skus.shown))
    assert f"{document.terms.answer_hours} hours" in " ".join(entry_of(page, "5.1").lines)
    assert f"{document.terms.hand_over_days} days" in " ".join(entry_of(page, "5.2").lines)
    assert document.timezone in " ".join(entry_of(page, "1.2").lines)


@many
@given(documents, orders(), wishes(), times)
def test_every_ground_of_a_verdict_names_a_rule_on_the_page(document, order, wish, at) -> None:
    numbers = render_policy(document, "en").numbers
    verdict = evaluate(document, order, wish, at)
    assert {ground.rule for ground in (*verdict.reasons, *verdict.still)} <= numbers
    for found in options(document, order, at):
        for option in found.reasons:
            for choice in option.choices:
                assert {g.rule for g in (*choice.verdict.reasons, *choice.verdict.still)} <= numbers


@pytest.mark.parametrize("code", presets.CODES)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_is_whole_in_every_language(code, locale) -> None:
    page = render_policy(preset(code), locale)
    assert [section.number for section in page.sections] == list("1234567")
    lines = [line for section in page.sections for entry in section.entries for line in entry.lines]
    assert all(lines)
    assert not [line for line in lines if "%(" in line or "None" in line]
    anchors = [entry.anchor for section in page.sections for entry in section.entries]
    assert len(anchors) == len(set(anchors))
    if locale != "en":
        latin = [line for line in lines if not any("一" <= letter <= "鿿" for letter in line)]
        assert latin == []


def test_the_page_of_china_in_three_languages() -> None:
    document = preset("cn")
    assert [render_policy(document, locale).title for locale in LOCALES] == [
        "退货与退款",
        "退貨與退款",
        "Returns and refunds",
    ]
    heads = [entry_of(render_policy(document, locale), "2.3").offers[0].head for locale in LOCALES]
    assert heads == [
        "退货退款：签收后 7 天内申请。",
        "退貨退款：收貨後 7 天內申請。",
        "Return and refund: within 7 days of the delivery.",
    ]


def test_an_article_is_named_where_the_rule_rests_on_it() -> None:
    page = render_policy(preset("eu"), "en")
    assert ARTICLES["eu-crd-9"] in " ".join(entry_of(page, "2.4").lines)


def test_a_policy_without_exclusions_says_so() -> None:
    page = render_policy(read(bare()), "en")
    third = page.sections[2]
    assert (third.entries, third.empty) == ((), "Nothing is excluded.")


def test_the_difference_names_what_a_reader_would_find_changed() -> None:
    before = bare(rules=[rule("shoes", [offer(days=14)], categories=["Shoes"]), rule("rest")])
    after = bare(
        rules=[
            rule("hats", categories=["Hats"]),
            rule("shoes", [offer(days=30)], categories=["Shoes"]),
            rule("rest"),
        ],
        terms={"answer_hours": 24},
    )
    changes = difference(read(before), read(after), "en")
    assert [(change.what, change.item_id, change.number_before, change.number_after) for change in changes] == [
        ("added", "hats", "", "2.1"),
        ("changed", "shoes", "2.1", "2.2"),
        ("moved", "rest", "2.2", "2.3"),
        ("changed", "", "5.1", "5.1"),
    ]
    assert "Return and refund: within 14 days of the delivery." in changes[1].before
    assert "Return and refund: within 30 days of the delivery." in changes[1].after
    gone = difference(read(after), read(before), "en")
    assert [(change.what, change.item_id) for change in gone if not change.number_after] == [("removed", "hats")]
    assert difference(read(before), read(before), "en") == ()


def test_times_on_grounds_are_in_the_shops_own_zone() -> None:
    from .builders import facts, moment, wish

    at = moment("2026-05-02T08:00:00+08:00").astimezone(UTC)
    ground = evaluate(preset("cn"), facts(), wish(), at).reasons[0]
    assert ground.params["until_at"].endswith("+08:00")
