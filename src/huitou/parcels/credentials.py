"""The shops' accounts at those who tell of parcels. Written by `verbs.carrier_accounts`, read by adapters."""

from huitou.core.credentials import Safe
from huitou.parcels.carriers.protocol import Misconfigured
from huitou.parcels.models import CarrierAccount

_safe = Safe(CarrierAccount, provider="source", misconfigured=Misconfigured)
enter, values_of, demand, opened, faults = _safe.enter, _safe.values_of, _safe.demand, _safe.opened, _safe.faults
