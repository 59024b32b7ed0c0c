"""The shops' accounts at web analytics. Written by `verbs.analytics`, read when visits are handed on."""

from huitou.core.credentials import Safe
from huitou.retention.models import AnalyticsAccount


class AnalyticsMisconfigured(Exception):
    """An account that cannot be used. `detail` is for the operator."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


_safe = Safe(AnalyticsAccount, provider="service", misconfigured=AnalyticsMisconfigured)
enter, values_of, opened = _safe.enter, _safe.values_of, _safe.opened
