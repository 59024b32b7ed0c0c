"""Writes to a buyer because somebody of the shop wants it now, and sends a sample to oneself. Called by the desk."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.accounts.buyers import signed_link
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.ids import new_id, new_ref
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.lanes.models import TroubleStep
from huitou.lanes.trouble import Kind, Step
from huitou.lanes.verbs import take_trouble_step
from huitou.news.access import EDIT
from huitou.news.kinds import TOLD_AS
from huitou.news.letter import message_of
from huitou.news.models import Telling
from huitou.news.rules import MAIL
from huitou.news.triggers import Trigger
from huitou.news.usual_texts import Text
from huitou.news.ways import Reader, deliver, reader_of
from huitou.orders.access import access_order
from huitou.parcels.access import access_parcel
from huitou.parcels.models import Parcel

# Where a sample leads: nobody's door.
SAMPLE_SECRET = "sample"  # noqa: S105


class NoOrderToShow(Invalid):
    """The shop has no parcel yet that a sample could speak of."""

    code = "news_no_order"
    message = _("There is no order with a parcel yet that a sample could show.")


@verb
def write_about(*, parcel: Parcel | UUID | str, kind: Kind, actor: Actor, at: datetime) -> TroubleStep:
    """Write to the buyer about a parcel in trouble, now, by mail, with the text of its trigger; no budget counts it.

    Raises: Forbidden, NotFound, NobodyToWriteTo.
    """
    found = access_parcel(actor, parcel, lock=True)
    order, shop, trigger = found.order, open_shop_row(), TOLD_AS[kind]
    reader, ref = reader_of(order, shop), new_ref("M")
    secret = signed_link(shop_id=shop.pk, customer_id=order.customer_id, order_id=order.pk, at=at)
    message = message_of(trigger, [found], order, shop, reader, ref=ref, secret=secret, at=at)
    step = take_trouble_step(
        parcel=found, kind=kind, did=Step.WRITE, letter=message.letter, locale=reader.language, actor=actor, at=at,
    )  # fmt: skip
    if not Telling.objects.filter(pk=step.pk).exists():
        Telling.objects.create(
            id=step.pk, shop_id=shop.pk, order=order, customer_id=order.customer_id, ref=ref, trigger=trigger,
            channel=MAIL, by_hand=True, told_at=at,
        )  # fmt: skip
    return step


@verb
def send_sample(
    *, trigger: Trigger, order: UUID, locale: str, email: str, name: str, actor: Actor, at: datetime,
    text: Text | None = None,
) -> None:  # fmt: skip
    """Send the mail as this order's buyer would get it to one's own address; its link opens nothing.

    `text`: as it is being written, instead of the one that counts. Raises: Forbidden, NotFound, NoOrderToShow.
    """
    actor.require(EDIT)
    found = access_order(actor, order)
    parcel = (
        Parcel.objects.filter(order=found).exclude(direction=Parcel.Direction.RETURN).order_by("created_at").first()
    )
    if parcel is None:
        raise NoOrderToShow()
    shop, reader = open_shop_row(), Reader(name, email, locale)
    message = message_of(
        trigger, [parcel], found, shop, reader, ref="sample", secret=SAMPLE_SECRET, at=at, text=text, sample=True
    )
    deliver(
        MAIL, order=found, reader=reader, letter=message.letter, short=message.short, key=f"news.sample:{new_id()}",
        about=("orders.order", found.pk), kind=trigger, at=at, sample=True,
    )  # fmt: skip
