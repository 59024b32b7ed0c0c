"""Who acts: the one value that access functions, verbs and events know of a person or a program."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from huitou.core.errors import Forbidden


class Role(StrEnum):
    """The sides of a case. A machine's rows name them."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    PLATFORM = "platform"
    CARRIER = "carrier"
    GATEWAY = "gateway"
    PROVIDER = "provider"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A caller within one shop.

    `id` is `staff:<uuid>`, `buyer:<customer uuid>`, `token:<uuid>` or `system`; it goes into events.
    A buyer sees the orders of `customer_id`, or only `order_ids` where the grant is that narrow. A provider checks
    returned goods for the shop and sees those that go to `provider_id`.
    """

    role: Role
    shop_id: UUID
    id: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    customer_id: UUID | None = None
    order_ids: frozenset[UUID] | None = None
    provider_id: UUID | None = None
    name: str = ""

    def may(self, permission: str) -> bool:
        """Whether the actor holds the permission. The system holds all: it acts only by the tables."""
        return self.role == Role.SYSTEM or permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise Forbidden unless the actor holds the permission."""
        if not self.may(permission):
            raise Forbidden()


def system_actor(shop_id: UUID) -> Actor:
    """The actor of silence, jobs and subscribers."""
    return Actor(role=Role.SYSTEM, shop_id=shop_id, id="system")
