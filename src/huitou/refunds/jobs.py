"""The jobs of the money area. Each is safe to run twice and takes ids only."""

from datetime import timedelta
from uuid import UUID

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.deadlines import swept
from huitou.core.jobs import periodic, task
from huitou.core.shop_by_shop import shop_by_shop
from huitou.refunds import chargeback_jobs, notice_jobs, rest_owed, waiting_mails  # noqa: F401  (they register themselves)
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


@periodic("41 * * * *", name="refunds.issue_notes")
def issue_all_notes() -> None:
    """The credit notes of what was paid, shop by shop, in the order in which it was settled."""
    from huitou.refunds.verbs.issue_notes import BATCH, issue_notes

    def work(shop_id: UUID) -> None:
        while len(issue_notes(actor=system_actor(shop_id), at=clock.now())) == BATCH:
            pass

    shop_by_shop(work, failed="refunds.notes_failed")


@periodic("17 2 * * *", name="refunds.reconcile")
def reconcile_all() -> None:
    """Compare every shop's books with every gateway's."""
    from huitou.refunds.reconcile import reconcile_every_shop

    at = clock.now()
    reconcile_every_shop(since=at - timedelta(days=RECONCILED_DAYS), at=at)
