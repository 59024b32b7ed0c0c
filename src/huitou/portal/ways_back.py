"""How the goods of a case can go back, as the case's page shows it: ways with their cost, label, slots, counters, code.

Called by the case's views and deeds inside `visit.reading()`. It decides nothing: what is offered stands on the return.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from huitou.cases.models import Case
from huitou.core.models import Shop
from huitou.core.money import Money, format_money
from huitou.core.when import written
from huitou.logistics.codes import picture_of, return_code
from huitou.logistics.labels import label_of
from huitou.logistics.machine import WITH_BUYER, pick_up_offered
from huitou.logistics.models import GoodsReturn, PlaceKind, ReturnLabel, ReturnPlace, Way
from huitou.logistics.pick_ups.seats import free_slots
from huitou.logistics.ways import USUAL, offered_ways, places
from huitou.orders.models import Order
from huitou.policies.rules.verdict import Verdict

# What is entered in the form of the parcel; for the other ways somebody comes, or somebody takes it.
SLOTS_IN_ONE_TAP = 3
BY_PARCEL = (Way.OWN_PARCEL, Way.SHOP_LABEL, Way.DROP_OFF)


@dataclass(frozen=True, slots=True)
class WaysBack:
    """`code` is shown as `qr` at the counter. `slot`: when the courier calls, in words. `costs`: way → words."""

    goods: GoodsReturn
    offered: Sequence[str]
    costs: dict[str, str]
    send_to: str
    code: str
    qr: SafeString
    label: ReturnLabel | None
    label_url: str
    print_url: str
    counter_url: str
    label_qr: SafeString
    stores: Sequence[ReturnPlace]
    drop_offs: Sequence[ReturnPlace]
    slot: str
    next_slots: Sequence[tuple[str, str]]


def ways_back(case: Case, shop: Shop, at: datetime) -> WaysBack | None:
    """None where nothing is to be handed over. At most three queries, two more after a courier who did not come."""
    goods = case.goods_return
    if goods is None or goods.state not in WITH_BUYER or case.state not in ("awaiting_goods", "replacing_first"):
        return None
    label = label_of(goods, at)
    offered, country = list(goods.ways or USUAL), case.order.country
    code = return_code(shop.pk, goods.ref)
    file = reverse("portal:label", args=[shop.slug, case.ref]) if label is not None else ""
    in_person = Way.STORE in offered or Way.DROP_OFF in offered
    return WaysBack(
        goods=goods,
        offered=offered,
        costs={way: cost_words(case, shop, way) for way in offered},
        send_to=goods.send_to or shop.address,
        code=code,
        qr=mark_safe(picture_of(code)) if in_person else SafeString(),  # noqa: S308  (drawn by us)
        label=label,
        label_url=file if label is not None and label.content else "",
        print_url=f"{file}?part=print" if label is not None and label.media_type.startswith("image/") else "",
        counter_url=f"{file}?part=code" if label is not None and label.counter else "",
        label_qr=mark_safe(picture_of(label.code)) if label is not None and label.code else SafeString(),  # noqa: S308
        stores=list(places(PlaceKind.STORE, country)) if Way.STORE in offered else [],
        drop_offs=list(places(PlaceKind.DROP_OFF, country)) if Way.DROP_OFF in offered else [],
        slot=_slot_words(shop, goods.pick_up_starts_at, goods.pick_up_ends_at),
        next_slots=_next_slots(goods, shop, at),
    )


def cost_words(case: Case, shop: Shop, way: str) -> str:
    """What the way costs the buyer, in the active language; said before it is chosen."""
    assert case.goods_return is not None  # the caller has seen it
    verdict = Verdict.from_json(case.judged["verdict"])
    cost = Money(case.goods_return.ways.get(way, 0), shop.currency)
    return _cost_words(way, cost, verdict, case.sheet.currency)


def ways_before(order: Order, shop: Shop, verdict: Verdict, reasons: Collection[str]) -> list[tuple[str, str]]:
    """The ways that will be offered once it is agreed, each with its cost in words: before anything is asked for."""
    found = offered_ways(
        country=order.country, reasons=reasons, buyer_pays=verdict.return_shipping_by == "buyer"
    )  # the same question as where the return is opened
    return [
        (str(Way(way).label), _cost_words(way, Money(cost, shop.currency), verdict, order.currency))
        for way, cost in found.items()
    ]


def _cost_words(way: str, cost: Money, verdict: Verdict, currency: str) -> str:
    """`currency`: of the order, in which the policy's fee is taken off."""
    if way == Way.SHOP_LABEL and verdict.return_fee_minor:
        fee = format_money(Money(verdict.return_fee_minor, currency))
        return _("%(fee)s is taken off the refund, as the bill says.") % {"fee": fee}
    if cost:
        return _("Costs you %(sum)s.") % {"sum": format_money(cost)}
    if way == Way.OWN_PARCEL:
        return _("You pay the carrier.") if verdict.return_shipping_by == "buyer" else _("The shop pays the carrier.")
    return _("Free for you.")


def way_choices(case: Case, shop: Shop, at: datetime) -> list[dict[str, str]]:
    """The ways by parcel, for `components/choices.html`; a label that was given comes first."""
    goods = case.goods_return
    assert goods is not None  # the action is that of a return
    label = label_of(goods, at)
    offered = [way for way in BY_PARCEL if way in (goods.ways or USUAL) and (way != Way.SHOP_LABEL or label)]
    if label is not None:
        offered = [Way.SHOP_LABEL, *(way for way in offered if way != Way.SHOP_LABEL)]
    return [{"value": str(way), "label": str(way.label), "more": cost_words(case, shop, way)} for way in offered]


def slot_choices(shop: Shop, at: datetime) -> list[tuple[str, str]]:
    """The free slots: (when it begins, in words)."""
    return [(slot.starts_at.isoformat(), _slot_words(shop, slot.starts_at, slot.ends_at)) for slot in free_slots(at)]


def _next_slots(goods: GoodsReturn, shop: Shop, at: datetime) -> list[tuple[str, str]]:
    """After a courier who did not come: the next times, each to be booked with one tap. No query before that."""
    if not goods.missed_pick_ups or goods.state != "awaiting_hand_over" or not pick_up_offered.test(goods):
        return []
    return slot_choices(shop, at)[:SLOTS_IN_ONE_TAP]


def _slot_words(shop: Shop, starts: datetime | None, ends: datetime | None) -> str:
    if starts is None or ends is None:
        return ""
    zone = ZoneInfo(shop.timezone)
    return f"{written(starts, zone, 'day')} {written(starts, zone, 'time')}–{written(ends, zone, 'time')}"
