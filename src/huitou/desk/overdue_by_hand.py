"""What the shop owes buyers by hand and should have given back, as rows of the queue. Called by the queue, inside
`visit.reading()`; one query.
"""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.when import written
from huitou.desk.beside_cases import Beside
from huitou.orders.models import OwedByHand
from huitou.orders.owed_reminders import overdue_for
from huitou.orders.queries import overdue_by_hand

MOST_URGENT = 50
MAY = "refunds.record"


def owed_too_long(visit: StaffVisit) -> list[Beside]:
    """The oldest first; none for who cannot write down that it was given back."""
    return [_row(row, visit) for row in overdue_by_hand(visit.at)[:MOST_URGENT]] if visit.may(MAY) else []


def _row(owed: OwedByHand, visit: StaffVisit) -> Beside:
    page = f"{reverse('desk:by_hand', args=[visit.shop.slug])}#owed_{owed.pk}"
    until = written(owed.due_at, ZoneInfo(visit.shop.timezone), "day")
    said = _("%(late)s: it was promised to the buyer by %(day)s. Pay it back and write down how.")
    return Beside(
        deadline=owed.due_at,
        kind=_("Owed back by hand"),
        ref=owed.ref,
        href=page,
        item=_("Order %(number)s") % {"number": owed.order.number},
        why=said % {"late": overdue_for(owed, visit.at), "day": until},
        sum=owed.money,
        action=_("Give it back"),
        action_href=page,
        state="overdue",
    )
