"""A call of a provider as it came in, and what it wants to hear. Shared by every door for webhooks.

Nothing here believes a call: each adapter checks the signature of the raw bytes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError


class CallRefused(HuitouError):
    """The call is not from the provider, or cannot be shown to be. Nothing was changed."""

    code: ClassVar[str] = "webhook_refused"
    status: ClassVar[int] = 401
    message = _("This call could not be verified (%(reason)s).")

    def __init__(self, reason: str, status: int = 401) -> None:
        super().__init__(reason=reason)
        self.reason = reason
        self.answer_status = status


class HookNotSetUp(HuitouError):
    """Calls without a secret to check them by are never believed."""

    code: ClassVar[str] = "hook_not_set_up"
    status: ClassVar[int] = 503
    message = _("This shop has not entered the secret of these calls yet. Enter it in the settings, then send again.")


@dataclass(frozen=True, slots=True)
class Called:
    """An HTTP call as it came in. Header names are in lower case; `body` is the raw bytes that were signed.

    `url`: the whole address as we are known outside, where a provider signs it too; `query`: what stands behind its
    question mark.
    """

    headers: Mapping[str, str]
    body: bytes
    at: datetime
    url: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the provider wants to hear."""

    status: int
    body: str = ""
    content_type: str = "text/plain"
