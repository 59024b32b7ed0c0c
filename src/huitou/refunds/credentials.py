"""The shops' accounts at payment providers. Written by `verbs.accounts`, read by adapters through `values_of`."""

from huitou.core.credentials import Safe
from huitou.refunds.gateways.protocol import Misconfigured
from huitou.refunds.models import GatewayAccount

_safe = Safe(GatewayAccount, provider="gateway", misconfigured=Misconfigured)
enter, values_of, demand, opened, faults = _safe.enter, _safe.values_of, _safe.demand, _safe.opened, _safe.faults
