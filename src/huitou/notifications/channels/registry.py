"""Channels by code, as the settings name them. The only place that turns a code into an adapter."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from huitou.notifications.channels.protocol import Channel, Misconfigured


def codes() -> tuple[str, ...]:
    """The codes of every channel of this installation, the preferred ones first."""
    return tuple(settings.HUITOU_CHANNELS)


@cache
def channel(code: str) -> Channel:
    """The adapter of the code. Raises Misconfigured for one that this installation does not have."""
    path = settings.HUITOU_CHANNELS.get(code)
    if path is None:
        raise Misconfigured("unknown_channel", f"no channel “{code}” in HUITOU_CHANNELS")
    adapter: Channel = import_string(path)()
    return adapter


def first_for(medium: str, address: str, open_accounts: frozenset[str]) -> Channel | None:
    """The first channel of the medium that has an open account and carries to the address."""
    for code in codes():
        if code in open_accounts and channel(code).medium == medium and channel(code).reaches(address):
            return channel(code)
    return None
