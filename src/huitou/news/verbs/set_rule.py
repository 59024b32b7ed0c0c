"""A shop says when something is told, and what holds for all news. Called by the desk and the API."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.locks import one_or_first
from huitou.core.verbs import verb
from huitou.news.access import EDIT
from huitou.news.models import NewsRule, NewsSettings
from huitou.news.rules import CHANNELS, LONGEST_WAIT_MINUTES, Rule
from huitou.news.timing import MINUTES_A_DAY

MOST_LISTED, MOST_DAYS, LARGEST_VALUE = 60, 60, 10**12
_COUNTRY = re.compile(r"[A-Z]{2}")
_CARRIER = re.compile(r"[^\s,]{1,60}")
SETTINGS = ("on", "per_day", "per_parcel", "quiet_from", "quiet_until")


class RuleInvalid(Invalid):
    """A rule that cannot be followed."""

    code = "news_rule_invalid"
    message = _(
        "Choose at least one channel, a wait of at most seven days, at most 60 days of lateness, countries as two "
        "letters (CN, DE) and carriers by their codes (sf, dhl)."
    )


@verb
def set_rule(*, rule: Rule, actor: Actor, at: datetime) -> NewsRule:
    """Keep the rule of its trigger; it counts from the next report on. Raises: RuleInvalid, Forbidden."""
    actor.require(EDIT)
    _check(rule)
    wanted = {
        "on": rule.on, "channels": list(rule.channels), "wait_minutes": rule.wait_minutes,
        "late_days": rule.late_days, "countries": list(rule.countries), "carriers": list(rule.carriers),
        "least_minor": rule.least_minor, "unless_seen": rule.unless_seen,
    }  # fmt: skip
    row = one_or_first(NewsRule.objects.filter(trigger=rule.trigger), f"news.rule.{rule.trigger}")
    before = {name: getattr(row, name) for name in wanted} if row else {}
    if row is not None and before == wanted:
        return row
    kept = row or NewsRule(shop_id=actor.shop_id, trigger=rule.trigger)
    _set(kept, wanted)
    kept.changed_at, kept.changed_by = at, actor.id
    facts = {"trigger": rule.trigger, "before": before, "after": wanted}
    events.record(kept, "news.rule.set", actor=actor, at=at, facts=facts)
    kept.save(force_insert=row is None)
    return kept


@verb
def set_settings(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> NewsSettings:
    """Keep what `values` names of `SETTINGS`. Raises: RuleInvalid, Forbidden."""
    actor.require(EDIT)
    row = one_or_first(NewsSettings.objects.filter(shop_id=actor.shop_id), "news.settings")
    kept = row or NewsSettings(shop_id=actor.shop_id)
    before = {name: getattr(kept, name) for name in SETTINGS}
    wanted = before | {name: value for name, value in values.items() if name in SETTINGS}
    minutes = all(0 <= wanted[name] < MINUTES_A_DAY for name in ("quiet_from", "quiet_until"))
    if not minutes or not (0 <= wanted["per_day"] <= 50 and 0 <= wanted["per_parcel"] <= 200):
        raise RuleInvalid()
    if row is not None and before == wanted:
        return row
    _set(kept, wanted)
    events.record(kept, "news.settings.set", actor=actor, at=at, facts={"before": before, "after": wanted})
    kept.save(force_insert=row is None)
    return kept


def _check(rule: Rule) -> None:
    channels = rule.channels and set(rule.channels) <= set(CHANNELS) and len(set(rule.channels)) == len(rule.channels)
    numbers = (
        0 <= rule.wait_minutes <= LONGEST_WAIT_MINUTES
        and 0 <= rule.late_days <= MOST_DAYS
        and 0 <= rule.least_minor <= LARGEST_VALUE
    )
    places = all(_COUNTRY.fullmatch(code) for code in rule.countries)
    carriers = all(_CARRIER.fullmatch(code) and code == code.casefold() for code in rule.carriers)
    listed = len(rule.countries) <= MOST_LISTED and len(rule.carriers) <= MOST_LISTED
    if not (channels and numbers and places and carriers and listed):
        raise RuleInvalid()


def _set(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
