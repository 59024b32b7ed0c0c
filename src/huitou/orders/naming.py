"""How an order is named in a path. Called by whoever writes an address of its pages; finding it is the portal's."""

from huitou.orders.models import Order


def segment_of(order: Order) -> str:
    """Its number, or its id where the number cannot stand in a path. The caller quotes it."""
    plain = "/" not in order.number and order.number.strip(".") and order.number == order.number.strip()
    return order.number if plain else str(order.pk)
