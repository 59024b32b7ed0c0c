"""Says before a goal is missed that it will be: one mail to the shop's people per clock, ever. Called by `jobs`.

The case is raised in the desk's queue as long as the clock runs: see `queries.raised`.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from huitou.core.flow.texts import time_left
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.insights.measures import MEASURES
from huitou.insights.models import GoalClock
from huitou.insights.words import length_text
from huitou.notifications.letters import Fact, Letter, Link
from huitou.notifications.verbs import send_to_staff

N_ = str
AT_ONCE = 100


def warn_shop(shop_id: UUID, *, at: datetime) -> int:
    """Send the warnings that have come due; how many clocks were warned of."""
    with in_shop(shop_id):
        rows = GoalClock.objects.filter(stopped_at=None, void=False, warned_at=None, warn_at__lte=at)
        clocks = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("warn_at", "pk")[:AT_ONCE])
        if not clocks:
            return 0
        shop = Shop.objects.get(pk=shop_id)
        for clock in clocks:
            clock.warned_at = at
            send_to_staff(
                shop_id=shop_id,
                permission="cases.agree",
                key=f"insights.goal:{clock.pk}",
                letter=lambda _language, clock=clock: _letter(clock, shop, at),  # type: ignore[misc]
                about=("cases.case", clock.case_id),
                at=at,
            )
        GoalClock.objects.bulk_update(clocks, ["warned_at"])
        return len(clocks)


def _letter(clock: GoalClock, shop: Shop, at: datetime) -> Letter:
    values = {
        "ref": clock.case.ref,
        "goal": gettext(MEASURES[clock.measure].name),
        "length": length_text(clock.minutes * 60),
        "left": time_left(clock.due_at, at),
    }
    late = clock.due_at <= at
    subject = gettext("Goal missed: %(ref)s") if late else gettext("%(left)s left for your goal: %(ref)s")
    said = (
        gettext("“%(goal)s” was to take no more than %(length)s in case %(ref)s; that time is over.")
        if late
        else gettext("“%(goal)s” is to take no more than %(length)s in case %(ref)s; %(left)s are left.")
    )
    return Letter(
        subject=subject % values,
        sentence=said % values,
        facts=[Fact(gettext("Case"), clock.case.ref)],
        button=Link(gettext("Open the case"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/cases/{clock.case.ref}/"),
        why=gettext("You get this mail because your shop has set itself this goal. It is sent once for each case."),
    )
