"""What will happen to a change if it is asked for now: shown on the page before the last tap, and then done.

Called by pages and the API to preview, and by the verbs that open a change: one code for both.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from huitou.cases.judging import Judgement
from huitou.changes.access import rules_of_shop
from huitou.changes.judging import Whereabouts, is_right
from huitou.changes.tariffs import Tariffs
from huitou.core.actors import Actor, Role
from huitou.core.tenancy import open_shop_row
from huitou.orders.models import CustomerContact, Line, Order, OrderAddress, Variant

Start = Literal["confirming", "requested", "intercepting"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a change begins. `at_once`: it is settled in the same moment (or as soon as it is confirmed)."""

    state: Start
    at_once: bool
    silence_agrees: bool

    @property
    def code(self) -> str:
        """One word for what comes next: confirm, at_once, intercept, answer."""
        if self.state == "confirming":
            return "confirm"
        if self.state == "intercepting":
            return "intercept"
        return "at_once" if self.at_once else "answer"


def plan_address(order: Order, goods: Whereabouts, actor: Actor) -> Plan:
    """What comes of a new address. Inside the shop."""
    rules = rules_of_shop(actor.shop_id)
    contact = CustomerContact.objects.filter(customer_id=order.customer_id, erased_at=None).first()
    # A link from a mail may have been passed on; a dear parcel is worth the theft of somebody's session.
    doubtful = order.total_minor > rules.confirm_above_minor or actor.order_ids is not None
    reachable = contact is not None and bool(contact.email)
    safe = not doubtful or reachable
    allowed = rules.address_at_once or actor.role == Role.MERCHANT
    state: Start = "intercepting" if goods.all_left else "requested"
    return Plan(
        state="confirming" if doubtful and reachable else state,
        at_once=allowed and safe and not goods.all_left,
        silence_agrees=rules.silence_agrees and safe,
    )


def delivery_difference(order: Order, goods: Whereabouts, address: Mapping[str, str]) -> int:
    """What the buyer pays for the address, minor units; negative where it goes back to them.

    In the house: what delivery there costs more than to the address on the order. On the road: what sending the goods
    again costs, where the shop asks for it; nothing where the carrier redirects them. Nothing where the shop has set no
    tariffs, or in another currency. Inside the shop.
    """
    tariffs = Tariffs.from_json(rules_of_shop(order.shop_id).tariffs)
    if not tariffs.known or order.currency != open_shop_row().currency:
        return 0
    goods_minor = order.total_minor - order.shipping_minor
    after = (address.get("region", ""), address.get("city", ""))
    if goods.all_left:
        grams = _grams(order, goods.under_way, tariffs) if tariffs.again else 0
        return (tariffs.price(after, goods_minor, grams) or 0) if tariffs.again else 0
    stored = OrderAddress.objects.filter(order=order, erased_at=None).first()
    before = (stored.region, stored.city) if stored is not None else (order.region, "")
    if not any(before):
        return 0
    return tariffs.difference(before, after, goods_minor, _grams(order, goods.unsent, tariffs))


def _grams(order: Order, going: Mapping[UUID, int], tariffs: Tariffs) -> int:
    """What the pieces weigh that are to be sent; 0 where the tariffs do not ask. Two queries at most."""
    if not tariffs.classes:
        return 0
    pieces: Counter[str] = Counter()
    for pk, sku in Line.objects.filter(order=order, pk__in=going).values_list("pk", "sku"):
        pieces[sku] += going[pk]
    rows = Variant.objects.filter(sku__in=pieces).values_list("sku", "weight_grams")
    return tariffs.weight(pieces, dict(rows))


def plan_cancellation(goods: Whereabouts, judgement: Judgement, actor: Actor) -> Plan:
    """What comes of a cancellation that the policy judges so. Inside the shop."""
    return Plan(
        state="intercepting" if goods.all_left else "requested",
        at_once=not goods.all_left and (is_right(judgement) or actor.role == Role.MERCHANT),
        silence_agrees=rules_of_shop(actor.shop_id).silence_agrees and judgement.verdict.allowed,
    )
