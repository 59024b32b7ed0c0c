"""The jobs of chargebacks: hand evidence in, ask how one stands. Ids only; safe to run twice."""

from uuid import UUID

from huitou.core import clock
from huitou.core.deadlines import swept
from huitou.core.jobs import task
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.models import Chargeback

swept(CHARGEBACK, Chargeback)


@task("refunds.hand_in_evidence")
def hand_in(*, shop: str, chargeback: str, **_: object) -> None:
    """Hand the shop's evidence in at the gateway."""
    from huitou.refunds.defending import hand_in_evidence

    hand_in_evidence(shop_id=UUID(shop), chargeback_id=UUID(chargeback), at=clock.now())


@task("refunds.ask_about_chargeback")
def ask_about(*, shop: str, chargeback: str, **_: object) -> None:
    """Ask the gateway how the chargeback stands."""
    from huitou.refunds.defending import ask_gateway

    ask_gateway(shop_id=UUID(shop), chargeback_id=UUID(chargeback), at=clock.now())
