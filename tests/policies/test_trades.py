"""The ready policies per trade: sound, at or above the law of every country, and never less than without the trade."""

from __future__ import annotations

from datetime import date

import pytest

from huitou.policies import presets
from huitou.policies.law.compare import compare
from huitou.policies.presets import TRADES, preset_for
from huitou.policies.rules import read
from huitou.policies.rules.vocabulary import REASONS

DAY = date(2026, 7, 1)
SHOPS = {
    "CN": ("CNY", "Asia/Shanghai"), "TW": ("TWD", "Asia/Taipei"), "DE": ("EUR", "Europe/Berlin"),
    "GB": ("GBP", "Europe/London"), "KR": ("KRW", "Asia/Seoul"), "JP": ("JPY", "Asia/Tokyo"),
    "BR": ("BRL", "America/Sao_Paulo"), "US": ("USD", "America/New_York"),
}  # fmt: skip


def ready(country: str, trade: str = ""):
    currency, timezone = SHOPS[country]
    return read(preset_for(country, currency=currency, timezone=timezone, trade=trade))


def longest(document, reason: str, kind: str) -> int:
    """Days after the delivery for goods without any other condition."""
    rules = (rule for rule in document.rules if reason in rule.when.reasons and "delivered" in rule.when.stages)
    rule = next(rules, None)
    offer = rule.offer(kind) if rule else None
    return -1 if offer is None else (10**6 if offer.window.days is None else offer.window.days)


@pytest.mark.parametrize("trade", TRADES)
@pytest.mark.parametrize("country", SHOPS)
def test_a_trade_is_sound_above_the_law_and_gives_no_less(country: str, trade: str) -> None:
    plain, own = ready(country), ready(country, trade)
    assert compare(own, DAY) == []
    assert own != plain
    kinds = {offer.kind for rule in plain.rules for offer in rule.offers}
    for reason in REASONS:
        for kind in kinds:
            assert longest(own, reason, kind) >= longest(plain, reason, kind), (reason, kind)


def test_clothes_can_be_exchanged_and_go_back_within_fourteen_days() -> None:
    own = ready("CN", "fashion")
    assert longest(own, "no_longer_wanted", "return_and_refund") == 14
    assert longest(own, "does_not_fit", "exchange") == 30


def test_an_exclusion_is_taken_over_only_as_the_law_allows_it() -> None:
    found = {one.because: one for one in ready("CN", "beauty").exclusions}
    assert found["opened_hygiene"].needs_confirmation
    assert "opened_hygiene" not in {one.because for one in ready("BR", "beauty").exclusions}


def test_a_trade_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        preset_for("CN", currency="CNY", timezone="Asia/Shanghai", trade="weapons")


def test_the_country_alone_is_as_it_lies_in_its_file() -> None:
    assert preset_for("CN", currency="CNY", timezone="Asia/Shanghai") == presets.load("cn")
