"""The letters of a refund that the shop pays by hand: it has become theirs, and its time is nearly over.

Reads events in its own time, once each; a key is the event. None is written about a refund that has moved on since.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

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
from huitou.core.when import written
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send_to_staff
from huitou.orders.models import CustomerContact
from huitou.refunds.gateways.choosing import hand_title
from huitou.refunds.models import Refund
from huitou.refunds.payment_kinds import LABELS, PaymentKind, kind_of
from huitou.refunds.values import say_state
from huitou.refunds.verbs.warn_of_hand import HAND_WARNED, warn_of_hand

N_ = str
KIND = "refunds.refund."
BEGUN = N_("%(amount)s has to be paid back by hand: order %(order)s")
SUBJECTS = {
    f"{KIND}{past('hand_to_shop')}": BEGUN,
    f"{KIND}{past('allow_other_way')}": BEGUN,
    HAND_WARNED: N_("The time to pay %(amount)s back by hand is nearly over: order %(order)s"),
}
ABOUT = "refunds.refund"
# So long before it is passed on the shop is told once more.
AHEAD = timedelta(hours=24)


@reader(*SUBJECTS)
def tell(events: Sequence[Event]) -> None:
    """Write to whoever may record that it was paid."""
    shop = open_shop_row()
    rows = Refund.objects.select_related("order", "payment").in_bulk({event.subject_id for event in events})
    names = _names(row.order.customer_id for row in rows.values())
    for event in events:
        row = rows[event.subject_id]
        if row.state != "by_hand":
            continue
        name = names.get(row.order.customer_id, "")
        send_to_staff(
            shop_id=shop.pk, permission="refunds.record", topic="cases", key=f"{event.pk}:staff",
            letter=lambda _, event=event, row=row, name=name: _letter(event, row, name, shop),  # type: ignore[misc]
            about=(ABOUT, row.pk), at=event.at,
        )  # fmt: skip


@periodic("29 * * * *", name="refunds.warn_of_hand")
def warn_all() -> None:
    """Every hour: refunds to be paid by hand whose time is nearly over."""
    at = clock.now()
    shop_by_shop(
        lambda shop_id: warn_of_hand(actor=system_actor(shop_id), at=at, ahead=AHEAD),
        failed="refunds.warning_of_hand_failed",
    )


def _names(customers: Iterable[UUID]) -> dict[UUID, str]:
    contacts = CustomerContact.objects.filter(customer_id__in=set(customers))
    return dict(contacts.values_list("customer_id", "name"))


def _letter(event: Event, row: Refund, name: str, shop: Shop) -> Letter:
    amount, kind = format_money(row.money), kind_of(row.payment.method)
    facts = [Fact(gettext("Order"), row.order.number), Fact(gettext("Refund"), row.ref)]
    facts.append(Fact(gettext("Amount"), amount))
    if name:
        facts.append(Fact(gettext("The buyer"), name))
    facts.append(Fact(gettext("Goes back"), hand_title() if kind == PaymentKind.MONEY else str(LABELS[kind])))
    if row.deadline_at is not None:
        facts.append(Fact(gettext("Until"), written(row.deadline_at, ZoneInfo(shop.timezone), "full")))
    return Letter(
        subject=one_line(gettext(SUBJECTS[event.kind]) % {"amount": amount, "order": row.order.number}),
        sentence=say_state(row, Role.MERCHANT, event.at),
        facts=facts,
        button=Link(gettext("Look at the refund"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/refunds/{row.ref}/"),
        why=gettext("You get this mail because you may record refunds that the shop pays by hand."),
    )
