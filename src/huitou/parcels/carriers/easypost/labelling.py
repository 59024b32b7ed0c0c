"""EasyPost's return labels: a shipment with `is_return`, bought at its lowest rate; part of the adapter.

The addresses stay as they were on the way out (to the buyer, from the shop): EasyPost turns them round itself. One
shipment is sold once, so buying it again gives what was bought. Built from its documentation and published answers.
"""

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx

from huitou.core import outgoing
from huitou.core.errors import HuitouError
from huitou.core.money import Money, parse_amount
from huitou.parcels.carriers import wire
from huitou.parcels.carriers.adapting import part_of, rows_of, text_of
from huitou.parcels.carriers.collecting import NeverReached
from huitou.parcels.carriers.labelling import AddressWrong, Bought, LabelAsk, LabelFile, Labels, Place, Quote, Void
from huitou.parcels.carriers.protocol import Misconfigured, Permanent, Retryable
from huitou.parcels.credentials import demand, values_of

CODE = "easypost"
API = "https://api.easypost.com/v2"
GRAMS_OF_OUNCE, MM_OF_INCH = Decimal("28.349523125"), Decimal("25.4")
# So long unused labels are paid back, by its documentation; where it says nothing, the shortest that it names.
VOID_DAYS: Mapping[str, int] = {"USPS": 30, "UPS": 90, "FedEx": 90}
SHORTEST_VOID_DAYS = 30
# Whose counters print a label from a code.
PRINTS_AT_COUNTER = frozenset({"USPS"})
COUNTER_FORM = "label_qr_code"
BOUGHT_ALREADY = "SHIPMENT.POSTAGE.EXISTS"
VOIDS: Mapping[str, Void] = {
    "submitted": "asked", "refunded": "voided", "rejected": "refused", "not_applicable": "refused",
}  # fmt: skip
LIMITS = httpx.Timeout(connect=10, read=30, write=20, pool=10)


class EasyPostLabels(Labels):
    """Needs the API key of the account."""

    def quote_label(self, account: str, ask: LabelAsk) -> Quote:
        """Raises AddressWrong, Retryable, Permanent, Misconfigured."""
        if ask.buyer.country != ask.shop.country:
            raise Permanent("abroad", "a label across a border needs customs papers")
        parcel = {"weight": _in(ask.grams, GRAMS_OF_OUNCE)} | dict(
            zip(("length", "width", "height"), (_in(mm, MM_OF_INCH) for mm in ask.size_mm), strict=True)
        )
        shipment = {
            "reference": ask.key, "is_return": True, "to_address": _address(ask.buyer, verify=True),
            "from_address": _address(ask.shop), "parcel": parcel, "options": {"label_format": "PDF"},
        }  # fmt: skip
        told = self._call(account, "POST", "/shipments", {"shipment": shipment})
        if told.get("is_return") is not True:
            raise Permanent("no_return", "the shipment would go to the buyer")
        _demand_known(told)
        return _lowest(told, ask)

    def buy_label(self, account: str, reference: str, rate: str) -> Bought:
        """Raises NeverReached, Retryable, Permanent, Misconfigured."""
        try:
            told = self._call(account, "POST", f"{_path(reference)}/buy", {"rate": {"id": rate}})
        except Permanent as refused:
            if refused.failure_code != BOUGHT_ALREADY:
                raise
            told = self._call(account, "GET", _path(reference))
        found = _bought(told)
        if found is None:
            raise Retryable("answer_broken", "no label in the answer")
        return found

    def see_label(self, account: str, reference: str) -> Bought | None:
        """Raises Retryable, Permanent, Misconfigured."""
        return _bought(self._call(account, "GET", _path(reference)))

    def fetch_label(self, account: str, bought: Bought, ask: LabelAsk) -> LabelFile:
        """Raises Retryable, Permanent, Misconfigured."""
        counter = b""
        if bought.carrier in PRINTS_AT_COUNTER:
            try:
                counter = self._counter_code(account, bought.reference)
            except (Permanent, Misconfigured, Retryable):
                counter = b""  # not every account has it; the label itself can be printed
        return LabelFile(_file(bought.url), counter)

    def void_label(self, account: str, reference: str) -> Void:
        """Raises Retryable, Permanent, Misconfigured."""
        try:
            return _void(self._call(account, "POST", f"{_path(reference)}/refund"))
        except Permanent:
            return self.see_void(account, reference)  # asked before: that is what stands there

    def see_void(self, account: str, reference: str) -> Void:
        """Raises Retryable, Permanent, Misconfigured."""
        return _void(self._call(account, "GET", _path(reference)))

    def _counter_code(self, account: str, reference: str) -> bytes:
        told = self._call(account, "POST", f"{_path(reference)}/forms", {"form": {"type": COUNTER_FORM}})
        forms = [one for one in rows_of(told.get("forms")) if one.get("form_type") == COUNTER_FORM]
        return _file(text_of(forms[-1].get("form_url"), 500)) if forms else b""

    def _call(self, account: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        key = demand(values_of(account, CODE), "api_key")
        headers = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}
        try:
            status, told = wire.ask_json(method, f"{wire.address_of(CODE, API)}{path}", headers=headers, body=body)
        except Retryable as failed:
            if failed.failure_code in (outgoing.UNREACHABLE, outgoing.TOLD_TO_WAIT):
                raise NeverReached(failed.failure_code, failed.detail) from failed
            raise
        if status == 402:
            raise Misconfigured("no_funds", "HTTP 402")
        if status == 403:
            raise Misconfigured("unauthorised", "HTTP 403")
        if status >= 300:
            code = text_of(part_of(told, "error", "code"), 40) or f"http_{status}"
            said = text_of(part_of(told, "error", "message"), 200)
            if code.startswith("ADDRESS."):
                raise AddressWrong("buyer", said)
            raise Permanent(code, said)
        return told


