"""What a gateway says of a chargeback becomes a row, or moves the one that there is. Called by `hooks`.

News come twice, late and in any order: the row only ever moves towards the end, by what the gateway dates latest.
"""

from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.ids import new_id, new_ref
from huitou.core.verbs import born, verb, verb_of
from huitou.orders.models import Payment
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.models import Chargeback, Discrepancy
from huitou.refunds.paid_here import payment_named
from huitou.refunds.verbs.chargebacks import heard, stop_refunds, take_money
from huitou.refunds.verbs.record_discrepancy import record_discrepancy

STEPS = {
    Stage.OPEN: "open",
    Stage.SENT: "note_evidence",
    Stage.WON: "win",
    Stage.LOST: "lose",
    Stage.CLOSED: "close",
}
ENDED = {Stage.WON: "won", Stage.LOST: "lost", Stage.CLOSED: "closed"}
# Open again after evidence means that the bank wants more; of the same moment, the later stage counts.
RANK = {Stage.INQUIRY: 0, Stage.OPEN: 1, Stage.SENT: 2, Stage.CLOSED: 3, Stage.WON: 3, Stage.LOST: 3}


@verb
def hear_chargeback(*, actor: Actor, at: datetime, gateway: str, news: ChargebackNews) -> Chargeback | None:
    """The chargeback after this news; None where we do not know the payment (then it is a difference for a person)."""
    row = Chargeback.objects.filter(gateway=gateway, reference=news.reference)
    found: Chargeback | None = row.select_for_update(of=("self",), no_key=True).first()
    if found is None:
        payment = payment_named(gateway, news.payments)
        if payment is None or payment.order.currency != news.money.currency:
            _differs(actor, at, gateway, news, 0)
            return None
        found = _born(payment, gateway, news, actor, at)
    return _moved(found, news, actor, at)


def _born(payment: Payment, gateway: str, news: ChargebackNews, actor: Actor, at: datetime) -> Chargeback:
    inquiry = news.stage in (Stage.INQUIRY, Stage.CLOSED)
    made = Chargeback(
        id=new_id(), shop_id=actor.shop_id, order_id=payment.order_id, payment=payment, ref=new_ref("B"),
        gateway=gateway, reference=news.reference, amount_minor=news.money.minor, currency=news.money.currency,
        state="inquiry" if inquiry else "opened", said_at=news.at, opened_at=at, turn_at=at, due_at=news.evidence_due,
        reason=news.reason[:60],
    )  # fmt: skip
    stop_refunds(made, at)
    facts: dict[str, Any] = {
        "order": payment.order_id, "payment": payment.pk, "gateway": gateway, "reference": news.reference,
        "amount_minor": news.money.minor, "currency": news.money.currency, "reason": made.reason,
    }  # fmt: skip
    born(CHARGEBACK, made, "begin", actor=actor, at=at, facts=facts)
    if not inquiry:
        take_money(made, at)
    heard(made, news)
    made.save()
    return made


def _moved(row: Chargeback, news: ChargebackNews, actor: Actor, at: datetime) -> Chargeback:
    """The step that the news asks for, where the row has not gone further already."""
    if row.state in CHARGEBACK.finals:
        if news.stage in ENDED and news.at >= row.said_at and _says_otherwise(row, news):
            _differs(actor, at, row.gateway, news, _lost_here(row))
        return row
    action = STEPS.get(news.stage)
    reached = {"inquiry": 0, "opened": 1, "undefended": 1, "sending": 1, "evidence_sent": 2}[row.state]
    if action is None or (RANK[news.stage] < reached and news.at <= row.said_at):
        return row
    if not any(step.action == action and step.who == actor.role for step in CHARGEBACK.actions(row, actor.role)):
        return row
    if news.stage == Stage.OPEN and row.state in ("undefended", "evidence_sent") and not _asked_anew(row, news):
        return row
    moved: Chargeback = verb_of(CHARGEBACK, action)(chargeback=row, actor=actor, at=at, news=news)
    if news.stage == Stage.LOST and _says_otherwise(moved, news):
        _differs(actor, at, row.gateway, news, _lost_here(moved))
    return moved


def _says_otherwise(row: Chargeback, news: ChargebackNews) -> bool:
    """Whether the bank ended it in another way than stands here, or keeps another sum, as of a loss a person wrote."""
    return ENDED[news.stage] != row.state or (news.stage == Stage.LOST and news.money != row.money)


def _lost_here(row: Chargeback) -> int:
    return row.amount_minor if row.state == "lost" else row.taken_minor


def _asked_anew(row: Chargeback, news: ChargebackNews) -> bool:
    """Whether the bank took the money only now, or has set a later date: else an echo would open what was answered."""
    if not (row.taken_minor or row.beyond_minor):
        return True
    return news.evidence_due is not None and (row.due_at is None or news.evidence_due > row.due_at)


def _differs(actor: Actor, at: datetime, gateway: str, news: ChargebackNews, ours: int) -> None:
    record_discrepancy(
        actor=actor, at=at, gateway=gateway, kind=Discrepancy.Kind.CHARGED_BACK, key=f"{news.reference}:{news.stage}",
        currency=news.money.currency, ours_minor=ours, theirs_minor=news.money.minor, gateway_reference=news.reference,
    )  # fmt: skip
