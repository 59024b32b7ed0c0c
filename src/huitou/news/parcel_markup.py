"""A parcel as schema.org tells it to mail programs. Pure: a dictionary out of plain values.

Gmail calls it `carrier`; schema.org has since renamed that to `provider`. Both are written. What Gmail documents as
required (Gmail markup reference, types/ParcelDelivery) is held against every parcel: where something of it is not
known, nothing is written, since programs pass over half a parcel and nothing is made up for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

# As a mail program reads it: a name within a name.
REQUIRED: Final = (
    ("carrier", "name"),
    ("deliveryAddress", "streetAddress"),
    ("deliveryAddress", "addressLocality"),
    ("deliveryAddress", "addressRegion"),
    ("deliveryAddress", "postalCode"),
    ("deliveryAddress", "addressCountry"),
    ("expectedArrivalUntil",),
    ("itemShipped", "name"),
    ("partOfOrder", "orderNumber"),
    ("partOfOrder", "merchant", "name"),
)


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
    data = _data(shipment)
    return None if missing_in(data) else data


def missing_in(data: Mapping[str, Any]) -> list[str]:
    """What of the documented required fields is not there, as `deliveryAddress.postalCode`."""
    return [".".join(path) for path in REQUIRED if not _at(data, path)]


def _at(data: Any, path: Sequence[str]) -> bool:
    """Whether something stands at the path; in a list at each of its entries, of which there has to be one."""
    if isinstance(data, list):
        return bool(data) and all(_at(one, path) for one in data)
    if not path:
        return bool(data)
    return isinstance(data, Mapping) and path[0] in data and _at(data[path[0]], path[1:])


def _data(shipment: Shipment) -> dict[str, Any]:
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
    }
    if shipment.tracking_number:
        data |= {"trackingNumber": shipment.tracking_number, "trackingUrl": shipment.tracking_url}
    if shipment.latest is not None:
        # A day without an hour: the whole day, wherever it is read.
        data["expectedArrivalUntil"] = f"{shipment.latest.isoformat()}T23:59:59"
        if shipment.earliest is not None:
            data["expectedArrivalFrom"] = f"{shipment.earliest.isoformat()}T00:00:00"
    return data
