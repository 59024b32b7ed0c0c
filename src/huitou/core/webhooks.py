"""A call of a provider as it came in, and what it wants to hear. Shared by every door for webhooks.

Nothing here believes a call: each adapter checks the signature of the raw bytes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


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
