"""What a gateway says of a chargeback becomes a row, or moves the one that there is. Called by `hooks`.

News come twice, late and in any order: the row only ever moves towards the end, by what the gateway dates latest.
"""

from datetime import datetime
from typing import Any

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.ids import new_id, new_ref
from huitou.core.verbs import born, verb, verb_of
from huitou.orders.models import Payment
from huitou.refunds import outflow
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.models import Chargeback, Discrepancy
from huitou.refunds.paid_here import payment_named
from huitou.refunds.verbs.chargebacks import heard, lock_waiting_refunds, stop_refunds, take_money
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
    found = _locked(gateway, news)
    if found is None:
        payment = payment_named(gateway, news.payments)
        if payment is None or payment.order.currency != news.money.currency:
            _differs(actor, at, gateway, news, 0)
            return None
        found = _born(payment, gateway, news, actor, at)
    return _moved(found, news, actor, at)


def _locked(gateway: str, news: ChargebackNews) -> Chargeback | None:
    """The chargeback under the locks of all that this news can move: refunds, what waits for room, itself."""
    named: Chargeback | None = Chargeback.objects.filter(gateway=gateway, reference=news.reference).first()
    if named is None:
        return None
    if news.stage == Stage.OPEN:
        lock_waiting_refunds(named)
    outflow.lock_among_waiting(named.payment_id, named.pk)
    return Chargeback.objects.get(pk=named.pk)


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
        if _contradicts(row, news):
            _differs(actor, at, row.gateway, news, row.taken_minor + row.beyond_minor)
        return row
    action = STEPS.get(news.stage)
    reached = {"inquiry": 0, "opened": 1, "undefended": 1, "sending": 1, "evidence_sent": 2}[row.state]
    late = RANK[news.stage] < reached and news.at <= row.said_at
    _hear_amount(row, news, actor, at)
    if late and news.stage == Stage.OPEN and not (row.taken_minor or row.beyond_minor):
        # The answer to an inquiry came first: what stands there is answered, and the money is gone all the same.
        take_money(row, at)
        row.save()
    if action is None or late:
        return row
    if not any(step.action == action and step.who == actor.role for step in CHARGEBACK.actions(row, actor.role)):
        return row
    if news.stage == Stage.OPEN and row.state in ("undefended", "evidence_sent") and not _asked_anew(row, news):
        return row
    moved: Chargeback = verb_of(CHARGEBACK, action)(chargeback=row, actor=actor, at=at, news=news)
    if news.stage == Stage.LOST and _contradicts(moved, news):
        _differs(actor, at, row.gateway, news, moved.taken_minor + moved.beyond_minor)
    return moved


def _contradicts(row: Chargeback, news: ChargebackNews) -> bool:
    """Whether the news is not how it ended here: won for lost, or another amount of one that was lost."""
    if news.at < row.said_at:
        return False
    if news.stage in ENDED and ENDED[news.stage] != row.state:
        return True
    return news.stage == Stage.LOST and news.money != row.money


def _hear_amount(row: Chargeback, news: ChargebackNews, actor: Actor, at: datetime) -> None:
    """A bank raises or lowers what it takes before it decides: what the gateway dates latest counts, at once.

    Of the same moment the greater one: what may have left is not given out again. What an end says is the end's.
    """
    if news.stage in ENDED or news.at < row.said_at or news.money.currency != row.currency or news.money.minor <= 0:
        return
    said, before = news.money.minor, row.amount_minor
    if said != before and (news.at > row.said_at or said > before):
        if not (row.taken_minor or row.beyond_minor):
            row.amount_minor = said
        elif said > before:
            outflow.take_more(row, said - before, at)
        else:
            outflow.give_part_back(row, said, at)
        facts = {
            "order": row.order_id, "payment": row.payment_id, "gateway": row.gateway, "before_minor": before,
            "amount_minor": said, "currency": row.currency,
        }  # fmt: skip
        events.record(row, "refunds.chargeback.amount_changed", actor=actor, at=at, facts=facts)
    elif news.at == row.said_at:
        return
    # Also where it says nothing new: older news that comes later must not count for what was so before.
    row.said_at = news.at
    row.save()


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
