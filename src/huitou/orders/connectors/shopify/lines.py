"""The lines of a Shopify order with their shares of discount, tax, duties and shipping, exact to the last unit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huitou.core.money import allocate
from huitou.orders.connectors.shopify.promises import confirmed_in, traits_of
from huitou.orders.connectors.values import Unreadable, clean, read_amount, read_quantity
from huitou.orders.drafts import LineDraft

RemarkOn = Callable[[str, object], None]


@dataclass(frozen=True, slots=True)
class _Sums:
    """One line's own sums as the body states them, in minor units."""

    goods: int
    discount: int
    tax: int
    duties: int

    @property
    def paid(self) -> int:
        return self.goods - self.discount


def draft_lines(
    body: Mapping[str, Any], currency: str, returned: Mapping[str, int], remark: RemarkOn
) -> tuple[LineDraft, ...]:
    """Every line item of the body. Raises Unreadable for a quantity or price that cannot be true."""
    items = [item for item in body.get("line_items") or () if pieces_of(item) != 0]
    if not items:
        return ()
    sums = [_sums(item, currency) for item in items]
    sums = _with_order_discount(sums, body, currency)
    sums = _with_order_tax(sums, body, currency)
    tax_included = bool(body.get("taxes_included"))
    shipping = _shipping(body, currency, tax_included=tax_included)
    shares = allocate(shipping, _weights(sums))
    lines = []
    for item, sum_, share in zip(items, sums, shares, strict=True):
        key, quantity = str(item.get("id")), pieces_of(item)
        back = returned.get(key, 0)
        if back > quantity:
            remark("returned_above_bought", f"{back} > {quantity}")
        if sum_.duties and tax_included:
            remark("duties_in_shipping", sum_.duties)
        lines.append(
            LineDraft(
                external_id=key,
                sku=clean(str(item.get("sku") or ""), 120),
                title=clean(str(item.get("title") or item.get("name") or key)),
                variant=clean(str(item.get("variant_title") or ""), 200),
                category=_category(item),
                quantity=quantity,
                unit_price_minor=_amount(item.get("price"), currency),
                discount_minor=sum_.discount,
                # Prices with tax in them have no place for duties on top: those travel with the shipping.
                tax_minor=min(sum_.tax, sum_.paid) if tax_included else sum_.tax + sum_.duties,
                shipping_minor=share + (sum_.duties if tax_included else 0),
                returned=min(back, quantity),
                traits=traits_of(item, remark),
                confirmed=confirmed_in(item, remark),
            )
        )
    return tuple(lines)


def pieces_of(item: Mapping[str, Any]) -> int:
    """The quantity of a line, a refund's line or a fulfilment's. Raises Unreadable."""
    return read_quantity(str(item.get("quantity") or 0))


def _amount(value: Any, currency: str) -> int:
    return read_amount(str(value if value not in (None, "") else "0"), currency)


def _sums(item: Mapping[str, Any], currency: str) -> _Sums:
    quantity = pieces_of(item)
    if quantity < 0:
        raise Unreadable("quantity_negative", str(quantity))
    price = _amount(item.get("price"), currency)
    if price < 0:
        raise Unreadable("amount_negative", str(item.get("price")))
    goods = price * quantity
    allocations = item.get("discount_allocations") or ()
    discount = sum(_amount(one.get("amount"), currency) for one in allocations)
    if not allocations:
        discount = _amount(item.get("total_discount"), currency)
    if not 0 <= discount <= goods:
        raise Unreadable("discount_above_price", f"{discount} > {goods}")
    duties = sum(_duty(one, currency) for one in item.get("duties") or ())
    return _Sums(goods, discount, _tax(item, currency), duties)


def _tax(item: Mapping[str, Any], currency: str) -> int:
    return sum(_amount(one.get("price"), currency) for one in item.get("tax_lines") or ())


def _duty(duty: Mapping[str, Any], currency: str) -> int:
    stated = (duty.get("shop_money") or (duty.get("price_set") or {}).get("shop_money") or {}).get("amount")
    return _amount(stated if stated is not None else duty.get("price"), currency) + _tax(duty, currency)


def _with_order_discount(sums: list[_Sums], body: Mapping[str, Any], currency: str) -> list[_Sums]:
    """Older bodies state the discount of the order only: it is shared out by the lines' prices."""
    total = _amount(body.get("total_discounts"), currency)
    goods = sum(one.goods for one in sums)
    if not total or any(one.discount for one in sums) or _shipping_discount(body, currency) or total > goods:
        return sums
    shares = allocate(total, [one.goods for one in sums])
    return [_Sums(one.goods, share, one.tax, one.duties) for one, share in zip(sums, shares, strict=True)]


def _with_order_tax(sums: list[_Sums], body: Mapping[str, Any], currency: str) -> list[_Sums]:
    """The same for tax: what lines and shipping do not state is shared out by what was paid for the goods."""
    on_shipping = sum(_tax(line, currency) for line in body.get("shipping_lines") or ())
    total = _amount(body.get("total_tax"), currency) - on_shipping
    if total <= 0 or any(one.tax for one in sums):
        return sums
    shares = allocate(total, _weights(sums))
    return [_Sums(one.goods, one.discount, share, one.duties) for one, share in zip(sums, shares, strict=True)]


def _weights(sums: list[_Sums]) -> list[int]:
    weights = [one.paid for one in sums]
    return weights if any(weights) else [1] * len(weights)


def _shipping(body: Mapping[str, Any], currency: str, *, tax_included: bool) -> int:
    """What the buyer paid for shipping, with its tax."""
    lines = body.get("shipping_lines") or ()
    charged = sum(_amount(line.get("price"), currency) for line in lines) - _shipping_discount(body, currency)
    return max(0, charged) + (0 if tax_included else sum(_tax(line, currency) for line in lines))


def _shipping_discount(body: Mapping[str, Any], currency: str) -> int:
    return sum(
        _amount(one.get("amount"), currency)
        for line in body.get("shipping_lines") or ()
        for one in line.get("discount_allocations") or ()
    )


def _category(item: Mapping[str, Any]) -> str:
    if item.get("gift_card"):
        return "gift_card"
    return "digital" if item.get("requires_shipping") is False else ""
