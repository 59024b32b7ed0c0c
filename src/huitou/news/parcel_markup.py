"""A parcel as schema.org tells it to mail programs. Pure: a dictionary out of plain values.

Gmail asks for `carrier` by its name and an address with a country; schema.org has since renamed `carrier` to
`provider`. Both are written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Shipment:
    """What the markup needs. `address` in schema.org's own words; `items` are names with pieces and SKUs."""

    shop: str
    order_number: str
    order_url: str
    carrier: str
    tracking_number: str
    tracking_url: str
    address: Mapping[str, str]
    items: Sequence[tuple[str, str, int]]
    earliest: date | None = None
    latest: date | None = None
    delivered: bool = False


def parcel_delivery(shipment: Shipment) -> dict[str, Any] | None:
    """The data, or None where what mail programs require is not known."""
    if not shipment.carrier or not shipment.address.get("addressCountry"):
        return None
    carrier = {"@type": "Organization", "name": shipment.carrier}
    data: dict[str, Any] = {
        "@context": "http://schema.org",
        "@type": "ParcelDelivery",
        "carrier": carrier,
        "provider": carrier,
        "deliveryAddress": {
            "@type": "PostalAddress",
            **{key: value for key, value in shipment.address.items() if value},
        },
        "itemShipped": [
            {"@type": "Product", "name": f"{name} × {pieces}" if pieces > 1 else name, **({"sku": sku} if sku else {})}
            for name, sku, pieces in shipment.items
        ],
        "partOfOrder": {
            "@type": "Order",
            "orderNumber": shipment.order_number,
            "orderStatus": f"http://schema.org/{'OrderDelivered' if shipment.delivered else 'OrderInTransit'}",
            "merchant": {"@type": "Organization", "name": shipment.shop},
            "url": shipment.order_url,
        },
        "trackingNumber": shipment.tracking_number,
        "trackingUrl": shipment.tracking_url,
    }
    if shipment.latest is not None:
        # A day without an hour: the whole day, wherever it is read.
        data["expectedArrivalUntil"] = f"{shipment.latest.isoformat()}T23:59:59"
        if shipment.earliest is not None:
            data["expectedArrivalFrom"] = f"{shipment.earliest.isoformat()}T00:00:00"
    return data
