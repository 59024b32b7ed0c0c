"""When a shop lets something be told: a rule per trigger. Pure: what the rule says, and whether it fits a parcel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from huitou.news.triggers import ROWS, Trigger

MAIL: Final = "mail"
# Short messages, in the words of `notifications`; a shop's own webhook gets the short text too.
SHORT: Final = ("sms", "wechat", "push", "webhook")
CHANNELS: Final = (MAIL, *SHORT)
# Nothing goes at once: what happens within this time becomes one message, and a slip is mended before anybody hears.
GATHERS_MINUTES: Final = 3
LONGEST_WAIT_MINUTES: Final = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Rule:
    """`channels`: in the order in which they are tried. `wait_minutes`: told if it is still so after that.

    Only where: late by `late_days` or more (for "nothing scanned": so many days after the label), the order goes to
    one of `countries` (ISO 3166-1 alpha-2), travels with one of `carriers`, is worth `least_minor` or more (minor
    units of the shop's currency); empty or 0 is everywhere. `unless_seen`: not to a buyer who has looked since.
    """

    trigger: Trigger
    on: bool = True
    channels: tuple[str, ...] = (MAIL,)
    wait_minutes: int = 0
    late_days: int = 0
    countries: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    least_minor: int = 0
    unless_seen: bool = False


USUAL: Final[Mapping[Trigger, Rule]] = {
    row.trigger: Rule(row.trigger, on=row.on, wait_minutes=row.wait_minutes, late_days=row.late_days)
    for row in ROWS.values()
}
"""What counts for a shop that has set nothing: quiet, by mail, and only what a buyer would ask about."""


@dataclass(frozen=True, slots=True)
class About:
    """What the conditions of a rule are held against. `late_days`: None where lateness says nothing."""

    country: str = ""
    carrier: str = ""
    value_minor: int | None = None
    late_days: int | None = None
    seen: bool = False


def why_not(rule: Rule, about: About) -> str:
    """Why the rule keeps silent, as a code; "" where it speaks. No value: never by value."""
    if not rule.on:
        return "off"
    if rule.countries and about.country.upper() not in rule.countries:
        return "other_country"
    if rule.carriers and about.carrier.casefold() not in rule.carriers:
        return "other_carrier"
    if rule.least_minor and (about.value_minor is None or about.value_minor < rule.least_minor):
        return "below_value"
    if rule.late_days and about.late_days is not None and about.late_days < rule.late_days:
        return "not_late_enough"
    if rule.unless_seen and about.seen:
        return "seen"
    return ""
