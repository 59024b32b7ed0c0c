"""Gateways by code, as the settings name them. The only place that turns a code into an adapter."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from huitou.refunds.gateways.protocol import Capabilities, Gateway, HandBook, Misconfigured


def codes() -> tuple[str, ...]:
    """The codes of every gateway of this installation."""
    return tuple(settings.HUITOU_GATEWAYS)


@cache
def gateway(code: str) -> Gateway:
    """The adapter of the code. Raises Misconfigured for one that this installation does not have."""
    path = settings.HUITOU_GATEWAYS.get(code)
    if path is None:
        raise Misconfigured("unknown_gateway", f"no gateway “{code}” in HUITOU_GATEWAYS")
    adapter: Gateway = import_string(path)()
    return adapter


def capabilities_of(code: str) -> Capabilities:
    """What the gateway can do; nothing for one that this installation does not have."""
    try:
        return gateway(code).capabilities
    except Misconfigured:
        return Capabilities(finds_by_key=False, lists=False)


@cache
def by_hand_code() -> str:
    """The code of the gateway at which a person of the shop pays. Raises Misconfigured where there is none."""
    for code in codes():
        if gateway(code).capabilities.by_hand:
            return code
    raise Misconfigured("no_hand_book", "no gateway in HUITOU_GATEWAYS is paid by hand")


def hand_book(code: str) -> HandBook:
    """That gateway's book of payments by hand."""
    return cast(HandBook, gateway(code))
