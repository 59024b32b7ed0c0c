"""Changes of orders in the demo: settled, waiting for a code, for the shop, on their way back; and one to try."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from huitou.changes.models import OrderChange
from huitou.changes.verbs import ask_for_address, ask_for_cancellation, offer_to_keep
from huitou.config.demo import orders
from huitou.config.demo.play import Stage, buyer_of
from huitou.core.jobs import run_pending
from huitou.orders.models import Order

FIRST_NUMBER = 8500
ADDRESSES = {
    "zh-hans": {"street": "和平路 8 号 2 幢 301", "city": "杭州", "region": "浙江", "postcode": "310000"},
    "en": {"street": "8 Harbour Row", "city": "Bristol", "region": "", "postcode": "BS1 4RB"},
}


def change_orders(stage: Stage) -> None:
    """Place the orders and let their buyers ask. Called once, after the stories."""
    at = stage.start
    _move(stage, _order(stage, 0, 1, [(1, 1)], at - timedelta(hours=5), left=False), at - timedelta(hours=4))
    _move(stage, _order(stage, 1, 0, [(4, 6)], at - timedelta(hours=3), left=False), at - timedelta(hours=2))
    _cancel(stage, _order(stage, 2, 0, [(0, 2), (1, 1)], at - timedelta(days=2), left=True), at - timedelta(hours=20))
    _cancel(stage, _order(stage, 3, 2, [(2, 1)], at - timedelta(days=3), left=True), at - timedelta(hours=9), door=True)
    kept = _cancel(stage, _order(stage, 4, 0, [(3, 1)], at - timedelta(days=2), left=True), at - timedelta(hours=7))
    offer = min(2_000, kept.value_minor // 4)
    offer_to_keep(order_change=kept, amount_minor=offer, actor=stage.agent, at=at - timedelta(hours=6))
    _order(stage, 5, 0, [(0, 1), (2, 2)], at - timedelta(hours=1), left=False)
    run_pending()


def _order(
    stage: Stage, place: int, buyer: int, take: Sequence[tuple[int, int]], placed: datetime, *, left: bool
) -> Order:
    one = orders.draft(
        stage.plan, f"{FIRST_NUMBER + place}", stage.plan.buyers[buyer], list(take), placed_at=placed,
        shipped_at=placed + timedelta(hours=10) if left else None, delivered_at=None,
    )  # fmt: skip
    return orders.write(stage.shop, one, stage.owner, placed)


def _move(stage: Stage, order: Order, at: datetime) -> OrderChange:
    address = {"name": "陈小暖" if stage.plan.locale.startswith("zh") else "Ada Whitlock"}
    address |= ADDRESSES.get(stage.plan.locale, ADDRESSES["en"])
    return ask_for_address(order=order.pk, address=address, actor=buyer_of(stage, order), at=at)


def _cancel(stage: Stage, order: Order, at: datetime, *, door: bool = False) -> OrderChange:
    return ask_for_cancellation(
        order=order.pk, reason="takes_too_long", way="refuse_at_door" if door else "intercept",
        actor=buyer_of(stage, order), at=at,
    )  # fmt: skip
