"""The shops' accounts at those who carry messages. Written by `verbs.channel_accounts`, read by adapters."""

from huitou.core.credentials import Safe
from huitou.notifications.channels.protocol import Misconfigured
from huitou.notifications.models import ChannelAccount

_safe = Safe(ChannelAccount, provider="provider", misconfigured=Misconfigured)
enter, values_of, demand, opened, faults = _safe.enter, _safe.values_of, _safe.demand, _safe.opened, _safe.faults
