"""A simulated carrier for demos and trials: signed pushes of whole lists, as a good aggregator would send them.

Part of an installation only where the sandbox gateway is: it moves parcels that nobody carries.
"""

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
    number_of,
    object_of,
    place_of,
    rows_of,
    same,
    text_of,
)
from huitou.parcels.carriers.delivering import DeliveryAnswer, DeliveryAsk
from huitou.parcels.carriers.moments import moment, window
from huitou.parcels.carriers.protocol import Capabilities, Push, Report, Retryable, Tracking
from huitou.parcels.carriers.simulator.couriers import SimulatedCouriers
from huitou.parcels.carriers.simulator.labelling import SimulatedLabels
from huitou.parcels.carriers.simulator.mapping import MEANINGS
from huitou.parcels.credentials import demand, values_of

HEADER = "simulator-signature"
WISHES = frozenset({"instructions", "safe_place", "neighbour", "pickup_point", "another_day", "hold"})
# Numbers that try out its other answers, as cards of payment providers do.
REFUSES, SAYS_NOTHING = "NO", "HM"


class Simulator(SimulatedCouriers, SimulatedLabels, Adapter):
    """The simulated carrier."""

    code = "simulator"
    title = _("Simulated carrier")
    capabilities = Capabilities(pushes=True, delivery=WISHES, collects=True, labels=True)
    mapping = MEANINGS
    fields = (CredentialField("secret", _("Secret of the webhook"), secret=True),)

    def verify(self, account: str, called: Called) -> Sequence[Push]:
        """Raises CallRefused, Misconfigured."""
        secret = demand(values_of(account, self.code), "secret")
        if not same(sign(secret, called.body), called.headers.get(HEADER, "")):
            raise CallRefused("signature_wrong")
        told = object_of(called.body)
        event_id = text_of(told.get("id"), 120)
        if not event_id:
            raise CallRefused("event_missing", 400)
        return [Push(event_id, number_of(told.get("number")), told)]

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        reports = tuple(_report(one, zone) for one in rows_of(payload.get("events")))
        said_at = payload.get("said_at")
        return Tracking(
            number=text_of(payload.get("number"), 80),
            carrier=text_of(payload.get("carrier"), 60),
            reports=reports,
            whole=bool(reports),
            said_at=moment(said_at, zone)[0] if said_at else None,
            estimate=window(payload.get("from"), payload.get("to"), zone),
        )

    def ask_delivery(self, account: str, ask: DeliveryAsk) -> DeliveryAnswer:
        """Yes; no for numbers that end with NO, no answer for those with HM. Raises Retryable, Misconfigured."""
        demand(values_of(account, self.code), "secret")
        if ask.number.endswith(SAYS_NOTHING):
            raise Retryable("no_answer", "the simulated carrier says nothing")
        return DeliveryAnswer("refused", "late") if ask.number.endswith(REFUSES) else DeliveryAnswer("accepted")


def _report(said: Mapping[str, Any], zone: ZoneInfo) -> Report:
    found, sure = moment(said.get("at"), zone)
    return Report(
        code=text_of(said.get("code"), LONGEST_CODE),
        occurred_at=found,
        zone=sure,
        text=text_of(said.get("text")),
        place=place_of(said.get("place")),
        country=country_of(said.get("country")),
    )


def sign(secret: str, body: bytes) -> str:
    """The header of its pushes."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
