"""What every insurer is to us: two calls, two questions, a notice, and the gateways' four ways to go wrong.

Adapters implement it, jobs call it, always outside any transaction. The order is the insurer's key: it takes one cover
and one claim per payment, so that a call after a lost answer never insures or claims twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError


@dataclass(frozen=True, slots=True)
class Place:
    """An address as the insurer wants it. Personal data: it travels to the insurer and into no log."""

    province: str
    city: str
    county: str
    address: str


@dataclass(frozen=True, slots=True)
class CoverRequest:
    """One parcel to insure. `holder`: the buyer's name at the insurer; `payment`: the number of the payment there."""

    holder: str
    payment: str
    paid_at: datetime
    paid_minor: int
    tracking_number: str
    send_from: Place
    send_to: Place
    page: str
    goods: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """One return that was received."""

    holder: str
    payment: str
    tracking_number: str
    carrier: str


@dataclass(frozen=True, slots=True)
class CoverAnswer:
    """Insured, with the insurer's numbers: minor units, `ends_at` aware or None."""

    reference: str
    premium_minor: int
    cover_minor: int
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """How the insurer sees the claim: `filed` (it has it), `paid`, `refused`. `paid_minor` only with `paid`."""

    outcome: str
    reference: str
    paid_minor: int = 0
    failure_code: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice whose signature was checked. It only says about which payment to ask: never what became of it."""

    key: str
    payment: str


class NoticeForged(HuitouError):
    """Not signed with the secret, or its time is too far off."""

    code: ClassVar[str] = "notice_forged"
    status: ClassVar[int] = 401
    message = _("This notice is not signed as agreed. Check the token on both sides.")


class NoticeUnconfigured(HuitouError):
    """No secret is set: nothing is accepted."""

    code: ClassVar[str] = "notice_unconfigured"
    status: ClassVar[int] = 503
    message = _("This insurer is not set up. Set its token first; until then no notice is taken.")


class Insurer(Protocol):
    """One insurer. Calls may block. They raise the errors of `refunds.gateways.protocol`."""

    code: str

    def insure(self, request: CoverRequest) -> CoverAnswer:
        """Take out the cover; when the payment is insured already, the cover that there is."""

    def claim(self, request: ClaimRequest) -> ClaimAnswer:
        """File the claim; when it is filed already, how it stands."""

    def find_claim(self, payment: str, holder: str) -> ClaimAnswer | None:
        """How the claim stands; None when the insurer for certain knows of none."""

    def confirm_address(self, query: Mapping[str, str], at: datetime) -> str:
        """The word that it wants back when it tries our address out. Raises NoticeForged, NoticeUnconfigured."""

    def read_notice(self, query: Mapping[str, str], body: bytes, at: datetime) -> Notice:
        """Check the signature over the raw bytes. Raises NoticeForged, NoticeUnconfigured."""
