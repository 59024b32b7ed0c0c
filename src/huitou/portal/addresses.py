"""The addresses of the portal's pages, made in one place: an order number may hold any sign."""

from django.urls import reverse

from huitou.core.actors import Actor
from huitou.core.models import Shop
from huitou.orders.access import access_order
from huitou.orders.models import Order
from huitou.orders.naming import segment_of


def order_named(actor: Actor, segment: str) -> Order:
    """The order that a path names. Raises NotFound."""
    return access_order(actor, segment)


def order_path(shop: Shop, order: Order) -> str:
    """The order's page."""
    return reverse("portal:order", args=[shop.slug, segment_of(order)])


def apply_path(shop: Shop, order: Order) -> str:
    """Where a return of the order begins."""
    return reverse("portal:apply", args=[shop.slug, segment_of(order)])


def case_path(shop: Shop, ref: str) -> str:
    """The case's page."""
    return reverse("portal:case", args=[shop.slug, ref])


def policy_path(shop: Shop, number: int | None = None, rule: str = "") -> str:
    """The policy's page, of one version where it is named, at the rule where one is named."""
    path = reverse("portal:policy", args=[shop.slug])
    query = f"?version={number}" if number else ""
    return f"{path}{query}" + (f"#rule-{rule.replace('.', '-')}" if rule else "")
