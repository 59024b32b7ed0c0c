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
from huitou.news.links import link_over
from huitou.news.models import ParcelNews, Telling
from huitou.news.rules import MAIL
from huitou.news.timing import is_quiet
from huitou.news.triggers import ROWS, Trigger
from huitou.news.ways import channels_to, deliver, lost, reader_of, ways_left
from huitou.notifications.models import ShortMessage
from huitou.orders.models import Order
from huitou.parcels.models import Parcel

LOOKS_BACK = timedelta(days=2)
AT_ONCE = 500
ABOUT = "parcels.parcel"


def lost_tellings(shop_id: UUID, *, at: datetime) -> list[UUID]:
    """Messages of the last two days that did not arrive and were not sent another way, the oldest first."""
    with in_shop(shop_id):
        rows = Telling.objects.filter(told_at__gte=at - LOOKS_BACK, fallen_back_at=None, by_hand=False)
        return list(lost(rows).order_by("told_at", "pk").values_list("pk", flat=True)[:AT_ONCE])


def telling_of(message: ShortMessage) -> UUID | None:
    """Whose message it is, if it is news of a parcel at all. Inside the shop."""
    if message.customer_id is None:
        return None
    rows = Telling.objects.filter(customer_id=message.customer_id, message_id=message.pk, by_hand=False)
    return rows.values_list("pk", flat=True).first()


@verb
def fall_back(*, telling: UUID, actor: Actor, at: datetime) -> str:
    """The channel over which it went out again; "" where there is none left, or it is over, or not now.

    It waits for the reader's morning, while the shop tells nothing, and, where the account that was to carry it stands
    still and no other way is open, for that account. Raises: Forbidden.
    """
    if actor.role != Role.SYSTEM:
        raise Forbidden()
    row = Telling.objects.select_for_update(of=("self",)).filter(pk=telling, fallen_back_at=None).first()
    # Looked at again under the lock: another worker may have sent it over the next channel meanwhile.
    if row is None or not lost(Telling.objects.filter(pk=row.pk)).exists():
        return ""
    order, shop, trigger = Order.objects.get(pk=row.order_id), open_shop_row(), Trigger(row.trigger)
    reader, settings = reader_of(order, shop), settings_of(shop.pk)
    if not settings.on or is_quiet(at, *clock_of(order, shop, settings, reader)):
        return ""
    pieces = list(ParcelNews.objects.filter(telling=row).select_related("parcel").order_by("pk"))
    rule = rules_of(shop.pk)[trigger]
    left, waits = ways_left(row, reader.in_order(rule.channels))
    channels = channels_to(order, left, important=ROWS[trigger].important, at=at)
    lead = next((piece for piece in pieces if piece.trigger == trigger), None)
    over = lead is None or why_over(lead, lead.parcel, order, shop, rule, at=at)
    if waits and not channels and not over:
        return ""
    if not channels or lead is None or over:
        row.fallen_back_at = at
        row.save(update_fields=["fallen_back_at"])
        return ""
    secret = signed_link(shop_id=shop.pk, customer_id=order.customer_id, order_id=order.pk, at=at)
    parcels: list[Parcel] = list({piece.parcel_id: piece.parcel for piece in (lead, *pieces)}.values())
    before, row.channel = row.message_id, channels[0]
    link = "" if row.channel == MAIL else link_over(row.channel, shop, order, ref=row.ref, at=at)
    message = message_of(
        trigger, parcels, order, shop, reader, ref=row.ref, secret=secret, at=at, channel=row.channel, link=link
    )
    row.message_id = deliver(
        row.channel, order=order, reader=reader, letter=message.letter, short=message.short,
        # After the message that was lost: each is followed by one.
        key=f"news:{lead.pk}:{before}", about=(ABOUT, lead.parcel_id), kind=lead.trigger, at=at,
    )  # fmt: skip
    row.save(update_fields=["channel", "message_id"])
    return row.channel
