"""The jobs of the money area. Each is safe to run twice and takes ids only."""

from datetime import timedelta
from uuid import UUID

from huitou.core import clock
from huitou.core.deadlines import swept
from huitou.core.jobs import periodic, task
from huitou.refunds import chargeback_jobs, notice_jobs  # noqa: F401  (they register themselves)
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund

swept(REFUND, Refund)
# Every night, over the last days: late movements are seen again.
RECONCILED_DAYS = 7


@task("refunds.perform")
def perform(*, shop: str, refund: str, **_: object) -> None:
    """Call the gateway for a refund that waits to be paid."""
    from huitou.refunds.gateway_calls import perform_refund

    perform_refund(shop_id=UUID(shop), refund_id=UUID(refund), at=clock.now())


@task("refunds.ask_gateway")
def ask_gateway(*, shop: str, refund: str, **_: object) -> None:
    """Ask the gateway what became of a refund."""
    from huitou.refunds.gateway_calls import ask_about_refund

    ask_about_refund(shop_id=UUID(shop), refund_id=UUID(refund), at=clock.now())


@periodic("17 2 * * *", name="refunds.reconcile")
def reconcile_all() -> None:
    """Compare every shop's books with every gateway's."""
    from huitou.refunds.reconcile import reconcile_every_shop

    at = clock.now()
    reconcile_every_shop(since=at - timedelta(days=RECONCILED_DAYS), at=at)