def _path(reference: str) -> str:
    return f"/shipments/{quote(reference, safe='')}"


def _in(metric: int, unit: Decimal) -> str:
    return str(max((Decimal(metric) / unit).quantize(Decimal("0.1")), Decimal("0.1")))


def _address(place: Place, *, verify: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": place.name, "street1": place.street, "city": place.city, "state": place.region, "zip": place.postcode,
        "country": place.country, "phone": place.phone,
    }  # fmt: skip
    return found | ({"verify": ["delivery"]} if verify and place.country == "US" else {})


def _demand_known(told: Mapping[str, Any]) -> None:
    """Raise AddressWrong where the buyer's address was looked up and is not there."""
    delivery = part_of(told, "to_address", "verifications", "delivery")
    if part_of(delivery, "success") is False:
        said = (text_of(one.get("message"), 100) for one in rows_of(part_of(delivery, "errors")))
        raise AddressWrong("buyer", "; ".join(one for one in said if one)[:200])


def _lowest(told: Mapping[str, Any], ask: LabelAsk) -> Quote:
    allowed = {one.casefold() for one in ask.carriers}
    found = []
    for rate in rows_of(told.get("rates")):
        carrier, price = text_of(rate.get("carrier"), 60), _price(rate)
        if price is not None and (not allowed or carrier.casefold() in allowed):
            found.append((price.minor, carrier, text_of(rate.get("service"), 60), text_of(rate.get("id"), 80), price))
    reference = text_of(told.get("id"), 80)
    if not found or not reference:
        said = (text_of(one.get("message"), 100) for one in rows_of(told.get("messages")))
        raise Permanent("no_rate", "; ".join(one for one in said if one)[:200])
    _minor, carrier, service, rate_id, price = min(found, key=lambda one: one[:4])
    return Quote(reference, rate_id, carrier, service, price)


def _price(rate: Any) -> Money | None:
    try:
        return parse_amount(text_of(part_of(rate, "rate"), 20), text_of(part_of(rate, "currency"), 3))
    except HuitouError:
        return None


def _bought(told: Mapping[str, Any]) -> Bought | None:
    label, price = told.get("postage_label"), _price(told.get("selected_rate"))
    url = text_of(part_of(label, "label_pdf_url") or part_of(label, "label_url"), 500)
    number = text_of(told.get("tracking_code"), 80)
    if not url or price is None or not number:
        return None
    carrier = text_of(part_of(told, "selected_rate", "carrier"), 60)
    days = VOID_DAYS.get(carrier, SHORTEST_VOID_DAYS)
    return Bought(text_of(told.get("id"), 80), carrier, number, price, url, void_days=days)


def _void(told: Mapping[str, Any]) -> Void:
    return VOIDS.get(text_of(told.get("refund_status"), 20), "refused")


def _file(url: str) -> bytes:
    """What lies at an address that its answer gave: a public one, whatever the answer says."""
    try:
        answer = outgoing.call("GET", url, headers={}, content=None, limits=LIMITS, public_only=True)
    except outgoing.CallFailed as failed:
        raise Retryable(failed.reason, failed.detail) from failed
    if answer.status_code >= 300:
        raise Retryable("label_not_there", f"HTTP {answer.status_code}")
    return answer.content
