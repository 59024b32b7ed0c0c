"""What the carriers were asked to do with the parcels of a change, in words. Called by the change's pages and the API.

What a carrier cannot do is said to both sides, and is the shop's to solve.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from huitou.changes.machine import ADDRESS
from huitou.changes.models import OrderChange
from huitou.core.actors import Role

N_ = str
TO_SHOP: Mapping[tuple[str, str], str] = {
    ("redirect", "asked"): N_("The carrier was asked to redirect it and will tell."),
    ("redirect", "task"): N_("Ask the carrier to redirect it, or to stop it."),
    ("stop", "asked"): N_("The carrier was asked to stop it and will tell."),
    ("stop", "task"): N_("Ask the carrier to stop it."),
    ("nothing", "task"): N_(
        "This carrier can neither stop nor redirect it. Call them, or tell the buyer that it comes."
    ),
}
# Beside it, where another address was asked for.
NOT_REDIRECTED = N_("It cannot be redirected: once it is back, it goes out again to the new address.")
TO_BUYER: Mapping[str, str] = {
    "redirect": N_("The carrier can bring it to the new address."),
    "stop": N_("The carrier can stop it."),
    "nothing": N_("This carrier can neither stop nor redirect parcels; the shop tries by telephone."),
}


@dataclass(frozen=True, slots=True)
class Intercepted:
    """One parcel. `does`: `redirect`, `stop` or `nothing`; `task`: whether somebody of the shop has to ask."""

    parcel: str
    does: str
    task: bool
    text: str


def intercepted(change: OrderChange, reader: Role) -> list[Intercepted]:
    """What was asked for each parcel, in the active language. Changes of before this was noted ask for all of it."""
    return [_told(change, one, reader) for one in change.interception]


def _told(change: OrderChange, one: Mapping[str, str], reader: Role) -> Intercepted:
    does, way = one.get("does") or ("redirect" if change.kind == ADDRESS else "stop"), one["way"]
    said = gettext(TO_BUYER[does] if reader == Role.BUYER else TO_SHOP[does, way])
    if does == "stop" and change.kind == ADDRESS:
        said = f"{said} {gettext(NOT_REDIRECTED)}"
    return Intercepted(one["parcel"], does, way == "task", said)
