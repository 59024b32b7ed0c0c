"""Asking a carrier to stop or redirect a parcel. `asked` is the one way; adapters are named in the settings only."""

from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from huitou.changes.interceptors.protocol import Abilities, Interceptor
from huitou.parcels.models import Parcel
from huitou.parcels.numbers import carrier_code

ANY_CARRIER = "*"


@cache
def _adapters() -> dict[str, Interceptor]:
    return {code: import_string(path)() for code, path in settings.HUITOU_INTERCEPTORS.items()}


def interceptor_for(carrier: str) -> Interceptor:
    """The adapter of the carrier; where it has none, a person of the shop asks."""
    found = _adapters()
    return found.get(carrier_code(carrier)) or found[ANY_CARRIER]


def ask_carriers(parcels: Sequence[Parcel], *, redirect: bool) -> list[dict[str, str]]:
    """Ask for each parcel what its carrier can do; what was done, as the change keeps it.

    `parcel`, `adapter`, `way` (`task` or `asked`) and `does`: `redirect`, `stop`, or `nothing` where the carrier can do
    neither and a person of the shop has to find a way. A parcel that cannot be redirected is stopped.
    """
    return [{"parcel": parcel.ref, **_ask(interceptor_for(parcel.carrier), parcel, redirect)} for parcel in parcels]


def _ask(adapter: Interceptor, parcel: Parcel, redirect: bool) -> dict[str, str]:
    can = adapter.abilities(parcel)
    if redirect and can.redirects:
        return {"adapter": adapter.code, "does": "redirect", "way": adapter.ask(parcel, redirect=True)}
    if can.stops:
        return {"adapter": adapter.code, "does": "stop", "way": adapter.ask(parcel, redirect=False)}
    return {"adapter": adapter.code, "does": "nothing", "way": "task"}


__all__ = ["Abilities", "Interceptor", "ask_carriers", "interceptor_for"]
