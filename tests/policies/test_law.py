"""A policy that gives less than the law is found, with the rule and the article; every preset gives enough."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from huitou.desk.policy_words import Reach
from huitou.policies import presets
from huitou.policies.law import book
from huitou.policies.law.articles import ARTICLES
from huitou.policies.law.book import COUNTRIES, STATUTES, BookRefused, checked, in_force
from huitou.policies.law.compare import compare, covered, unchecked
from huitou.policies.law.eu import MEMBERS
from huitou.policies.law.statute import Fault, NoReason, RepairLimits
from huitou.policies.rules import read
from huitou.policies.rules.vocabulary import BECAUSE, KINDS, REASONS

TODAY = date(2026, 7, 1)


def shortfalls(document: dict[str, Any], day: date = TODAY) -> list[tuple[str, str]]:
    """(where, article) of everything below the law."""
    return [(problem.where, problem.params["article"]) for problem in compare(read(document), day)]


def changed(code: str, place: int | None = None, **changes: Any) -> dict[str, Any]:
    """A preset with fields of its first offer in a rule changed, or with fields of the document changed."""
    document = copy.deepcopy(presets.load(code))
    if place is None:
        return document | changes
    document["rules"][place - 1]["offers"][0].update(changes)
    return document


def each_offer(code: str, rule_id: str, **changes: Any) -> dict[str, Any]:
    """A preset with fields of all offers of one rule changed."""
    document = copy.deepcopy(presets.load(code))
    for rule in document["rules"]:
        if rule["id"] == rule_id:
            rule["offers"] = [offer | changes for offer in rule["offers"]]
    return document


def money_only(code: str, rule_id: str, **changes: Any) -> dict[str, Any]:
    """The same, and the rule gives neither exchange nor repair."""
    document = each_offer(code, rule_id, **changes)
    for rule in document["rules"]:
        if rule["id"] == rule_id:
            rule["offers"] = [offer for offer in rule["offers"] if offer["kind"] not in ("exchange", "repair")]
    return document


def delivered(days: int) -> dict[str, Any]:
    """So many days after the delivery."""
    return {"clock": "delivery", "days": days}


@pytest.mark.parametrize("code", presets.CODES)
@pytest.mark.parametrize("day", [TODAY, date(2026, 12, 1), date(2030, 1, 1)])
def test_presets_give_at_least_what_the_law_of_their_country_gives(code, day) -> None:
    assert compare(read(presets.load(code)), day) == []


@pytest.mark.parametrize("country", ["CN", "TW", "DE", "FR", "IS", "GB", "KR", "BR", "US", "JP", "SG"])
def test_a_shop_anywhere_gets_a_preset_that_is_lawful_there(country) -> None:
    document = presets.preset_for(country, currency="USD", timezone="UTC")
    read_document = read(document)
    assert (read_document.country, read_document.currency, read_document.timezone) == (country, "USD", "UTC")
    assert compare(read_document, TODAY) == []


def test_sums_of_a_preset_are_left_out_in_another_currency() -> None:
    assert "max_value_minor" in str(presets.preset_for("CN", currency="CNY", timezone="Asia/Shanghai"))
    assert "max_value_minor" not in str(presets.preset_for("CN", currency="USD", timezone="Asia/Shanghai"))


@pytest.mark.parametrize("country", ["CN", "DE", "NO", "GB", "TW", "KR", "BR"])
def test_every_known_country_lets_a_buyer_withdraw(country) -> None:
    statute = in_force(country, "withdrawal", TODAY)
    assert statute is not None
    assert isinstance(statute.says, NoReason)


@pytest.mark.parametrize("country", ["US", "JP", "SG"])
def test_there_is_no_law_that_we_know(country) -> None:
    assert country not in COUNTRIES
    assert in_force(country, "withdrawal", TODAY) is None


def test_the_book_uses_known_words_and_says_where_each_rule_was_read() -> None:
    assert len(MEMBERS) == 30
    for statute in STATUTES:
        assert statute.article in ARTICLES
        assert statute.source.text
        if isinstance(statute.says, NoReason):
            assert set(statute.says.exclusions) <= set(BECAUSE)
        if isinstance(statute.says, Fault):
            assert set(statute.says.kinds) <= set(KINDS)
            assert statute.says.reasons <= set(REASONS)


def test_what_was_only_read_from_memory_is_marked() -> None:
    unverified = {(min(s.countries), s.topic, s.valid_from.year) for s in STATUTES if not s.source.verified}
    assert ("KR", "money", 2012) in unverified
    assert ("CN", "withdrawal", 2017) not in unverified
    assert ("AT", "withdrawal_function", 2026) not in unverified


def test_the_guarantee_of_the_union_changes_on_its_day() -> None:
    assert in_force("DE", "remedy", date(2021, 12, 31)).article == "eu-sgd-1999"
    assert in_force("DE", "remedy", date(2022, 1, 1)).article == "eu-sgd-10"
    assert in_force("DE", "withdrawal_function", date(2026, 6, 18)) is None
    assert in_force("DE", "withdrawal_function", date(2026, 6, 19)).article == "eu-crd-11a"
    assert in_force("DE", "repair", date(2026, 7, 31)).says == RepairLimits(extends_days=366)


def test_repairs_have_their_limits() -> None:
    assert in_force("CN", "repair", TODAY).says == RepairLimits(failures=2, days=30, pauses=True)
    assert in_force("GB", "repair", TODAY).says == RepairLimits(failures=1)


# A book with a fault in its dates


def with_withdrawal(country: str, **changes: Any) -> tuple[Any, ...]:
    """The book with the country's newest rule on withdrawal changed."""
    newest = in_force(country, "withdrawal", TODAY)
    return tuple(replace(s, **changes) if s is newest else s for s in STATUTES)


