"""What an adapter of a carrier must do to stop or redirect a parcel. Pure: imports no adapter."""

from dataclasses import dataclass
from typing import Literal, Protocol

from huitou.parcels.models import Parcel

Way = Literal["task", "asked"]


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the carrier can do with a parcel that is under way."""

    stops: bool
    redirects: bool


class Interceptor(Protocol):
    """One carrier's way to intercept. It must not wait for the network inside a verb: it enqueues."""

    code: str

    def abilities(self, parcel: Parcel) -> Abilities:
        """What can be asked for this parcel now."""

    def ask(self, parcel: Parcel, *, redirect: bool) -> Way:
        """Ask. `task`: a person of the shop has to; `asked`: the carrier was asked and will tell."""
