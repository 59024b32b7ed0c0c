"""A buyer (or the shop for a buyer) wishes something of a delivery. What the page said beforehand is what happens."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huitou.changes.access import rules_of_shop
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.deliveries.wishes import DAYS_AHEAD, KINDS, Topic, Wish, possible, rule_of
from huitou.changes.models import DeliveryRequest, DeliveryWords
from huitou.changes.verbs.ask import ASK, ChangeUnderWay, open_change_of
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid
from huitou.core.ids import new_id, new_ref
from huitou.core.personal import salted_digest
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import arrive, born, verb
from huitou.lanes.stages import Stage, stage_of
from huitou.orders.access import access_order
from huitou.orders.contacts import plain
from huitou.orders.models import Order
from huitou.parcels.access import access_parcel
from huitou.parcels.delivering import who_can_deliver
from huitou.parcels.models import Parcel

LONGEST = 300


class WishNotPossible(Conflict):
    """Too late, or not for this parcel: the rule, and what can be done instead."""

    code = "delivery_wish_not_possible"
    message: ClassVar[Any] = "%(rule)s"


class WishUnknown(Invalid):
    """Not one of the kinds."""

    code = "delivery_wish_unknown"
    message = _("Choose what should be different about the delivery.")


class WordsMissing(Invalid):
    """The courier would not know what to do."""

    code = "delivery_words_missing"
    message = _("Write it down in a few words, so that the courier finds it.")


class DayOutOfReach(Invalid):
    """Today or earlier, or further away than carriers keep anything."""

    code = "delivery_day_out_of_reach"
    message = _("Choose a day from tomorrow on, at most %(days)s days away.")


class LiabilityNotSeen(Conflict):
    """What the buyer takes on was not on the page that they sent."""

    code = "liability_not_seen"
    message = _("Read what it means for you, and send it again if you agree.")


class WishUnderWay(Conflict):
    """Two wishes on one topic could contradict each other."""

    code = "delivery_wish_under_way"
    message = _("Your wish %(ref)s for this parcel still counts. Take it back, or wait for its answer.")


class FreshCodeNeeded(Conflict):
    """A link from a mail may have been passed on; a dear parcel is not left anywhere because of it."""

    code = "fresh_code_needed"
    message = _("This parcel is worth more than the shop's limit. Open your order with a code first, then ask again.")


@verb
def ask_for_delivery(
    *,
    parcel: UUID | str,
    wish: str,
    actor: Actor,
    at: datetime,
    words: str = "",
    day: date | None = None,
    liability_seen: bool = False,
) -> DeliveryRequest:
    """Wish something of the delivery. `liability_seen`: the page said what the buyer takes on.

    Raises: WishUnknown, WishNotPossible, WordsMissing, DayOutOfReach, LiabilityNotSeen, WishUnderWay,
    FreshCodeNeeded, ChangeUnderWay, NotFound, Forbidden.
    """
    actor.require(ASK)
    if wish not in list(Wish):
        raise WishUnknown()
    kind = KINDS[Wish(wish)]
    # As everywhere: the order before its parcels.
    order = access_order(actor, access_parcel(actor, parcel).order_id, lock=True)
    found = access_parcel(actor, parcel, lock=True)
    demand_possible(order, found, Wish(wish))
    demand_safe(order, Wish(wish), actor)
    said = plain(words.replace("\x00", ""))[:LONGEST] if kind.asks_words else ""
    if kind.asks_words and not said:
        raise WordsMissing()
    if kind.asks_day:
        demand_in_reach(day, at)
    if kind.liability and not liability_seen:
        raise LiabilityNotSeen()
    _demand_alone(order, found, kind.topic)
    source = who_can_deliver(found, wish)
    request = DeliveryRequest(
        id=new_id(), shop_id=actor.shop_id, order=order, parcel=found, ref=new_ref("L"), kind=wish, topic=kind.topic,
        state="asking_carrier" if source else "to_arrange", day=day if kind.asks_day else None,
        liability=bool(kind.liability), source=source, opened_at=at,
    )  # fmt: skip
    row = DeliveryWords(shop_id=actor.shop_id, request=request, text=said)
    facts = {
        "order": order.pk, "parcel": found.pk, "kind": wish, "liability": request.liability,
        "day": request.day.isoformat() if request.day else "",
        "source": source, "words": row.pk, "digest": salted_digest(row, said),
    }  # fmt: skip
    born(DELIVERY_REQUEST, request, "ask", actor=actor, at=at, facts=facts)
    row.save(force_insert=True)
    arrive(DELIVERY_REQUEST, request, actor=actor, at=at)
    return request


def demand_possible(order: Order, parcel: Parcel, wish: Wish) -> None:
    """Raise WishNotPossible where the parcel does not go to the buyer, or is too far on its way for this."""
    stage = stage_of(parcel.status, parcel.state)
    if order.state == Order.State.CANCELLED:
        stage = Stage.STOPPED
    if parcel.direction == Parcel.Direction.RETURN or wish not in possible(stage):
        rule = rule_of(stage) or _("This parcel goes back to the shop.")
        raise WishNotPossible(rule=gettext(str(rule)))


def demand_safe(order: Order, wish: Wish, actor: Actor) -> None:
    """Raise FreshCodeNeeded where somebody with a link from a mail would have a dear parcel left somewhere else."""
    if KINDS[wish].topic != Topic.PLACE or actor.order_ids is None:
        return
    if order.total_minor > rules_of_shop(actor.shop_id).confirm_above_minor:
        raise FreshCodeNeeded()


def demand_in_reach(day: date | None, at: datetime) -> None:
    """Raise DayOutOfReach for no day, one that is not after today at the shop, or one that is too far away."""
    today = at.astimezone(ZoneInfo(open_shop_row().timezone)).date()
    if day is None or not today < day <= today + timedelta(days=DAYS_AHEAD):
        raise DayOutOfReach(days=DAYS_AHEAD)


def _demand_alone(order: Order, parcel: Parcel, topic: Topic) -> None:
    other = DeliveryRequest.objects.filter(parcel=parcel, topic=topic, closed_at=None).first()
    if other is not None:
        raise WishUnderWay(ref=other.ref)
    if topic != Topic.WORDS and (change := open_change_of(order.pk)) is not None:
        raise ChangeUnderWay(ref=change.ref)
