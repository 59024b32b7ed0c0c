"""Registers advances for the sweep of deadlines, and lets the controller look once a day."""

import structlog

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.deadlines import swept
from huitou.core.errors import HuitouError
from huitou.core.jobs import periodic
from huitou.core.tenancy import every_shop
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance
from huitou.instant.verbs import move_threshold

log = structlog.get_logger(__name__)
swept(ADVANCE, Advance)


@periodic("23 3 * * *", name="instant.control")
def control() -> None:
    """Every shop's threshold, once a day. One that cannot is logged and stops nobody."""
    at = clock.now()
    for shop_id in every_shop():
        try:
            move_threshold(actor=system_actor(shop_id), at=at)
        except HuitouError as error:
            log.exception("instant.not_controlled", shop=str(shop_id), error=error.code)
