"""What a batch is written under and what became of it: shared by the writers, handed to the caller's callback.

Plain values; nothing here touches the database.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.orders.drafts import OrderDraft, Reject, Remark


class ChangedInUse(HuitouError):
    """The source takes away what has already come back or is claimed."""

    code = "order_in_use"
    message = _(
        "The order %(number)s is already in use here and cannot be changed like that (%(what)s). Change it by hand."
    )


@dataclass(frozen=True, slots=True)
class Written:
    """An order of the batch as it now stands: its key, its draft (dates moved), its lines' keys by external id."""

    order_id: UUID
    draft: OrderDraft
    line_ids: dict[str, UUID]
    new: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """How a batch is written. `policy_at` names the version in force at a purchase, or None where there is none."""

    gateway: str
    country: str
    policy_at: Callable[[datetime], UUID | None]


@dataclass(slots=True)
class BatchResult:
    """What became of a batch."""

    written: list[Written] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    lines: int = 0
    payments: int = 0
    customers: int = 0
    contacts: int = 0
    parcels: int = 0
    rejects: list[Reject] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
