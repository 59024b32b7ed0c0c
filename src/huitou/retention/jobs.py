"""The jobs of retention. Each is safe to run twice."""

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.jobs import periodic
from huitou.core.shop_by_shop import shop_by_shop
from huitou.retention.counting import recount_pairings
from huitou.retention.handing_on import hand_on


@periodic("53 3 * * *", name="retention.recount")
def recount_every_shop() -> None:
    """Count anew what is bought together; one shop that fails is logged and never stops the others."""
    shop_by_shop(
        lambda shop_id: recount_pairings(actor=system_actor(shop_id), at=clock.now()), failed="retention.recount_failed"
    )


@periodic("*/15 * * * *", name="retention.hand_on")
def hand_on_every_shop() -> None:
    """Tell visits to the web analytics of those shops that have entered an account."""
    shop_by_shop(lambda shop_id: hand_on(shop_id, at=clock.now()), failed="retention.hand_on_failed")
