"""The month's loss budget: set aside, released, spent, each by one UPDATE. Called by verbs, inside their transaction.

`spend` is the hard stop: however many ask at once, expected and observed loss together never pass the budget by it.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F

from huitou.core.models import Shop
from huitou.instant.models import InstantRules, MonthBudget


def month_name(shop: Shop, at: datetime) -> str:
    """`2026-11`, in the shop's own time."""
    return at.astimezone(ZoneInfo(shop.timezone)).strftime("%Y-%m")


def month_of(shop: Shop, rules: InstantRules, at: datetime) -> MonthBudget:
    """This month's row, made where it is missing; with the budget that the shop has set by now."""
    row, _made = MonthBudget.objects.get_or_create(
        shop_id=shop.pk, month=month_name(shop, at), currency=shop.currency,
        defaults={"budget_minor": rules.budget_minor},
    )  # fmt: skip
    return row


def spend(month: MonthBudget, expected_minor: int) -> bool:
    """Set the expected loss of one more advance aside; False where the budget has no room for it."""
    with_room = MonthBudget.objects.filter(
        pk=month.pk, budget_minor__gte=F("expected_minor") + F("lost_minor") + expected_minor
    )
    return with_room.update(expected_minor=F("expected_minor") + expected_minor) == 1


def move(month_id: object, *, expected_minor: int = 0, lost_minor: int = 0) -> None:
    """What became of an advance: a change of what is expected, and a loss. Facts: they are booked in any case, and
    stop what comes after them.
    """
    if expected_minor or lost_minor:
        MonthBudget.objects.filter(pk=month_id).update(
            expected_minor=F("expected_minor") + expected_minor, lost_minor=F("lost_minor") + lost_minor
        )