def test_the_book_itself_is_sound() -> None:
    assert checked(STATUTES) == STATUTES


def test_a_gap_of_one_day_in_a_law_is_refused() -> None:
    with pytest.raises(BookRefused) as refused:
        checked(with_withdrawal("CN", valid_from=date(2017, 3, 16)))
    assert refused.value.faults == ("CN, withdrawal: no rule from 2017-03-15 to 2017-03-16",)


def test_an_overlap_of_one_day_in_a_law_is_refused() -> None:
    with pytest.raises(BookRefused) as refused:
        checked(with_withdrawal("CN", valid_from=date(2017, 3, 14)))
    assert refused.value.faults == ("CN, withdrawal: cn-cpl-25 and cn-cpl-25 overlap on 2017-03-14",)


def test_two_rules_for_one_country_of_a_union_overlap() -> None:
    again = replace(in_force("DE", "money", TODAY), countries=frozenset({"DE"}), valid_from=date(2020, 1, 1))
    with pytest.raises(BookRefused) as refused:
        checked((*STATUTES, again))
    assert refused.value.faults == ("DE, money: eu-crd-13 and eu-crd-13 overlap on 2020-01-01",)


def test_an_article_without_a_name_and_an_end_before_the_beginning_are_refused() -> None:
    with pytest.raises(BookRefused) as refused:
        checked(with_withdrawal("GB", article="uk-nothing", valid_until=date(2014, 6, 13)))
    assert refused.value.faults == (
        "uk-ccr-29 (withdrawal) ends before it begins".replace("uk-ccr-29", "uk-nothing"),
        "uk-nothing (withdrawal) has no name",
    )


def test_a_country_is_asked_by_its_own_rules_only() -> None:
    assert {statute.article[:2] for statute in book.of_country("GB", TODAY)} == {"uk"}


# Documents below the law

