"""Grounds, labels and problems in the reader's language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from huitou.config import translations
from huitou.policies.law.compare import compare
from huitou.policies.rules import DocumentRefused, Ground, evaluate, read
from huitou.policies.rules.problems import Problem
from huitou.policies.rules.vocabulary import BECAUSE, EVIDENCE, KINDS, REASONS, STAGES
from huitou.policies.texts import evidence_label, kind_label, reason_label, say, say_problem
from tests.seeds import examples

from .builders import bare, facts, moment, offer, preset, rule, wish
from .strategies import documents, orders, times, wishes

SIGNED = moment("2026-05-02T08:00:00+08:00")


def test_the_area_is_translated_completely() -> None:
    assert translations.problems("policies") == []


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("zh-hans", "2026年5月8日 23:59 前可以申请退货退款：2026年5月1日 11:00 签收后 7 天内。"),
        ("zh-hant", "2026年5月8日 23:59 前可以申請退貨退款：2026年5月1日 11:00 收貨後 7 天內。"),
        (
            "en",
            (
                "You can ask for return and refund until May 8, 2026, 23:59: "
                "within 7 days of the delivery on May 1, 2026, 11:00."
            ),
        ),
    ],
)
def test_a_ground_in_three_languages(locale, expected) -> None:
    assert say(evaluate(preset("cn"), facts(), wish(), SIGNED).reasons[0], locale) == expected


def test_sums_percentages_and_single_days() -> None:
    own = {"by": "buyer", "way": "shop_label", "fee_minor": 1250}
    only = [offer(days=1, return_shipping=own, restocking_basis_points=1250)]
    document = read(bare(rules=[rule("x", only, reasons=["no_longer_wanted"])]))
    said = [
        say(ground, "en") for ground in evaluate(document, facts(), wish(), moment("2026-05-02T01:00:00+00:00")).reasons
    ]
    assert "You send it back with the shop's label; CN¥12.50 is taken off the refund for it." in said
    assert "A restocking fee of 12.5% of the price is taken off the refund." in said
    assert said[0].endswith("within 1 day of the delivery on May 1, 2026, 03:00.")


@settings(max_examples=examples(16, 40), deadline=None)
@given(documents, orders(), wishes(), times)
def test_every_ground_can_be_said_in_every_language(document, order, wish, at) -> None:
    verdict = evaluate(document, order, wish, at)
    for ground in (*verdict.reasons, *verdict.still):
        said = {locale: say(ground, locale) for locale in ("zh-hans", "zh-hant", "en")}
        assert len(set(said.values())) == 3
        assert not any("%(" in text or "None" in text for text in said.values())


def test_a_ground_stored_as_json_is_said_alike() -> None:
    from huitou.policies.rules import Verdict

    verdict = evaluate(preset("cn"), facts(), wish(), SIGNED)
    again = Verdict.from_json(verdict.to_json())
    assert [say(ground, "zh-hans") for ground in again.reasons] == [
        say(ground, "zh-hans") for ground in verdict.reasons
    ]


@pytest.mark.parametrize(
    "table", [KINDS, REASONS, EVIDENCE, BECAUSE, STAGES], ids=["kinds", "reasons", "evidence", "because", "stages"]
)
def test_every_code_has_a_label_of_its_own_in_every_language(table) -> None:
    from huitou.policies.texts import because_label, stage_label

    label = {id(KINDS): kind_label, id(REASONS): reason_label, id(EVIDENCE): evidence_label}.get(id(table))
    label = label or (because_label if table is BECAUSE else stage_label)
    for locale in ("zh-hans", "zh-hant", "en"):
        labels = [label(code, locale) for code in table]
        assert len(set(labels)) == len(table)
    assert label("nonsense", "en") == "nonsense"


def test_problems_are_said_with_their_rule() -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(bare(rules=[rule("first"), rule("second")]))
    (problem,) = refused.value.problems
    assert say_problem(problem, "en") == (
        "2.2 second: the rule has the same conditions as 2.1 first, which comes first; join them or change one."
    )
    assert say_problem(problem, "zh-hans") == "2.2 second：条件与排在前面的 2.1 first 相同；请合并，或修改其中一条。"


def test_a_shortfall_names_the_article_and_the_country() -> None:
    from datetime import date

    from huitou.policies import presets

    document = presets.load("cn")
    document["rules"][2]["offers"][0]["window"]["days"] = 6
    (problem,) = compare(read(document), date(2026, 7, 1))
    assert say_problem(problem, "en") == (
        "2.3 no-reason: the window is shorter than 7 days: Consumer Protection Law of the PRC, Article 25 (China)."
    )
    assert say_problem(problem, "zh-hans") == (
        "2.3 no-reason：期限短于 7 天：《中华人民共和国消费者权益保护法》第二十五条（中国）。"
    )


def test_a_percent_sign_in_the_shops_words_does_no_harm() -> None:
    ground = Ground(
        "1.5",
        "market_not_covered",
        "This policy covers deliveries to %(countries)s. Yours went to %(country)s.",
        {"countries": ["CN"], "country": "100%(x)s"},
    )
    assert say(ground, "en").endswith("100%(x)s.")
    assert say_problem(
        Problem("missing", "2.1 50%(off)s", 'the field "%(name)s" is missing', {"name": "a%b"}), "en"
    ) == ('2.1 50%(off)s: the field "a%b" is missing.')
