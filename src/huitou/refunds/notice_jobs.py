"""The job that reads a webhook which was taken in. It takes ids only and is safe to run twice."""

from uuid import UUID

from huitou.core import clock
from huitou.core.jobs import task


@task("refunds.read_notice")
def read_notice(*, shop: str, notice: str, **_: object) -> None:
    """Act on what a gateway told us."""
    from huitou.refunds.hooks import read

    read(shop_id=UUID(shop), notice_id=UUID(notice), at=clock.now())
