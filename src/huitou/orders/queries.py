"""Reading orders: an order's page, a customer's orders, the buyer's look-up, the desk's search, facts for the rules.

Called inside `in_shop`. Never writes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet, Sum

from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.orders.contacts import normal_email, normal_phone, number_key
from huitou.orders.models import (
    Customer,
    CustomerContact,
    Line,
    Order,
    OrderAddress,
    OrderWords,
    OwedByHand,
    PaidWordRules,
    Payment,
    Variant,
)
from huitou.orders.models.owed_by_hand import GIVEN_BACK_WITHIN
from huitou.orders.paid_by_word import SILENCE_UP_TO_MINOR, SaysPaid, would_confirm
from huitou.policies.rules.facts import CustomerFacts, LineFacts, OrderFacts

SEARCH_LIMIT = 50


def lines_of(order: Order) -> list[Line]:
    """The lines in order, each knowing its order without another query."""
    lines = sorted(order.lines.all(), key=lambda line: line.position)
    for line in lines:
        line.order = order
    return lines


def order_with_lines(order_id: UUID) -> Order:
    """The order with its lines, payments, address and customer in five queries, whatever their number.

    Raises Order.DoesNotExist.
    """
    return (
        Order.objects.select_related("customer")
        .prefetch_related(
            Prefetch("lines", Line.objects.order_by("position")),
            Prefetch("payments", Payment.objects.order_by("position")),
            Prefetch("address", OrderAddress.objects.all()),
            Prefetch("customer__contact", CustomerContact.objects.all()),
        )
        .get(pk=order_id)
    )


def orders_of_customer(customer_id: UUID) -> QuerySet[Order]:
    """The customer's orders, newest first, with their lines."""
    lines = Prefetch("lines", Line.objects.order_by("position"))
    return Order.objects.filter(customer_id=customer_id).order_by("-placed_at", "-pk").prefetch_related(lines)


