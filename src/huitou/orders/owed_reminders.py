"""Reminds the shop by mail of what it owes buyers by hand and should have given back: one letter a working day for all
of it. Reads the events of `remind_of_owed`, which the clock calls.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext, ngettext

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.events import reader
from huitou.core.jobs import periodic
from huitou.core.models import Event, Shop
from huitou.core.money import format_money
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import open_shop_row
from huitou.core.when import written
from huitou.notifications.letters import Letter, Link, one_line
from huitou.notifications.verbs import send_to_staff
from huitou.orders.models import OwedByHand
from huitou.orders.owed_letters import ABOUT
from huitou.orders.verbs.owe_by_hand import REMINDED, remind_of_owed

# More than this is shown on the page.
MOST_IN_A_MAIL = 20


@periodic("11 * * * *", name="orders.remind_of_owed")
def remind_all() -> None:
    """Every hour: the first one after a shop has opened reminds it."""
    at = clock.now()
    shop_by_shop(
        lambda shop_id: remind_of_owed(actor=system_actor(shop_id), at=at), failed="orders.reminding_of_owed_failed"
    )


@reader(REMINDED)
def tell(events: Sequence[Event]) -> None:
    """One letter for what was written down at one time and is not settled since."""
    shop = open_shop_row()
    for at, together in groupby(events, key=lambda event: event.at):
        rows = OwedByHand.objects.filter(pk__in=[event.subject_id for event in together], settled_at=None)
        owed = list(rows.select_related("order").order_by("owed_at", "pk"))
        if owed:
            _send(shop, owed, at)


def _send(shop: Shop, owed: Sequence[OwedByHand], at: datetime) -> None:
    key = f"orders.owed:{owed[0].pk}:reminded:{at.astimezone(ZoneInfo(shop.timezone)).date()}"
    send_to_staff(
        shop_id=shop.pk, permission="refunds.record", topic="cases", key=key,
        letter=lambda _: letter(shop, owed, at), about=(ABOUT, owed[0].pk), at=at,
    )  # fmt: skip


def overdue_for(owed: OwedByHand, at: datetime) -> str:
    """How long it should have been given back, in words."""
    days = owed.days_overdue(at)
    return ngettext("%(count)s day overdue", "%(count)s days overdue", days) % {"count": days}


def letter(shop: Shop, owed: Sequence[OwedByHand], at: datetime) -> Letter:
    """In the active language; `owed`: the oldest first."""
    shown, first = owed[:MOST_IN_A_MAIL], owed[0]
    values = {
        "sum": format_money(first.money), "order": first.order.number, "count": len(owed),
        "until": written(first.due_at, ZoneInfo(shop.timezone), "date"), "rest": len(owed) - len(shown),
    }  # fmt: skip
    if len(owed) == 1:
        subject = gettext("Overdue, to give back by hand: %(sum)s, order %(order)s")
        said = gettext(
            "The buyer was promised %(sum)s by %(until)s and still waits. Give it back the way it came and write down "
            "how."
        )
    else:
        subject = gettext("Overdue, to give back by hand: %(count)s sums")
        said = gettext(
            "%(count)s sums were promised to buyers and are overdue, the oldest since %(until)s. Give them back the "
            "way they came and write down how."
        )
    return Letter(
        subject=one_line(subject % values),
        sentence=said % values,
        bill=[(_line(one, at), format_money(one.money)) for one in shown],
        paragraphs=[gettext("%(rest)s more are on the page.") % values] if len(owed) > len(shown) else [],
        button=Link(gettext("Open the list"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/refunds/by-hand/"),
        why=gettext("You get this mail because you may record refunds in this shop."),
    )


def _line(owed: OwedByHand, at: datetime) -> str:
    order = gettext("Order %(number)s") % {"number": owed.order.number}
    unseen = [] if owed.confirmed else [gettext("Nobody has confirmed that it came")]
    return " · ".join([order, f"{owed.get_paid_for_display()} {owed.ref}", overdue_for(owed, at), *unseen])
