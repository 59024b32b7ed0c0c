"""Keeps the roll-ups up to date, and warns the shop's people before a goal is missed. Run by the worker's clock."""

from uuid import UUID

from huitou.core import clock
from huitou.core.jobs import periodic
from huitou.core.shop_by_shop import shop_by_shop
from huitou.insights.rolling_up import roll_up
from huitou.insights.warnings import warn_shop


@periodic("* * * * *", name="insights.roll_up")
def roll_up_now() -> None:
    """Every shop in turn; one that fails is logged and never stops the others."""
    at = clock.now()

    def work(shop_id: UUID) -> None:
        roll_up(shop_id, at=at)
        warn_shop(shop_id, at=at)

    shop_by_shop(work, failed="insights.roll_up_failed")
