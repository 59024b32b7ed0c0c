"""The jobs that read what sources told us. They take ids only and are safe to run twice."""

from uuid import UUID

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.jobs import task


@task("parcels.read_notice")
def read_notice(*, shop: str, notice: str, **_: object) -> None:
    """Act on a push, and on others that wait."""
    from huitou.parcels.hooks import read

    read(shop_id=UUID(shop), notice_id=UUID(notice), at=clock.now())


@task("parcels.read_strays")
def read_strays(*, shop: str, parcel: str, **_: object) -> None:
    """A parcel has its number now: what was told of it before is read."""
    from huitou.parcels.strays import read_strays_of

    read_strays_of(shop_id=UUID(shop), parcel_id=UUID(parcel), at=clock.now())


@task("parcels.replay_code")
def replay_code(*, shop: str, source: str, code: str, **_: object) -> None:
    """A code means something now, or somebody asks for it: what was told under it, or all, is read again."""
    from huitou.parcels.replaying import replay

    replay(shop_id=UUID(shop), actor=system_actor(UUID(shop)), at=clock.now(), source=source, code=code)
