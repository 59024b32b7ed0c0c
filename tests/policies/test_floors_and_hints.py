"""What the editor says beside a rule: the law's bound with its article, and which rule decides first."""

from __future__ import annotations

from datetime import date

from huitou.policies import presets
from huitou.policies.law.floors import of_clocks, of_rule
from huitou.policies.rules import read
from huitou.policies.rules.hints import hints
from huitou.policies.texts import say_fault, say_sentence

from .builders import bare, offer, rule

DAY = date(2026, 7, 1)


def rule_of(document, name: str):
    return next(one for one in document.rules if one.rule_id == name)


def test_the_bound_of_a_rule_is_that_of_its_reasons() -> None:
    document = read(presets.load("cn"))
    said = of_rule(document, rule_of(document, "no-reason"), DAY)
    assert {kind: [floor.days for floor in found] for kind, found in said.items()} == {
        "return_and_refund": [7],
        "refund_only": [7],
    }
    assert say_sentence(said["return_and_refund"][0].sentence, "en") == (
        "At least 7 days: Consumer Protection Law of the PRC, Article 25 (China)."
    )
    assert of_rule(document, rule_of(document, "cancel"), DAY) == {}


def test_the_clocks_have_their_bounds() -> None:
    said = of_clocks(read(presets.load("cn")), DAY)
    assert {clock: [floor.days for floor in found] for clock, found in said.items()} == {
        "refund_days": [7],
        "answer_hours": [15],
    }
    assert [floor.days for floor in of_clocks(read(presets.load("uk")), DAY)["notice_days"]] == [14]


def test_where_no_law_is_known_nothing_is_said() -> None:
    document = read(bare())
    assert of_rule(document, document.rules[0], DAY) == {}
    assert of_clocks(document, DAY) == {}


def test_of_two_rules_that_meet_the_upper_one_is_named() -> None:
    document = read(bare(rules=[rule("shoes", categories=["Shoes"]), rule("any")]))
    [found] = hints(document)
    assert (found.code, found.where) == ("overlap", "2.2 any")
    assert say_fault(found, "en") == "For some cases 2.1 decides first, because it stands above."


def test_rules_that_never_meet_are_not_mentioned() -> None:
    document = read(bare(rules=[rule("shoes", categories=["Shoes"]), rule("cups", categories=["Cups"])]))
    assert hints(document) == []


def test_a_reason_that_no_rule_speaks_of_and_a_window_of_no_days_are_seen() -> None:
    rules = [rule("one", [offer(days=0)], reasons=["no_longer_wanted", "does_not_fit"])]
    found = {problem.code: say_fault(problem, "en") for problem in hints(read(bare(rules=rules)))}
    assert found == {
        "silent": "After the delivery no rule speaks of: another reason.",
        "no_time": "With 0 days the time ends on the day of the delivery: return and refund.",
    }
