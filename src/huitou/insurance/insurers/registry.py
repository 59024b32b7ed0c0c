"""Insurers by code, as the settings name them. The only place that turns a code into an adapter."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from huitou.insurance.insurers.protocol import Insurer
from huitou.insurance.models.insurance_terms import OWN_POOL
from huitou.refunds.gateways.protocol import Misconfigured


def codes() -> tuple[str, ...]:
    """The own pool, and every insurer of this installation."""
    return (OWN_POOL, *settings.HUITOU_INSURERS)


@cache
def insurer(code: str) -> Insurer:
    """The adapter of the code. Raises Misconfigured for one that this installation does not have."""
    path = settings.HUITOU_INSURERS.get(code)
    if path is None:
        raise Misconfigured("unknown_insurer", f"no insurer “{code}” in HUITOU_INSURERS")
    adapter: Insurer = import_string(path)()
    return adapter
