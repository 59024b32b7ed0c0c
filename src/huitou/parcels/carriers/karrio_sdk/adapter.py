"""Karrio's library: it asks the carriers themselves, with the shop's own accounts there. An optional extra.

Named as a source only where the library can be imported. It is loaded when it is first asked; what it answers is read
by the same code and the same corrected map as its server's answers.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.parcels.carriers.adapting import Adapter, each_readable, text_of
from huitou.parcels.carriers.karrio.adapter import tracking_of
from huitou.parcels.carriers.karrio_sdk.mapping import MEANINGS
from huitou.parcels.carriers.names import word_at
from huitou.parcels.carriers.protocol import Capabilities, Misconfigured, Retryable, Tracking, Wanted
from huitou.parcels.credentials import demand, values_of

# Our carriers as its connectors.
CONNECTORS: Final[Mapping[str, str]] = {
    "dhl": "dhl_universal", "dhl_parcel_de": "dhl_parcel_de", "fedex": "fedex", "ups": "ups", "usps": "usps",
    "royalmail": "royalmail", "canadapost": "canadapost", "laposte": "laposte", "dpd": "dpd", "hermes": "hermes",
}  # fmt: skip
# What carriers say of an account's key, in whatever case: OAuth's own words (RFC 6749), FedEx's, plain HTTP.
KEY_REFUSED: Final = frozenset(
    {"invalid_client", "unauthorized_client", "invalid_grant", "not.authorized.error", "401"}
)


def installed() -> bool:
    """Whether the library is there. Nothing of it is loaded."""
    try:
        return find_spec("karrio.sdk") is not None
    except ModuleNotFoundError:
        return False


class KarrioSdk(Adapter):
    """The shop's own accounts at carriers, asked through the library."""

    code = "karrio_sdk"
    title = _("Karrio (library)")
    capabilities = Capabilities(polls=True, polled_every=timedelta(hours=3), per_second=2)
    mapping = MEANINGS
    fields = (
        CredentialField(
            "carriers", _("Accounts at the carriers"),
            _("As JSON: each carrier of the library with its settings."), secret=True, long=True,
        ),
    )  # fmt: skip

    def check(self, values: Mapping[str, str]) -> None:
        """Raises CredentialInvalid."""
        super().check(values)
        if _accounts(values.get("carriers", "")) is None:
            raise CredentialInvalid(
                field=_("Accounts at the carriers"), name="carriers", why=_("Write an object of JSON objects.")
            )

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        return tracking_of(payload, zone)

    def poll(self, account: str, wanted: Sequence[Wanted], zone: ZoneInfo) -> Sequence[Tracking]:
        """Raises Retryable, Misconfigured. A number whose carrier has no account here is passed over."""
        accounts = _accounts(demand(values_of(account, self.code), "carriers"))
        if accounts is None:
            raise Misconfigured("carriers", "the accounts are no JSON object")
        numbers: dict[str, list[str]] = defaultdict(list)
        for one in wanted:
            connector = word_at(CONNECTORS, one.carrier)
            if connector in accounts:
                numbers[connector].append(one.number)
        found: list[Tracking] = []
        for connector, own in numbers.items():
            found += each_readable(_ask(connector, accounts[connector], own), lambda row: tracking_of(row, zone))
        return found


def _ask(connector: str, settings: Mapping[str, Any], numbers: Sequence[str]) -> list[dict[str, Any]]:
    """What the library says of the numbers, as plain values. Raises Misconfigured, Retryable."""
    if not installed():
        raise Misconfigured("not_installed", "install the library karrio")
    sdk, models, lib = (import_module(f"karrio.{name}") for name in ("sdk", "core.models", "lib"))
    try:
        # It sets up no carrier without all that the carrier's settings name, and none whose connector is not installed.
        gateway = sdk.gateway[connector].create(dict(settings))
    except Exception as error:
        raise Misconfigured("carriers", f"{connector}: {type(error).__name__}") from error
    try:
        asked = models.TrackingRequest(tracking_numbers=list(numbers))
        details, said = sdk.Tracking.fetch(asked).from_(gateway).parse()
        rows = [lib.to_dict(one) for one in details or []]
    except Exception as error:
        # It raises whatever its connectors raise; a word of it may hold a key, so only the kind is kept.
        raise Retryable("karrio_failed", type(error).__name__) from error
    if not rows and said:
        code = text_of(lib.to_dict(said[0]).get("code"), 60)
        if code.casefold() in KEY_REFUSED:
            raise Misconfigured("unauthorised", f"{connector}: {code}")
        raise Retryable("karrio_refused", code)
    return rows


def _accounts(written: str) -> dict[str, dict[str, Any]] | None:
    try:
        told = json.loads(written)
    except ValueError:
        return None
    if not isinstance(told, dict) or not all(isinstance(one, dict) for one in told.values()):
        return None
    return told