BELOW = {
    "CN, six days": (changed("cn", 3, window=delivered(6)), [("2.3 no-reason", "cn-cpl-25")]),
    "CN, on the shop's consent": (changed("cn", 3, right=False), [("2.3 no-reason", "cn-cpl-25")]),
    "CN, a restocking fee": (changed("cn", 3, restocking_basis_points=500), [("2.3 no-reason", "cn-cpl-25")]),
    "CN, only with a photo": (changed("cn", 3, evidence=["photo"]), [("2.3 no-reason", "cn-cpl-25")]),
    "CN, money after eight days": (
        changed("cn", terms={"inspect_days": 4, "refund_days": 4}),
        [("terms", "cn-cpl-25")],
    ),
    "CN, sixteen days for an answer": (
        changed("cn", terms={"answer_hours": 15 * 24 + 1}),
        [("terms", "cn-penalties-8")],
    ),
    "CN, faults for five days only": (
        each_offer("cn", "faulty-or-wrong", window=delivered(5)),
        [("2.4 faulty-or-wrong", "cn-cpl-24")],
    ),
    "CN, the buyer pays for a fault": (
        {**changed("cn", 4, return_shipping={"by": "buyer", "way": "own_label"}), "rules": [
            rule if rule["id"] != "faulty-or-wrong" else rule | {"offers": [
                rule["offers"][0] | {"return_shipping": {"by": "buyer", "way": "own_label"}}]}
            for rule in presets.load("cn")["rules"]]},
        [("2.4 faulty-or-wrong", "cn-cpl-24")],
    ),
    "CN, no returns of sale goods": (
        changed("cn", exclusions=[{"id": "sale", "because": "shop_choice", "goods": {"categories": ["sale"]}}]),
        [("3.1 sale", "cn-7d-measures")],
    ),
    "CN, opened goods without confirmation": (
        changed("cn", exclusions=[{"id": "o", "because": "unsealed_safety", "goods": {"traits": ["unsealed_safety"]}}]),
        [("3.1 o", "cn-7d-measures")],
    ),
    "CN, tried-out goods shut out as downloads": (
        changed("cn", exclusions=[{"id": "x", "because": "digital", "goods": {"traits": ["activated"]}}]),
        [("3.1 x", "cn-7d-measures")],
    ),
    "CN, an exchange of listed goods within ten days": (
        {**money_only("cn", "faulty-or-wrong", window=delivered(400)), "three_guarantees": ["phones"]},
        [("2.4 faulty-or-wrong", "cn-3g-10"), ("2.4 faulty-or-wrong", "cn-3g-11")],
    ),
    "EU, the delivery is not refunded": (
        changed("eu", 4, outbound_shipping_refunded=False),
        [("2.4 no-reason", "eu-crd-9")],
    ),
    "EU, ten days to send": (changed("eu", terms={"hand_over_days": 10}), [("terms", "eu-crd-14")]),
    "EU, ends on a Sunday": (changed("eu", calendar={}), [("calendar", "eu-1182-3")]),
    "EU, a working Saturday": (
        changed("eu", calendar={"last_day": "next_working_day", "days_off": ["sunday"]}),
        [("calendar", "eu-1182-3")],
    ),
    "EU, money fifteen days after the notice": (
        changed("eu", terms=presets.load("eu")["terms"] | {"notice_days": 15}),
        [("terms", "eu-crd-13")],
    ),
    "UK, money fifteen days after the notice": (
        changed("uk", terms=presets.load("uk")["terms"] | {"notice_days": 15}),
        [("terms", "uk-ccr-34")],
    ),
    "EU, delivered in two months": (
        changed("eu", terms=presets.load("eu")["terms"] | {"promise_days": 60}),
        [("terms", "eu-crd-18")],
    ),
    "EU, sealed hygiene goods": (
        changed("eu", exclusions=[{"id": "h", "because": "opened_hygiene", "goods": {"traits": ["opened_hygiene"]}}]),
        [("3.1 h", "eu-crd-16")],
    ),
    "EU, no way back before the delivery": (
        changed("eu", rules=[rule for rule in presets.load("eu")["rules"] if rule["id"] != "withdraw-on-the-way"]),
        [("rules", "eu-crd-9")],
    ),
    "EU, two years without their leap day": (
        each_offer("eu", "faulty-or-wrong", window=delivered(730)),
        [("2.5 faulty-or-wrong", "eu-sgd-10")],
    ),
    "UK, thirteen days": (changed("uk", 4, window=delivered(13)), [("2.4 no-reason", "uk-ccr-29")]),
    "UK, faults for half a year": (
        each_offer("uk", "faulty-or-wrong", window=delivered(180)),
        [("2.5 faulty-or-wrong", "uk-cra-23")],
    ),
    "TW, the buyer pays the way back": (
        changed("tw", 4, return_shipping={"by": "buyer", "way": "own_label"}),
        [("2.4 no-reason", "tw-cpa-19")],
    ),
    "KR, four days for the money": (
        changed("kr", terms={"inspect_days": 1, "refund_days": 3}),
        [("terms", "kr-eca-18")],
    ),
    "BR, six days": (changed("br", 3, window=delivered(6)), [("2.3 no-reason", "br-cdc-49")]),
}  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), BELOW.values(), ids=BELOW)
def test_less_than_the_law_is_found_with_rule_and_article(document, expected) -> None:
    assert shortfalls(document) == expected


def test_two_more_days_make_up_for_weekends() -> None:
    """Without a calendar, fourteen days that end on a Saturday would have to last until Monday."""
    document = changed("eu", 4, window=delivered(16)) | {"calendar": {}}
    assert shortfalls(document) == []
    assert shortfalls(changed("eu", 4, window=delivered(15)) | {"calendar": {}}) == [("calendar", "eu-1182-3")]


