"""The letters of a chargeback to the shop: one was opened, its time is nearly over, it was won, it was lost.

Reads events in its own time, once each; a key is the event. Nothing of the buyer stands in them.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext

from huitou.core import clock
from huitou.core.actors import Role, system_actor
from huitou.core.events import reader
from huitou.core.jobs import periodic
from huitou.core.models import Event, Shop
from huitou.core.money import format_money
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import past
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send_to_staff
from huitou.refunds.chargeback_words import say_chargeback
from huitou.refunds.models import Chargeback
from huitou.refunds.verbs.warn_of_deadline import WARNED, warn_of_deadline

N_ = str
KIND = "refunds.chargeback."
OPENED = N_("A bank takes %(amount)s back: order %(order)s")
WON = N_("Chargeback won, %(amount)s: order %(order)s")
LOST = N_("Chargeback lost, %(amount)s: order %(order)s")
SUBJECTS = {
    f"{KIND}{past('begin')}": OPENED,
    f"{KIND}{past('open')}": OPENED,
    WARNED: N_("Evidence is due soon, %(amount)s: order %(order)s"),
    f"{KIND}{past('win')}": WON,
    f"{KIND}{past('record_win')}": WON,
    f"{KIND}{past('close')}": N_("A bank has closed its questions, %(amount)s: order %(order)s"),
    f"{KIND}{past('lose')}": LOST,
    f"{KIND}{past('record_loss')}": LOST,
}
INQUIRY = N_("A bank asks about %(amount)s: order %(order)s")
ABOUT = "refunds.chargeback"
# So long before our own date the shop is told once more.
AHEAD = timedelta(hours=48)


@reader(*SUBJECTS)
def tell(events: Sequence[Event]) -> None:
    """Write to whoever may defend the shop."""
    shop = open_shop_row()
    rows = Chargeback.objects.select_related("order").in_bulk({event.subject_id for event in events})
    for event in events:
        row = rows[event.subject_id]
        send_to_staff(
            shop_id=shop.pk, permission="chargebacks.defend", key=f"{event.pk}:staff",
            letter=lambda _, event=event, row=row: _letter(event, row, shop),  # type: ignore[misc]
            about=(ABOUT, row.pk), at=event.at,
        )  # fmt: skip


@periodic("23 * * * *", name="refunds.warn_of_deadlines")
def warn_all() -> None:
    """Every hour: chargebacks whose time for evidence is nearly over."""
    at = clock.now()
    shop_by_shop(
        lambda shop_id: warn_of_deadline(actor=system_actor(shop_id), at=at, ahead=AHEAD),
        failed="refunds.warning_of_deadlines_failed",
    )


def _letter(event: Event, row: Chargeback, shop: Shop) -> Letter:
    subject = INQUIRY if event.facts.get("to") == "inquiry" else SUBJECTS[event.kind]
    return Letter(
        subject=one_line(gettext(subject) % {"amount": format_money(row.money), "order": row.order.number}),
        sentence=say_chargeback(row, Role.MERCHANT, event.at),
        facts=[Fact(gettext("Order"), row.order.number), Fact(gettext("Chargeback"), row.ref)],
        button=Link(
            gettext("Look at the chargeback"),
            f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/chargebacks/{row.ref}/",
        ),
        why=gettext("You get this mail because you may answer chargebacks in this shop."),
    )
