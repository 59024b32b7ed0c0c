"""What is shown for sale beside an order: products, a coupon, or nothing. Called by the parcels' pages and mails.

`offers_of` reads inside `in_shop`; the verbs keep what was shown and clicked, and give single-use codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from huitou.cases.models import Case
from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.ids import new_id
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.lanes.stages import Stage
from huitou.orders.models import Line, Order
from huitou.retention.links import is_own
from huitou.retention.models import Channel, Contact, Coupon, CouponCode, SellingRules, Showing
from huitou.retention.recommending import Recommended, recommended
from huitou.retention.selling import held_out, may_sell

Place = Literal["page", "mail"]


@dataclass(frozen=True, slots=True)
class Given:
    """A coupon as a buyer reads it. `code` is empty while a single-use one is still to be given."""

    coupon: Coupon
    code: str


@dataclass(frozen=True, slots=True)
class Offers:
    """`eligible`: blocks that there is something for; where the customer is held out they are counted, not shown."""

    products: Sequence[Recommended] = ()
    coupon: Given | None = None
    eligible: frozenset[str] = frozenset()
    held_out: bool = False


NOTHING = Offers()


def rules_of_shop(shop_id: UUID) -> SellingRules:
    """The shop's rules; those of a shop that has set none are not saved."""
    return SellingRules.objects.filter(shop_id=shop_id).first() or SellingRules(shop_id=shop_id)


def offers_of(
    shop: Shop, order: Order, lines: Sequence[Line], stages: Sequence[tuple[Stage, bool]], at: datetime,
    *, place: Place = "page",
) -> Offers:  # fmt: skip
    """What may stand beside the order now. Three to seven queries, whatever the number of products."""
    rules = rules_of_shop(shop.pk)
    coupons = _coupons(shop, order, at, place)
    # The shop's website may be another one by now: its old links would lead nowhere.
    recommends = place == "page" and rules.recommends and is_own(shop.domain, rules.product_link)
    if not coupons and not recommends:
        return NOTHING
    talks = Case.objects.filter(customer_id=order.customer_id, closed_at=None).exists()
    waiting = Contact.objects.filter(order=order, channel=Channel.PAGE, answered_at=None, erased_at=None)
    cancelled = order.state == Order.State.CANCELLED
    if not may_sell(stages, open_case=talks, open_question=waiting.exists(), cancelled=cancelled):
        return NOTHING
    products: Sequence[Recommended] = ()
    if recommends:
        back = Line.objects.filter(order__customer_id=order.customer_id, returned__gt=0).exclude(sku="")
        products = recommended(shop, rules, lines, set(back.values_list("sku", flat=True)))
    given = _given(coupons, order)
    eligible = {Showing.Block.PRODUCTS.value} if products else set()
    eligible |= {Showing.Block.COUPON.value} if given else set()
    if held_out(shop.pk, order.customer_id, rules.hold_out_percent):
        return Offers(eligible=frozenset(eligible), held_out=True)
    return Offers(products, given, frozenset(eligible))


@verb
def note_shown(*, order: UUID, offers: Offers, actor: Actor, at: datetime) -> None:
    """Keep that it was shown, or would have been. It writes no event: it is a number. Raises: Forbidden."""
    _demand_system(actor)
    bought = Order.objects.get(pk=order)
    rows = [
        Showing(
            id=new_id(), shop_id=actor.shop_id, customer_id=bought.customer_id, order=bought, block=block,
            held_out=offers.held_out, first_at=at,
        )
        for block in sorted(offers.eligible)
    ]  # fmt: skip
    Showing.objects.bulk_create(rows, ignore_conflicts=True)


@verb
def take_code(*, order: UUID, offers: Offers, actor: Actor, at: datetime) -> str:
    """The coupon's code for the order's customer, a single-use one if it has such; "" where none is left.

    Raises: Forbidden.
    """
    _demand_system(actor)
    if offers.coupon is None:
        return ""
    return offers.coupon.code or give_code(
        offers.coupon.coupon.pk, Order.objects.values_list("customer_id", flat=True).get(pk=order), at
    )


def _demand_system(actor: Actor) -> None:
    if actor.role != Role.SYSTEM:
        raise Forbidden()


def give_code(coupon: UUID, customer: UUID, at: datetime) -> str:
    """The customer's code of the coupon: the one they have, or a free one that nobody else is given; "" if none is
    left. Inside a verb.
    """
    # Two pages of one customer at the same time: the second waits here, and finds the code of the first.
    offered = Coupon.objects.select_for_update(no_key=True).get(pk=coupon)
    mine = CouponCode.objects.filter(coupon_id=coupon, customer_id=customer).first()
    if mine is not None:
        return mine.code
    if offered.closed_at is not None:
        return ""
    free = CouponCode.objects.select_for_update().filter(coupon_id=coupon, customer=None).order_by("pk").first()
    if free is None:
        return ""
    free.customer_id, free.given_at = customer, at
    free.save(update_fields=["customer", "given_at"])
    return free.code


def _coupons(shop: Shop, order: Order, at: datetime, place: Place) -> list[Coupon]:
    """Those that are given today beside this order, with whether there is a code for this customer."""
    today = at.astimezone(ZoneInfo(shop.timezone)).date()
    if order.currency != shop.currency:
        return []
    free = CouponCode.objects.filter(coupon_id=OuterRef("pk")).filter(Q(customer=None) | Q(customer=order.customer_id))
    here = Q(on_page=True) if place == "page" else Q(in_mail=True)
    rows = Coupon.objects.filter(
        here, closed_at=None, starts_on__lte=today, ends_on__gte=today, least_minor__lte=order.total_minor
    )
    return list(rows.filter(~Q(code="") | Exists(free)).order_by("ends_on", "made_at")[:1])


def _given(coupons: Sequence[Coupon], order: Order) -> Given | None:
    if not coupons:
        return None
    mine = CouponCode.objects.filter(coupon=coupons[0], customer_id=order.customer_id).first()
    return Given(coupons[0], coupons[0].code or (mine.code if mine else ""))


@verb
def note_click(*, order: UUID, block: str, actor: Actor, at: datetime) -> bool:
    """Keep the first click; whether there was something to click. It writes no event. Raises: Forbidden."""
    _demand_system(actor)
    return bool(Showing.objects.filter(order_id=order, block=block, clicked_at=None).update(clicked_at=at))