def test_holidays_that_the_shop_names_do_not_hide_a_short_window() -> None:
    holidays = [(date(2001, 1, 1) + timedelta(days=n)).isoformat() for n in range(30)]
    calendar = {"last_day": "next_working_day", "holidays": holidays}
    document = changed("cn", 3, window=delivered(6)) | {"calendar": calendar}
    assert shortfalls(document) == [("2.3 no-reason", "cn-cpl-25")]


def test_listed_goods_that_get_all_three_guarantees_pass() -> None:
    document = copy.deepcopy(presets.load("cn"))
    document["three_guarantees"] = ["phones"]
    listed = {
        "id": "listed",
        "when": {"reasons": ["defective"], "categories": ["phones"]},
        "offers": [
            {"kind": "return_and_refund", "window": delivered(7), "evidence": ["photo"]},
            {"kind": "exchange", "window": delivered(15), "evidence": ["photo"]},
            {"kind": "repair", "window": delivered(366), "evidence": ["photo"]},
        ],
    }
    document["rules"].insert(0, listed)
    assert shortfalls(document) == []
    listed["offers"][1]["window"] = delivered(14)
    assert shortfalls(document) == [("2.1 listed", "cn-3g-10")]


def test_listed_goods_in_a_region_that_is_not_delivered_to_keep_their_guarantees() -> None:
    document = copy.deepcopy(presets.load("cn"))
    document |= {
        "three_guarantees": ["phones"],
        "serves": {"countries": ["CN"], "without": [{"country": "CN", "regions": ["Tibet"]}]},
    }
    offers = [{"kind": kind, "window": delivered(366)} for kind in ("exchange", "repair", "return_and_refund")]
    document["rules"].insert(0, {"id": "listed", "when": {"reasons": ["defective"]}, "offers": offers})
    assert {where for where, _ in shortfalls(document)} == {"rules"}
    del document["serves"]
    assert shortfalls(document) == []


def test_a_gap_between_rules_is_found() -> None:
    document = presets.load("cn")
    document["rules"][2]["when"]["categories"] = ["cups", "plates"]
    (problem,) = compare(read(document), TODAY)
    assert (problem.where, problem.params["article"]) == ("rules", "cn-cpl-25")
    assert problem.params["example"].startswith("reason ")


def test_a_short_rule_for_one_region_is_found_behind_a_generous_one() -> None:
    document = presets.load("cn")
    short = copy.deepcopy(document["rules"][2]) | {"id": "xinjiang"}
    short["when"]["regions"] = ["Xinjiang"]
    short["offers"][0]["window"]["days"] = 3
    document["rules"].insert(2, short)
    assert shortfalls(document) == [("2.3 xinjiang", "cn-cpl-25")]


def test_a_rule_for_another_country_is_not_measured_by_the_law_of_this_one() -> None:
    document = presets.load("cn")
    abroad = copy.deepcopy(document["rules"][2]) | {"id": "abroad"}
    abroad["when"]["countries"] = ["US"]
    abroad["offers"][0]["window"]["days"] = 3
    document["rules"].insert(2, abroad)
    assert shortfalls(document) == []


def test_every_market_that_the_policy_names_is_measured_by_its_own_law() -> None:
    document = presets.load("us") | {"markets": ["US", "TW"]}
    assert ("2.3 no-reason", "tw-cpa-19") in shortfalls(document)
    assert shortfalls(document | {"markets": ["US"]}) == []


def test_a_country_of_whose_law_nothing_is_known_is_named() -> None:
    both = read(presets.load("us") | {"markets": ["US", "TW"]})
    assert (covered(both), unchecked(both)) == (["TW"], ["US"])
    with override("en"):
        assert Reach.of(both) == Reach("Taiwan", "United States", open_ended=False)
        assert Reach.of(read(presets.load("cn"))).open_ended is True  # it names no places, so it speaks everywhere


@pytest.mark.parametrize("where", ["serves", "a rule"])
def test_a_country_that_is_delivered_to_or_has_its_own_rule_is_measured_too(where) -> None:
    document = copy.deepcopy(presets.load("us"))
    if where == "serves":
        document["serves"] = {"countries": ["US", "TW"]}
    else:
        document["rules"].insert(0, copy.deepcopy(document["rules"][2]) | {"id": "taiwan"})
        document["rules"][0]["when"]["countries"] = ["TW"]
    assert "tw-cpa-19" in {article for _, article in shortfalls(document)}


def test_a_law_counts_only_from_its_date() -> None:
    document = changed("cn", 3, window=delivered(6))
    assert shortfalls(document, date(2014, 3, 14)) == []
    assert shortfalls(document, date(2014, 3, 15)) == [("2.3 no-reason", "cn-cpl-25")]
