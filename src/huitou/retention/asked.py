"""Tells the shop's people by mail that a buyer asked about a parcel, unless it was answered meanwhile.

What is asked about one order within a few minutes goes into one mail. A subscriber and a job, as for talk in cases.
"""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from huitou.core import clock
from huitou.core.events import subscriber
from huitou.core.jobs import enqueue, task
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop
from huitou.notifications.verbs import send_to_staff
from huitou.orders.models import Order
from huitou.retention.letters import asked_letter
from huitou.retention.models import Channel, Contact
from huitou.retention.verbs.contacts import ANSWER

JOINED_OVER = timedelta(minutes=3)
ABOUT = "orders.order"


@subscriber("retention.contact.asked")
def plan_staff_mail(event: Event) -> None:
    """One mail for what is asked about the order within some minutes."""
    order = str(event.facts["order"])
    enqueue(
        tell_what_was_asked, once=f"retention.asked:{order}", not_before=timezone.now() + JOINED_OVER,
        shop=str(event.shop_id), order=order,
    )  # fmt: skip


@task("retention.tell_what_was_asked")
def tell_what_was_asked(*, shop: str, order: str, **_: object) -> None:
    """Mail what waits and was not told yet; nothing where it is answered or erased. Twice is one mail."""
    at = clock.now()
    with in_shop(UUID(shop)):
        # The order's row is the lock: what is asked while this runs finds a job of its own.
        bought = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order)
        rows = Contact.objects.filter(order=bought, channel=Channel.PAGE, answered_at=None, erased_at=None)
        asked = list(rows.filter(told_at=None).order_by("asked_at", "pk"))
        if not asked:
            return
        owner = Shop.objects.get(pk=shop)
        send_to_staff(
            shop_id=owner.pk, permission=ANSWER, topic="messages", key=f"retention.asked:{asked[-1].pk}",
            letter=lambda _: asked_letter(owner, bought, asked), about=(ABOUT, bought.pk), at=at,
        )  # fmt: skip
        rows.filter(pk__in=[one.pk for one in asked]).update(told_at=at)
