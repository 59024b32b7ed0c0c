"""The jobs of orders: erasures that waited are done once nothing stands against them."""

from datetime import datetime

import structlog

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.jobs import periodic
from huitou.core.tenancy import every_shop, in_shop
from huitou.orders.imports import queued  # noqa: F401  (the job of imports registers itself)
from huitou.orders.models import DataRequest
from huitou.orders.verbs import erase_waiting

log = structlog.get_logger(__name__)


@periodic("41 * * * *", name="orders.erase_waiting")
def erase_what_waited() -> None:
    """Every hour."""
    do_waiting_erasures(at=clock.now())


def do_waiting_erasures(*, at: datetime) -> int:
    """Every waiting erasure that nothing postpones any more; how many were done."""
    done = 0
    for shop_id in every_shop():
        with in_shop(shop_id):
            rows = DataRequest.objects.filter(state=DataRequest.State.WAITING).order_by("asked_at", "pk")
            waiting = list(rows.values_list("pk", flat=True))
        for request_id in waiting:
            try:
                done += bool(erase_waiting(request_id=request_id, actor=system_actor(shop_id), at=at))
            except Exception:
                # One that cannot be done must not hold up the others.
                log.exception("erasure.failed", shop=str(shop_id), request=str(request_id))
    return done
