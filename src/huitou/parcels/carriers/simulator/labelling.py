"""The simulated carrier's labels: priced by weight, drawn here. Part of the adapter; it keeps nothing.

What a purchase was about stands in its reference. What the buyer's name ends with tries out its other answers: LOST
(bought, and the answer is lost), SLOW (bought ten minutes later), DEAR, FULL (no rate), KEPT (no money back); a street
that ends with NOWHERE is not known.
"""

from datetime import datetime, timedelta

from huitou.core.clock import now
from huitou.core.money import Money
from huitou.parcels.carriers.labelling import AddressWrong, Bought, LabelAsk, LabelFile, Labels, Quote, Void
from huitou.parcels.carriers.protocol import Permanent, Retryable
from huitou.parcels.carriers.simulator.couriers import number_of
from huitou.parcels.carriers.simulator.drawing import draw_label

CARRIER, SERVICE = "simulator", "Simulator Return"
TRIED = ("LOST", "SLOW", "DEAR", "KEPT")
SLOW_FOR = timedelta(minutes=10)
PRICE_MINOR, PER_KILOGRAM_MINOR, DEAR_MINOR = 800, 200, 9_900
VOID_DAYS = 30
CURRENCIES = {"CN": "CNY", "TW": "TWD", "US": "USD", "GB": "GBP", "KR": "KRW", "JP": "JPY"}


class SimulatedLabels(Labels):
    """Sells everything, once for a reference."""

    def quote_label(self, account: str, ask: LabelAsk) -> Quote:
        """Raises AddressWrong, Permanent."""
        if ask.buyer.street.endswith("NOWHERE"):
            raise AddressWrong("buyer", "street: not found")
        if ask.buyer.name.endswith("FULL"):
            raise Permanent("no_rate", "the simulated carrier does not go there")
        tried = next((one for one in TRIED if ask.buyer.name.endswith(one)), "")
        minor = DEAR_MINOR if tried == "DEAR" else PRICE_MINOR + PER_KILOGRAM_MINOR * (ask.grams // 1000)
        currency = CURRENCIES.get(ask.shop.country, "EUR")
        reference = f"{ask.key}|{minor}|{currency}|{tried}|{now().isoformat()}"
        return Quote(reference, "standard", CARRIER, SERVICE, Money(minor, currency))

    def buy_label(self, account: str, reference: str, rate: str) -> Bought:
        """Raises Retryable."""
        if _tried(reference) in ("LOST", "SLOW"):
            raise Retryable("time_out", "the simulated carrier's answer is lost")
        return _bought(reference)

    def see_label(self, account: str, reference: str) -> Bought | None:
        """By the clock."""
        asked_at = datetime.fromisoformat(reference.split("|")[4])
        return None if _tried(reference) == "SLOW" and now() < asked_at + SLOW_FOR else _bought(reference)

    def fetch_label(self, account: str, bought: Bought, ask: LabelAsk) -> LabelFile:
        """Drawn anew each time: the same picture."""
        buyer, shop = ask.buyer, ask.shop
        return LabelFile(draw_label(
            number=bought.number, code=bought.code, service=SERVICE,
            sender=(buyer.name, buyer.street, f"{buyer.postcode} {buyer.city} {buyer.region}".strip(), buyer.country),
            receiver=(shop.name, shop.street, f"{shop.postcode} {shop.city} {shop.region}".strip(), shop.country),
        ))  # fmt: skip

    def void_label(self, account: str, reference: str) -> Void:
        """The money comes when it is asked about."""
        return "refused" if _tried(reference) == "KEPT" else "asked"

    def see_void(self, account: str, reference: str) -> Void:
        """It is back."""
        return "refused" if _tried(reference) == "KEPT" else "voided"


def _tried(reference: str) -> str:
    return reference.split("|")[3]


def _bought(reference: str) -> Bought:
    key, minor, currency, _tried_out, _at = reference.split("|")
    number = number_of(f"label:{key}")
    return Bought(
        reference, CARRIER, number, Money(int(minor), currency), code=f"SIMRETURN:{number}", void_days=VOID_DAYS
    )
