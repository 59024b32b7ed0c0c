"""The jobs of retention. Each is safe to run twice."""

import structlog

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.jobs import periodic
from huitou.core.tenancy import every_shop
from huitou.retention.counting import recount_pairings
from huitou.retention.handing_on import hand_on

log = structlog.get_logger(__name__)


@periodic("53 3 * * *", name="retention.recount")
def recount_every_shop() -> None:
    """Count anew what is bought together; one shop that fails is logged and never stops the others."""
    for shop_id in every_shop():
        try:
            recount_pairings(actor=system_actor(shop_id), at=clock.now())
        except Exception:
            log.exception("retention.recount_failed", shop=str(shop_id))


@periodic("*/15 * * * *", name="retention.hand_on")
def hand_on_every_shop() -> None:
    """Tell visits to the web analytics of those shops that have entered an account."""
    for shop_id in every_shop():
        try:
            hand_on(shop_id, at=clock.now())
        except Exception:
            log.exception("retention.hand_on_failed", shop=str(shop_id))
