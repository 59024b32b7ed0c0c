"""A message did not arrive: it goes out over the next channel of its rule. Called by a job."""

from datetime import datetime, timedelta
from uuid import UUID

from huitou.accounts.buyers import signed_link
from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.tenancy import in_shop, open_shop_row
from huitou.core.verbs import verb
from huitou.news.access import rules_of, settings_of
from huitou.news.choosing import clock_of, why_over
from huitou.news.letter import message_of
from huitou.news.models import ParcelNews, Telling
from huitou.news.timing import is_quiet
from huitou.news.triggers import ROWS, Trigger
from huitou.news.ways import channels_to, deliver, lost_among, reader_of
from huitou.orders.models import Order
from huitou.parcels.models import Parcel

LOOKS_BACK = timedelta(days=2)
ABOUT = "parcels.parcel"


def lost_tellings(shop_id: UUID, *, at: datetime) -> list[UUID]:
    """Messages of the last two days that did not arrive and were not sent another way."""
    with in_shop(shop_id):
        rows = Telling.objects.filter(told_at__gte=at - LOOKS_BACK, fallen_back_at=None, by_hand=False)
        rows = rows.exclude(message_id=None)
        by_message = {key: pk for pk, key in rows.values_list("pk", "message_id")}
        lost = lost_among([(channel, key) for channel, key in rows.values_list("channel", "message_id") if key])
    return [by_message[key] for key in sorted(lost)]


@verb
def fall_back(*, telling: UUID, actor: Actor, at: datetime) -> str:
    """The channel over which it went out again; "" where there is none left, or it is over, or not now.

    It waits for the reader's morning, and while the shop tells nothing. Raises: Forbidden.
    """
    if actor.role != Role.SYSTEM:
        raise Forbidden()
    row = Telling.objects.select_for_update(of=("self",)).filter(pk=telling, fallen_back_at=None).first()
    if row is None:
        return ""
    order, shop, trigger = Order.objects.get(pk=row.order_id), open_shop_row(), Trigger(row.trigger)
    reader, settings = reader_of(order, shop), settings_of(shop.pk)
    if not settings.on or is_quiet(at, *clock_of(order, shop, settings, reader)):
        return ""
    pieces = list(ParcelNews.objects.filter(telling=row).select_related("parcel").order_by("pk"))
    rule = rules_of(shop.pk)[trigger]
    tried = reader.in_order(rule.channels)
    # Those before it were closed when it went out, or have lost it too.
    later = tried[tried.index(row.channel) + 1 :] if row.channel in tried else []
    channels = channels_to(order, later, important=ROWS[trigger].important, at=at)
    lead = next((piece for piece in pieces if piece.trigger == trigger), None)
    if not channels or lead is None or why_over(lead, lead.parcel, order, shop, rule, at=at):
        row.fallen_back_at = at
        row.save(update_fields=["fallen_back_at"])
        return ""
    secret = signed_link(shop_id=shop.pk, customer_id=order.customer_id, order_id=order.pk, at=at)
    parcels: list[Parcel] = list({piece.parcel_id: piece.parcel for piece in (lead, *pieces)}.values())
    message = message_of(trigger, parcels, order, shop, reader, ref=row.ref, secret=secret, at=at)
    row.channel = channels[0]
    row.message_id = deliver(
        row.channel, order=order, reader=reader, letter=message.letter, short=message.short,
        key=f"news:{lead.pk}:{row.channel}", about=(ABOUT, lead.parcel_id), kind=lead.trigger, at=at,
    )  # fmt: skip
    row.save(update_fields=["channel", "message_id"])
    return row.channel
