"""Orders of the demo: those that a story is about, and quiet ones that simply arrived."""

import random
from datetime import datetime, timedelta

from huitou.config.demo.catalogue import Buyer, DemoShop
from huitou.core.actors import Actor
from huitou.core.models import Shop
from huitou.core.money import allocate
from huitou.orders.drafts import AddressDraft, CustomerDraft, LineDraft, OrderDraft, ParcelDraft, PaymentDraft, Where
from huitou.orders.models import Order
from huitou.orders.verbs import place_order
from huitou.parcels.imports import write as write_parcels

QUIET = 36
SOURCE = "demo"


def draft(
    plan: DemoShop,
    number: str,
    buyer: Buyer,
    take: list[tuple[int, int]],
    *,
    placed_at: datetime,
    shipped_at: datetime | None,
    delivered_at: datetime | None,
) -> OrderDraft:
    """An order of these (article, pieces), paid at once; three pieces or more take ten per cent off."""
    goods = [plan.articles[place].price_minor * pieces for place, pieces in take]
    off = sum(goods) // 10 if sum(pieces for _, pieces in take) >= 3 else 0
    discounts, shipping = allocate(off, goods), allocate(plan.shipping_minor, goods)
    lines = tuple(
        LineDraft(
            external_id=f"{index + 1}",
            title=plan.articles[place].title,
            variant=plan.articles[place].variant,
            sku=plan.articles[place].sku,
            category=plan.articles[place].category,
            quantity=pieces,
            unit_price_minor=plan.articles[place].price_minor,
            discount_minor=discounts[index],
            shipping_minor=shipping[index],
        )
        for index, (place, pieces) in enumerate(take)
    )
    paid = sum(goods) - off + plan.shipping_minor
    parcel = ParcelDraft(f"P-{number}", plan.carrier, f"{plan.carrier.upper()}{number}900", shipped_at, delivered_at)
    return OrderDraft(
        where=Where("demo", 1),
        source=SOURCE,
        external_id=number,
        number=number,
        currency=plan.currency,
        placed_at=placed_at,
        state="paid",
        customer=CustomerDraft(buyer.key, email=buyer.email, name=buyer.name, locale=buyer.locale),
        lines=lines,
        payments=(PaymentDraft(f"{number}-1", "card", paid, placed_at, gateway="sandbox"),),
        parcels=(parcel,) if shipped_at else (),
        address=_address(buyer.name, plan.country),
        country=plan.country,
        locale=buyer.locale,
    )


def _address(name: str, country: str) -> AddressDraft:
    if country == "CN":
        return AddressDraft(name=name, street="示例路 1 号", city="上海市", postcode="200000", country=country)
    return AddressDraft(name=name, street="Beispielstraße 1", city="Hamburg", postcode="20457", country=country)


def write(shop: Shop, one: OrderDraft, actor: Actor, at: datetime) -> Order:
    """Place the order as the shop's own system would."""
    return place_order(draft=one, actor=actor, at=at, then=write_parcels)


def place_quiet_orders(shop: Shop, plan: DemoShop, actor: Actor, now: datetime) -> None:
    """Orders of the last two months; the newest are on their way, one is not shipped yet."""
    source = random.Random(plan.slug)  # noqa: S311  (the same demo every time)
    for place in range(QUIET):
        buyer = plan.buyers[place % len(plan.buyers)]
        placed = now - timedelta(days=60 - place * 1.65, hours=source.randrange(20))
        take = [
            (source.randrange(len(plan.articles)), source.choice((1, 1, 2))) for _ in range(source.choice((1, 1, 2, 3)))
        ]
        take = list({article: (article, pieces) for article, pieces in take}.values())
        shipped = placed + timedelta(hours=20)
        delivered: datetime | None = placed + timedelta(days=3, hours=source.randrange(12))
        if delivered is not None and delivered > now:
            delivered = None
        one = draft(
            plan,
            f"{7000 + place}",
            buyer,
            take,
            placed_at=placed,
            shipped_at=shipped if shipped < now else None,
            delivered_at=delivered,
        )
        write(shop, one, actor, max(placed, now - timedelta(days=60)))
