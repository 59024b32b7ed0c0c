"""What the buyer does with their change: confirm it, take it back, meet the parcel at the door."""

from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from huitou.accounts.digests import same
from huitou.changes.codes import digest_of_code, renew
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.changes.money_back import compensate
from huitou.changes.verbs.answer import look_at_goods
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError
from huitou.core.verbs import verb


class ChangeCodeWrong(HuitouError):
    """Not the code that was sent, or an old one."""

    code = "change_code_wrong"
    status: ClassVar[int] = 422
    message = _("This code does not match. Compare it with the newest mail, or ask for another code.")


@verb(ORDER_CHANGE, "confirm")
def confirm(*, order_change: OrderChange, actor: Actor, at: datetime, code: str) -> dict[str, Any]:
    """Enter the code from the mail: only now is the change asked of anybody. Raises: ChangeCodeWrong.

    The code has about 38 bits and lasts for half an hour: too many to try.
    """
    until = order_change.code_until
    fits = same(bytes(order_change.code_digest), digest_of_code(order_change, code))
    if until is None or at >= until or not fits:
        raise ChangeCodeWrong()
    order_change.code_digest, order_change.code_until = b"", None
    return look_at_goods(order_change, actor, at)


@verb(ORDER_CHANGE, "send_code")
def send_code(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """Another code; the one before no longer works. The time to confirm goes on as it was."""
    renew(order_change, at)
    return {}


@verb(ORDER_CHANGE, "lapse")
def lapse(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """It was never confirmed: nothing changes."""
    return {}


@verb(ORDER_CHANGE, "withdraw")
def withdraw(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """Taken back: the order stays as it was."""
    return {}


@verb(ORDER_CHANGE, "accept_to_keep")
def accept_to_keep(
    *, order_change: OrderChange, actor: Actor, at: datetime, seen_minor: int | None = None
) -> dict[str, Any]:
    """Keep the goods for what the shop offers: it is paid at once. Raises: SheetChanged."""
    compensate(order_change, seen_minor, at)
    return {"offer_minor": order_change.offer_minor, "currency": order_change.currency, "case": order_change.case_id}


@verb(ORDER_CHANGE, "decline_to_keep")
def decline_to_keep(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The cancellation stands; silence says the same. The shop's clock goes on."""
    return look_at_goods(order_change, actor, at)


@verb(ORDER_CHANGE, "refuse_at_door")
def refuse_at_door(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer declares that they do not take the parcel. The carrier's scan or the shop's receipt proves it."""
    return {}


@verb(ORDER_CHANGE, "keep_parcel")
def keep_parcel(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The parcel comes as it was sent. Silence says the same."""
    return {}


@verb(ORDER_CHANGE, "refund_instead")
def refund_instead(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """Money instead of goods that the shop has back and does not send again."""
    return {}
