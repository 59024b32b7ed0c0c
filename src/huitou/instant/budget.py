"""The month's loss budget: set aside, released, spent, each by one UPDATE. Called by verbs, inside their transaction.

`spend` is the hard stop: however many ask at once, what is set aside and what is lost never pass the budget by it.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F
from django.db.models.expressions import CombinedExpression

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


def spend(month: MonthBudget, set_aside_minor: int, expected_minor: int) -> bool:
    """Set one more advance aside; False where the budget has no room for it."""
    with_room = MonthBudget.objects.filter(
        pk=month.pk, budget_minor__gte=F("set_aside_minor") + F("lost_minor") + set_aside_minor
    )
    return with_room.update(**_moved(set_aside_minor, expected_minor, 0)) == 1


def move(month_id: UUID, *, set_aside_minor: int = 0, expected_minor: int = 0, lost_minor: int = 0) -> None:
    """What became of an advance. Facts: they are booked in any case, and stop what comes after them."""
    if set_aside_minor or expected_minor or lost_minor:
        MonthBudget.objects.filter(pk=month_id).update(**_moved(set_aside_minor, expected_minor, lost_minor))


def _moved(set_aside_minor: int, expected_minor: int, lost_minor: int) -> dict[str, CombinedExpression]:
    return {
        "set_aside_minor": F("set_aside_minor") + set_aside_minor,
        "expected_minor": F("expected_minor") + expected_minor,
        "lost_minor": F("lost_minor") + lost_minor,
    }
