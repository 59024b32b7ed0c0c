"""WooCommerce: signed pushes of orders, in which its shipment-tracking plug-in keeps numbers and days of sending.

It has no scans of its own, so the carrier's events come from another source; this one tells that a parcel left, and
with whom. HMAC-SHA256 over the raw body in base64; the ping that it sends on saving a webhook is a form.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField
from huitou.core.webhooks import Called, CallRefused
from huitou.parcels.carriers.adapting import Adapter, hashed, numbered, object_of, rows_of, same, text_of
from huitou.parcels.carriers.moments import moment
from huitou.parcels.carriers.protocol import Capabilities, Push, Report, Tracking, Unreadable
from huitou.parcels.carriers.woocommerce.mapping import MEANINGS
from huitou.parcels.credentials import demand, values_of

HEADER = "x-wc-webhook-signature"
TRACKING = "_wc_shipment_tracking_items"


class WooCommerce(Adapter):
    """A WooCommerce shop."""

    code = "woocommerce"
    title = "WooCommerce"
    capabilities = Capabilities(pushes=True)
    mapping = MEANINGS
    fields = (CredentialField("secret", _("Secret of the webhook"), secret=True),)

    def verify(self, account: str, called: Called) -> Sequence[Push]:
        """Raises CallRefused, Misconfigured."""
        secret = demand(values_of(account, self.code), "secret")
        if not same(sign(secret, called.body), called.headers.get(HEADER, "")):
            raise CallRefused("signature_wrong")
        if called.body.startswith(b"webhook_id="):
            return []
        told = object_of(called.body)
        base = hashed(called.body)
        return [
            Push(f"{base}#{place}", number, dict(item))
            for place, number, item in numbered(_items(told), "tracking_number")
        ]

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        carrier = text_of(payload.get("tracking_provider") or payload.get("custom_tracking_provider"), 60)
        number = text_of(payload.get("tracking_number"), 80)
        day = text_of(payload.get("date_shipped"), 40)
        if not day:
            return Tracking(number=number, carrier=carrier)
        found, sure = moment(_day(day), zone)
        name = f"{number}:shipped"
        return Tracking(number=number, carrier=carrier, reports=(Report("shipped", found, sure, event_id=name),))


def _items(order: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    kept = [one.get("value") for one in rows_of(order.get("meta_data")) if one.get("key") == TRACKING]
    return [item for value in kept for item in rows_of(value) if item.get("tracking_number")]


def _day(said: str) -> str:
    """The plug-in keeps midnight of the day, UTC, as seconds. Raises Unreadable."""
    if not said.isdecimal():
        return said
    try:
        return datetime.fromtimestamp(int(said), UTC).date().isoformat()
    except (OverflowError, OSError, ValueError) as error:
        raise Unreadable("date_shipped") from error


def sign(secret: str, body: bytes) -> str:
    """The header that WooCommerce would send."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
