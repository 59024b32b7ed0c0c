"""What a source offers that sells labels for returns: a price, the purchase, the file, the money back. Pure.

Nothing is bought under any name but that of the quote, and a source sells each quote once: so a purchase whose answer
was lost is asked about, and may be ordered again under the same name. Called by `logistics`, outside any transaction.
"""

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from django.utils.translation import gettext_lazy as _

from huitou.core.money import Money
from huitou.parcels.carriers.protocol import Permanent

# How the money for a label that nobody used stands: asked for, back, or refused for good.
Void = Literal["asked", "voided", "refused"]


class AddressWrong(Permanent):
    """The source does not know the address. `whose`: of the buyer or of the shop; `detail`: what it says is wrong."""

    code = "carrier_address_wrong"
    message = _("The carrier does not know this address (%(failure_code)s). Correct it, then try again.")

    def __init__(self, whose: Literal["buyer", "shop"], detail: str = "") -> None:
        super().__init__(f"address_{whose}", detail)
        self.whose = whose


@dataclass(frozen=True, slots=True)
class Place:
    """An address in its parts, as carriers want it. Of a buyer it is personal data: it goes into no log."""

    name: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""

    @property
    def whole(self) -> bool:
        """Whether a carrier could find it."""
        return bool(self.name and self.street and self.city and self.country)


@dataclass(frozen=True, slots=True)
class LabelAsk:
    """One parcel from the buyer to the shop. `key`: ours; `size_mm`: length, width, height.

    `carriers`: the only ones that may carry it, in the source's words; none: any.
    """

    key: str
    buyer: Place
    shop: Place
    grams: int
    size_mm: tuple[int, int, int]
    carriers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """What it would cost. `reference` and `rate`: the source's names, under which alone it can be bought."""

    reference: str
    rate: str
    carrier: str
    service: str
    price: Money


@dataclass(frozen=True, slots=True)
class Bought:
    """A label that is paid. `void_days`: so long its money can be asked back. `code`: what the counter scans."""

    reference: str
    carrier: str
    number: str
    price: Money
    url: str = ""
    code: str = ""
    void_days: int = 14


@dataclass(frozen=True, slots=True)
class LabelFile:
    """PDF, PNG or JPEG; `counter`: a picture of the code that the counter scans instead, where the carrier has one."""

    content: bytes
    counter: bytes = b""


@runtime_checkable
class Labels(Protocol):
    """A source whose `capabilities.labels` is true. Calls may block."""

    def quote_label(self, account: str, ask: LabelAsk) -> Quote:
        """The lowest price; costs nothing. Raises AddressWrong, Retryable, Permanent (`no_rate`), Misconfigured."""

    def buy_label(self, account: str, reference: str, rate: str) -> Bought:
        """Buy it, or give what was bought under the name before.

        Raises NeverReached, Retryable (it may have been bought), Permanent, Misconfigured.
        """

    def see_label(self, account: str, reference: str) -> Bought | None:
        """What was bought under the name; None: nothing. Raises Retryable, Permanent, Misconfigured."""

    def fetch_label(self, account: str, bought: Bought, ask: LabelAsk) -> LabelFile:
        """The file. Raises Retryable, Permanent, Misconfigured."""

    def void_label(self, account: str, reference: str) -> Void:
        """Ask the money back; asking again changes nothing. Raises Retryable, Permanent, Misconfigured."""

    def see_void(self, account: str, reference: str) -> Void:
        """How that stands. Raises Retryable, Permanent, Misconfigured."""
