"""The jobs of the parcels area. Each is safe to run twice and takes ids only."""

from huitou.core import clock
from huitou.core.jobs import periodic
from huitou.core.tenancy import every_shop
from huitou.parcels import notice_jobs  # noqa: F401  (they register themselves)


@periodic("*/10 * * * *", name="parcels.ask_carriers")
def ask_carriers() -> None:
    """Ask those who have an interface about what is due, shop by shop."""
    from huitou.parcels.asking import ask_all

    for shop_id in every_shop():
        ask_all(shop_id=shop_id, at=clock.now())


@periodic("7-59/10 * * * *", name="parcels.find_strays")
def find_all_strays() -> None:
    """What was told of numbers before their parcels were imported."""
    from huitou.parcels.strays import find_strays

    for shop_id in every_shop():
        find_strays(shop_id=shop_id, at=clock.now())
