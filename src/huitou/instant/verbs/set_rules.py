"""The shop says what it may lose, and on whom and what."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.locks import lock_or_make
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.instant.budget import month_name
from huitou.instant.models import InstantRules, MonthBudget
from huitou.instant.models.instant_rules import Mode
from huitou.policies.rules.vocabulary import REASONS

LARGEST_MINOR = 10**15
MOST_CATEGORIES, LONGEST_CATEGORY = 100, 120
LARGEST_HOLD_OUT = 50
LEAST_SET_ASIDE = 25


class InstantRulesInvalid(Invalid):
    """A sum, a number of points or a reason that cannot be."""

    code = "instant_rules_invalid"
    message = _(
        "Check the numbers: sums of zero or more, points from 0 to 100 with the lowest not above the best, at most "
        "half of the buyers held out, and between a quarter and all set aside."
    )


@verb
def set_rules(
    *,
    mode: Mode,
    budget_minor: int,
    largest_minor: int,
    actor: Actor,
    at: datetime,
    best_points: int = 80,
    narrowest_points: int = 50,
    excluded_reasons: Sequence[str] = (),
    excluded_categories: Sequence[str] = (),
    hold_out_percent: int = 5,
    set_aside_percent: int = 100,
) -> InstantRules:
    """Keep the rules; they count for returns that are agreed from now on, and the budget for this month already.

    Raises: InstantRulesInvalid, Forbidden.
    """
    actor.require("settings.edit")
    wanted = {
        "mode": str(mode),
        "budget_minor": budget_minor,
        "largest_minor": largest_minor,
        "best_points": best_points,
        "narrowest_points": narrowest_points,
        "excluded_reasons": sorted(set(excluded_reasons)),
        "excluded_categories": sorted({name.strip() for name in excluded_categories if name.strip()}),
        "hold_out_percent": hold_out_percent,
        "set_aside_percent": set_aside_percent,
    }
    _demand_possible(wanted)
    row = lock_or_make(InstantRules.objects.filter(shop_id=actor.shop_id))
    rules = row or InstantRules(shop_id=actor.shop_id)
    before = {name: getattr(rules, name) for name in wanted}
    if before == wanted and row is not None:
        return rules
    for name, value in wanted.items():
        setattr(rules, name, value)
    rules.threshold = max(rules.threshold, narrowest_points)
    shop = open_shop_row()
    MonthBudget.objects.filter(month=month_name(shop, at), currency=shop.currency).update(budget_minor=budget_minor)
    events.record(rules, "instant.rules.set", actor=actor, at=at, facts={"before": before, "after": wanted})
    rules.save(force_insert=row is None)
    return rules


def _demand_possible(wanted: dict[str, object]) -> None:
    sums = [int(str(wanted[name])) for name in ("budget_minor", "largest_minor")]
    low, high = int(str(wanted["narrowest_points"])), int(str(wanted["best_points"]))
    categories, reasons = wanted["excluded_categories"], wanted["excluded_reasons"]
    assert isinstance(categories, list)  # made above
    assert isinstance(reasons, list)
    possible = (
        wanted["mode"] in Mode.values
        and all(0 <= amount <= LARGEST_MINOR for amount in sums)
        and 0 <= low <= high <= 100
        and 0 <= int(str(wanted["hold_out_percent"])) <= LARGEST_HOLD_OUT
        and LEAST_SET_ASIDE <= int(str(wanted["set_aside_percent"])) <= 100
        and set(reasons) <= set(REASONS)
        and len(categories) <= MOST_CATEGORIES
        and all(len(name) <= LONGEST_CATEGORY and "\x00" not in name for name in categories)
    )
    if not possible:
        raise InstantRulesInvalid()
