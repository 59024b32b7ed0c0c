"""Places that the shop does not deliver to: which kinds fall away there, in whose words, and what stays."""

from __future__ import annotations

import pytest

from huitou.policies.rules import evaluate, read
from huitou.policies.rules.writing import write
from huitou.policies.texts import say

from .builders import bare, facts, moment, offer, rule, wish

AT = moment("2026-05-02T08:00:00+08:00")
SERVES = {"countries": ["CN", "SG"], "without": [{"country": "CN", "regions": ["Tibet", "Xinjiang"]}]}


def document(**changes):
    offers = [offer(), offer("exchange"), offer("repair")]
    return read(bare(rules=[rule("any", offers)], serves=SERVES, **changes))


@pytest.mark.parametrize("kind", ["exchange", "repair"])
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"region": "tibet"}, "The shop does not deliver to tibet (China), so it cannot give: {}."),
        ({"country": "MY", "region": "Penang"}, "The shop does not deliver to Malaysia, so it cannot give: {}."),
    ],
)
def test_what_must_be_sent_is_refused_and_the_money_is_named_instead(kind, place, said) -> None:
    verdict = evaluate(document(), facts(**place), wish(kind), AT)
    (ground,) = verdict.reasons
    assert (verdict.allowed, ground.rule, ground.code) == (False, "1.6", "not_served")
    assert say(ground, "en") == said.format(kind)
    assert "return_and_refund" in [still.params.get("kind") for still in verdict.still]
    assert say(ground, "zh-hans") != say(ground, "en")


@pytest.mark.parametrize("place", [{"region": "Zhejiang"}, {"region": ""}, {"country": "SG"}])
def test_where_it_delivers_everything_is_given(place) -> None:
    assert evaluate(document(), facts(**place), wish("exchange"), AT).allowed


def test_returns_stay_everywhere() -> None:
    assert evaluate(document(), facts(region="Tibet"), wish(), AT).allowed


def test_places_are_written_as_they_were_read() -> None:
    assert write(document(three_guarantees=["Phones"]))["serves"] == SERVES
    assert read(write(document(three_guarantees=["Phones"]))) == document(three_guarantees=["Phones"])


def test_an_exclusion_names_its_article() -> None:
    raw = bare(
        exclusions=[{"id": "c", "because": "custom_made", "goods": {"categories": ["cups"]}, "basis": ["cn-cpl-25"]}]
    )
    (ground,) = evaluate(read(raw), facts(), wish(), AT).reasons
    assert "Article 25" in say(ground, "en")
