"""Changes of an order on the buyer's pages: the rows of the order page, the actions of a change with their places.

Called by the views of orders and changes, inside `visit.reading()`. It decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.changes.access import visible_changes
from huitou.changes.judging import MIND_CHANGED, whereabouts
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.changes.values import say_change, values_of
from huitou.core.actions import Action, available
from huitou.core.actors import Actor, Role
from huitou.core.models import Shop
from huitou.orders.models import Line, Order
from huitou.orders.queries import silence_limit
from huitou.parcels.models import Parcel
from huitou.portal.addresses import apply_path, order_path
from huitou.portal.saying_paid import before_saying_paid

N_ = str
FIRST = ("confirm", "accept_to_keep", "refuse_at_door", "say_paid")
# What a button brings about, said before it is pressed.
CONSEQUENCES: Mapping[str, str] = {
    "withdraw": N_("The order goes on as it was. You can ask again as long as there is something to change."),
    "refuse_at_door": N_("Do not take the parcel when it comes. It goes back, and then this goes on by itself."),
    "keep_parcel": N_("It comes as it was sent. What is delivered can be returned under the policy."),
    "accept_to_keep": N_("The sum is paid at once, and the goods stay yours."),
    "decline_to_keep": N_("Your cancellation stands."),
    "refund_instead": N_("The goods are not sent again; you get your money back."),
    "send_code": N_("The code before it no longer works."),
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change as a list and its own page show it."""

    change: OrderChange
    path: str
    sentence: str
    your_turn: bool
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeDeed:
    """An action with its place."""

    action: Action
    url: str
    place: Literal["first", "other", "quiet"]
    consequence: str


def change_path(shop: Shop, ref: str) -> str:
    """The change's page."""
    return reverse("portal:change", args=[shop.slug, ref])


def return_path(shop: Shop, bought: Order, pieces: Mapping[Line, int]) -> str:
    """To the application for these pieces, as goods that are no longer wanted."""
    chosen = {f"i{line.position}": str(count) for line, count in pieces.items()}
    return f"{apply_path(shop, bought)}?{urlencode({'step': 'why', **chosen, 'r': MIND_CHANGED})}"


def row_of(change: OrderChange, shop: Shop, at: datetime) -> ChangeRow:
    """How a change stands for its buyer."""
    wait = ORDER_CHANGE.waiting(change.state)
    return ChangeRow(
        change=change,
        path=change_path(shop, change.ref),
        sentence=say_change(change, Role.BUYER, shop, at),
        your_turn=wait is not None and Role.BUYER in wait.turn,
        deadline_at=change.deadline_at,
    )


def changes_context(
    buyer: Actor, shop: Shop, bought: Order, lines: Sequence[Line], parcels: Sequence[Parcel], at: datetime
) -> dict[str, Any]:
    """For the order's page: its changes, and where another one begins. One query: the rest is read already."""
    changes = list(visible_changes(buyer).filter(order=bought))
    goods = whereabouts(bought, lines=lines, parcels=parcels)
    free = not goods.over and bought.state != Order.State.CANCELLED and all(one.closed_at for one in changes)
    path = order_path(shop, bought)
    return {
        "changes": [row_of(one, shop, at) for one in changes],
        "address_path": f"{path}address/" if free else "",
        "cancel_path": f"{path}cancel/" if free else "",
    }


def deeds_of(change: OrderChange, buyer: Actor, shop: Shop, at: datetime) -> list[ChangeDeed]:
    """What the buyer can do now; the first is the one to do."""
    found: list[ChangeDeed] = []
    for action in available(ORDER_CHANGE, change, buyer, values_of(change, shop, at)):
        if action.name == "give_time":
            continue
        place: Literal["first", "other", "quiet"] = "other"
        if action.name in FIRST and not any(one.place == "first" for one in found):
            place = "first"
        elif action.name in ("withdraw", "send_code"):
            place = "quiet"
        url = reverse("portal:change_deed", args=[shop.slug, change.ref, action.name])
        found.append(ChangeDeed(action, url, place, _consequence(action.name, change)))
    return found


def _consequence(action: str, change: OrderChange) -> str:
    if action == "say_paid":
        return before_saying_paid(ORDER_CHANGE.name, change, change.difference, silence_limit(change.shop_id))
    said = CONSEQUENCES.get(action, "")
    return _(said) if said else ""
