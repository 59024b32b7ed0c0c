"""The jobs of the parcels area. Each is safe to run twice and takes ids only."""

import random
import time

import structlog

from huitou.core import clock
from huitou.core.jobs import periodic
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import every_shop
from huitou.parcels import notice_jobs  # noqa: F401  (they register themselves)

log = structlog.get_logger(__name__)
# All shops together; who was not asked about is due in the next run.
LONGEST_RUN_SECONDS = 300.0


@periodic("*/10 * * * *", name="parcels.ask_carriers")
def ask_carriers() -> None:
    """Ask those who have an interface about what is due, shop by shop."""
    from huitou.parcels.asking import ask_all

    ends = time.monotonic() + LONGEST_RUN_SECONDS
    shops = list(every_shop())
    # Where there is not the time for all, it is not always the same ones that wait.
    random.shuffle(shops)
    for shop_id in shops:
        if time.monotonic() >= ends:
            break
        try:
            ask_all(shop_id=shop_id, at=clock.now())
        except Exception:
            # One shop's trouble is not the others'.
            log.exception("carrier.asking_failed", shop=str(shop_id))


@periodic("7-59/10 * * * *", name="parcels.find_strays")
def find_all_strays() -> None:
    """What was told of numbers before their parcels were imported."""
    from huitou.parcels.strays import find_strays

    shop_by_shop(lambda shop_id: find_strays(shop_id=shop_id, at=clock.now()), failed="push.strays_failed")