def orders_of_contact(email: str) -> QuerySet[Order]:
    """The orders of everyone who is reached at the e-mail address, newest first."""
    address = normal_email(email)
    rows = Order.objects.filter(customer__contact__email=address) if address else Order.objects.none()
    return rows.order_by("-placed_at", "-pk")


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up leads to. `email` or `phone` is the stored contact that matched: a code is sent there only."""

    order: Order
    customer: Customer
    contact: CustomerContact


def look_up(shop: Shop, number: str, contact: str) -> Found | None:
    """The order with this number whose buyer is reached at this e-mail address or phone number.

    Full-width digits, spaces, `#`, case and a missing country prefix do not matter. None for anything else; the caller
    answers both the same way.
    """
    key = number_key(number)
    email = normal_email(contact)
    phone = "" if email else normal_phone(contact, shop.country)
    if not key or not (email or phone):
        return None
    matches = Q(customer__contact__email=email) if email else Q(customer__contact__phone=phone)
    order = (
        Order.objects.filter(matches, number_key=key, customer__contact__erased_at=None)
        .select_related("customer", "customer__contact")
        .order_by("-placed_at", "pk")
        .first()
    )
    return Found(order, order.customer, order.customer.contact) if order else None


def search(shop: Shop, text: str) -> list[Order]:
    """Orders for the desk by number (or its beginning), e-mail address or phone number; newest first, at most 50."""
    key, email, phone = number_key(text), normal_email(text), normal_phone(text, shop.country)
    if not key:
        return []
    wanted = Q(number_key__startswith=key)
    if email:
        wanted = Q(customer__contact__email=email)
    elif phone:
        wanted |= Q(customer__contact__phone=phone)
    rows = Order.objects.filter(wanted).select_related("customer", "customer__contact")
    return list(rows.order_by("-placed_at", "-pk")[:SEARCH_LIMIT])


@dataclass(frozen=True, slots=True)
class Moments:
    """When goods went and came, told by the area above (parcels)."""

    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    promised_at: datetime | None = None


def order_facts(
    order: Order,
    moments: Moments,
    *,
    lines: Sequence[Line] | None = None,
    by_line: Mapping[UUID, Moments] | None = None,
    returns: int = 0,
    customer: CustomerFacts | None = None,
) -> OrderFacts:
    """What a policy may know of the order. `by_line`: the times of each line's own parcels, where they are known.

    `returns`: the customer's cases with goods back in the last year, counted by the area above; `customer`: where the
    caller has read all that is to be known of the customer already.
    """
    own = by_line or {}
    return OrderFacts(
        order_number=order.number,
        currency=order.currency,
        country=order.country,
        region=order.region,
        placed_at=order.placed_at,
        shipped_at=moments.shipped_at,
        promised_at=moments.promised_at,
        delivered_at=moments.delivered_at,
        customer=customer if customer is not None else _customer_facts(order, returns),
        lines=tuple(_line_facts(line, own.get(line.pk)) for line in (lines_of(order) if lines is None else lines)),
    )


def _line_facts(line: Line, own: Moments | None) -> LineFacts:
    return LineFacts(
        line_id=str(line.pk),
        quantity=line.quantity,
        available=line.available,
        unit_price_minor=line.unit_price_minor,
        total_minor=line.total_minor,
        shipping_minor=line.shipping_minor,
        category=line.category,
        sku=line.sku,
        traits=tuple(line.traits),
        confirmed=tuple(line.confirmed),
        shipped_at=own.shipped_at if own else None,
        delivered_at=own.delivered_at if own else None,
    )


def _customer_facts(order: Order, returns: int) -> CustomerFacts:
    rows = Customer.objects.filter(pk=order.customer_id).values_list("segments")
    segments, bought, since = rows.annotate(bought=Count("orders"), since=Min("orders__placed_at")).get()
    return CustomerFacts(segments=tuple(segments), orders=bought, returns=returns, since=since)


def customer_facts(customers: Collection[UUID], returns: Mapping[UUID, int]) -> dict[UUID, CustomerFacts]:
    """What a policy may know of each of these customers. Two queries."""
    rows = Order.objects.filter(customer_id__in=customers).order_by().values("customer_id")
    history = {row["customer_id"]: row for row in rows.annotate(count=Count("pk"), first=Min("placed_at"))}
    segments = dict(Customer.objects.filter(pk__in=customers).values_list("pk", "segments"))
    return {
        key: CustomerFacts(
            segments=tuple(segments.get(key) or ()),
            orders=history[key]["count"] if key in history else 0,
            returns=returns.get(key, 0),
            since=history[key]["first"] if key in history else None,
        )
        for key in customers
    }


def paid_minor(order: Order) -> int:
    """What was captured for the order over all its payments, in minor units."""
    return int(order.payments.aggregate(total=Sum("captured_minor"))["total"] or 0)


def catalogue_of(lines: Iterable[Line]) -> Mapping[str, Sequence[Variant]]:
    """By article number: the variants of the same product, in two queries for all lines. Inside `in_shop`."""
    skus = {line.sku for line in lines if line.sku}
    products = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "product"))
    by_product: dict[str, list[Variant]] = {}
    if products:
        for variant in Variant.objects.filter(product__in=set(products.values())).order_by("product", "name", "sku"):
            by_product.setdefault(variant.product, []).append(variant)
    return {sku: by_product.get(product, []) for sku, product in products.items()}


def owed_to_buyer(subjects: Sequence[UUID]) -> list[OwedByHand]:
    """What the buyer paid by hand for these changes, exchanges or repairs and gets or got back. One query at most."""
    if not subjects:
        return []
    return list(OwedByHand.objects.filter(subject__in=subjects).order_by("owed_at", "pk"))


def overdue_by_hand(at: datetime) -> QuerySet[OwedByHand]:
    """What was paid by hand and should have been given back before now, the oldest first, with its order."""
    rows = OwedByHand.objects.filter(settled_at=None, owed_at__lt=at - GIVEN_BACK_WITHIN)
    return rows.select_related("order").order_by("owed_at", "pk")


def owes(subject: UUID) -> bool:
    """Whether the shop has still to give back what was paid by hand for this change, replacement or repair."""
    return OwedByHand.objects.filter(subject=subject, settled_at=None).exists()


def silence_limit(shop_id: UUID) -> Money:
    """Up to which sum of one order the shop's silence confirms that it was paid, in the shop's currency."""
    row = PaidWordRules.objects.filter(shop_id=shop_id).first()
    shop = Shop.objects.only("currency").get(pk=shop_id)
    return Money(row.silence_up_to_minor if row is not None else SILENCE_UP_TO_MINOR, shop.currency)


def silence_counts(subject: SaysPaid, money: Money, limit: Money) -> bool:
    """Whether the subject's next word that `money` was paid would be confirmed by silence: said before the tap."""
    if not would_confirm(subject, money, limit):
        return False
    known = OrderWords.objects.filter(order_id=subject.order_id).first()
    return known is None or would_confirm(subject, money, limit, known.trusted_minor)
