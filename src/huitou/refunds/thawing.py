"""A chargeback is over and the money stayed with the shop: refunds that it had stopped go on.

In a transaction of its own: refunds are locked before chargebacks everywhere else, and the verb holds the chargeback.
"""

from huitou.core.actors import Actor, Role
from huitou.core.events import subscriber
from huitou.core.locks import lock_rows
from huitou.core.models import Event
from huitou.core.verbs import past
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.machine import FROZEN
from huitou.refunds.models import Chargeback, Refund
from huitou.refunds.verbs.thaw import thaw

KEPT = tuple(f"refunds.chargeback.{past(action)}" for action in ("win", "record_win", "close"))


@subscriber(*KEPT)
def let_refunds_go_on(event: Event) -> None:
    """Those that it had stopped, unless another chargeback is open on the payment."""
    chargeback = Chargeback.objects.get(pk=event.subject_id)
    if Chargeback.objects.filter(payment_id=chargeback.payment_id).exclude(state__in=CHARGEBACK.finals).exists():
        return
    gateway = Actor(role=Role.GATEWAY, shop_id=chargeback.shop_id, id=f"gateway:{chargeback.gateway}")
    stopped = Refund.objects.filter(
        payment_id=chargeback.payment_id, state__in=("needs_person", "escalated"), failure_code="chargeback_open"
    )
    for refund in lock_rows(stopped):
        if FROZEN.test(refund):
            thaw(refund=refund, actor=gateway, at=event.at)
