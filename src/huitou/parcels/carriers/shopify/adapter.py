"""Shopify: signed pushes of fulfilments and of their events, one event at a time.

HMAC-SHA256 over the raw body in base64; for an hour after a rotation the old secret signs too. Its headers are not
signed: what a body is, it says itself. An event names its fulfilment, not the tracking number.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField
from huitou.core.webhooks import Called, CallRefused
from huitou.parcels.carriers.adapting import (
    LONGEST_CODE,
    Adapter,
    country_of,
    hashed,
    number_of,
    object_of,
    only,
    place_of,
    same,
    text_of,
)
from huitou.parcels.carriers.moments import moment, window
from huitou.parcels.carriers.protocol import Capabilities, Push, Report, Tracking, Unreadable
from huitou.parcels.carriers.shopify.mapping import MEANINGS
from huitou.parcels.credentials import demand, values_of

HEADER = "x-shopify-hmac-sha256"
TOPIC = "x-shopify-topic"

# A fulfilment has its buyer's address in it.
READ = (
    "id", "fulfillment_id", "status", "message", "city", "province", "country", "happened_at", "created_at",
    "updated_at", "estimated_delivery_at", "tracking_company", "shipment_status",
)  # fmt: skip


class Shopify(Adapter):
    """The app of a Shopify shop."""

    code = "shopify"
    title = "Shopify"
    capabilities = Capabilities(pushes=True)
    mapping = MEANINGS
    fields = (
        CredentialField("secret", _("Secret of the app"), secret=True),
        CredentialField(
            "old_secret", _("The secret before"), _("Only while the secret is being changed."), secret=True,
            required=False,
        ),
    )  # fmt: skip

    def verify(self, account: str, called: Called) -> Sequence[Push]:
        """Raises CallRefused, Misconfigured."""
        values = values_of(account, self.code)
        secrets = [demand(values, "secret"), values.get("old_secret", "")]
        given = called.headers.get(HEADER, "")
        if not any(same(sign(secret, called.body), given) for secret in secrets if secret):
            raise CallRefused("signature_wrong")
        told = object_of(called.body)
        if "fulfillment_id" not in told and "tracking_number" not in told:
            return []
        name = number_of(told.get("fulfillment_id") or told.get("id"))
        taken_back = called.headers.get(TOPIC, "").endswith("/delete") and "status" not in told
        return [Push(hashed(called.body), f"id:{name}", {"taken_back": taken_back, "body": only(told, READ)})]

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        body = payload.get("body")
        if not isinstance(body, Mapping):
            raise Unreadable("body")
        name = f"id:{text_of(body.get('fulfillment_id') or body.get('id'))}"
        if payload.get("taken_back"):
            return Tracking(number=name, gone=(f"event:{text_of(body.get('id'))}",))
        if "fulfillment_id" in body:
            return _event(name, body, zone)
        return _fulfilment(name, body, zone)


def _event(name: str, body: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
    found, sure = moment(body.get("happened_at") or body.get("created_at"), zone)
    report = Report(
        code=text_of(body.get("status"), LONGEST_CODE).lower(),
        occurred_at=found,
        zone=sure,
        text=text_of(body.get("message")),
        place=place_of(body.get("city"), body.get("province"), body.get("country")),
        country=country_of(body.get("country")),
        event_id=f"event:{text_of(body.get('id'))}",
    )
    due = body.get("estimated_delivery_at")
    return Tracking(number=name, reports=(report,), estimate=window(due, due, zone))


def _fulfilment(name: str, body: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
    """Its `shipment_status` is the last event's; the first time that it says so is when we take it to have been."""
    carrier = text_of(body.get("tracking_company"), 60)
    status = text_of(body.get("shipment_status"), LONGEST_CODE).lower()
    if not status:
        return Tracking(number=name, carrier=carrier)
    found, sure = moment(body.get("updated_at") or body.get("created_at"), zone)
    report = Report(status, found, sure, event_id=f"fulfilment:{text_of(body.get('id'))}:{status}")
    return Tracking(number=name, carrier=carrier, reports=(report,))


def sign(secret: str, body: bytes) -> str:
    """The header that Shopify would send."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
