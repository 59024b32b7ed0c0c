"""Keeps the roll-ups up to date, and warns the shop's people before a goal is missed. Run by the worker's clock."""

import structlog

from huitou.core import clock
from huitou.core.jobs import periodic
from huitou.core.tenancy import every_shop
from huitou.insights.rolling_up import roll_up
from huitou.insights.warnings import warn_shop

log = structlog.get_logger(__name__)


@periodic("* * * * *", name="insights.roll_up")
def roll_up_now() -> None:
    """Every shop in turn; one that fails is logged and never stops the others."""
    at = clock.now()
    for shop_id in every_shop():
        try:
            roll_up(shop_id, at=at)
            warn_shop(shop_id, at=at)
        except Exception:
            log.exception("insights.roll_up_failed", shop=str(shop_id))
