"""Sources by code, as the settings name them. The only place that turns a code into an adapter."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from huitou.parcels.carriers.protocol import Misconfigured, Source


def codes() -> tuple[str, ...]:
    """The codes of every source of this installation."""
    return tuple(settings.HUITOU_CARRIERS)


@cache
def source(code: str) -> Source:
    """The adapter of the code. Raises Misconfigured for one that this installation does not have."""
    path = settings.HUITOU_CARRIERS.get(code)
    if path is None:
        raise Misconfigured("unknown_source", f"no source “{code}” in HUITOU_CARRIERS")
    adapter: Source = import_string(path)()
    return adapter


def account_of(shop_id: object) -> str:
    """The name of the shop's account at a source."""
    return str(shop_id)
