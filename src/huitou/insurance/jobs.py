"""The jobs of insurance. Each is safe to run twice and takes ids only."""

from uuid import UUID

from huitou.core import clock
from huitou.core.deadlines import swept
from huitou.core.jobs import periodic, task
from huitou.insurance.machine import FREIGHT_CLAIM
from huitou.insurance.models import FreightClaim

swept(FREIGHT_CLAIM, FreightClaim)


@task("insurance.decide_claim")
def decide_claim(*, shop: str, claim: str, **_: object) -> None:
    """Decide a claim on the own pool, or tell the insurer of it."""
    from huitou.insurance.deciding import work_on

    work_on(UUID(shop), UUID(claim), at=clock.now())


@task("insurance.ask_insurer")
def ask_insurer(*, shop: str, claim: str, **_: object) -> None:
    """Ask the insurer how a claim stands."""
    from huitou.insurance.deciding import ask_about

    ask_about(UUID(shop), UUID(claim), at=clock.now())


@task("insurance.place")
def place(*, shop: str, cover: str, **_: object) -> None:
    """Have the insurer take a parcel."""
    from huitou.insurance.placing import place_cover

    place_cover(UUID(shop), UUID(cover), at=clock.now())


@periodic("23 * * * *", name="insurance.insure_what_left")
def insure_what_left() -> None:
    """Insure parcels that left without anybody telling of it, as those of an import."""
    from huitou.insurance.placing import insure_every_shop

    insure_every_shop(at=clock.now())
