"""Every step of a chargeback: news of the gateway, the shop's evidence, silence, and what each of them books."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core import jobs
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.flow import Waiting
from huitou.core.locks import lock_rows
from huitou.core.money import format_money
from huitou.core.verbs import terms_of, verb
from huitou.refunds import outflow
from huitou.refunds.chargeback_jobs import ask_about, hand_in
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.gateways.notices import ChargebackNews
from huitou.refunds.models import Chargeback, Refund
from huitou.refunds.verbs.need_person import need_person
from huitou.refunds.verbs.succeed import checked_reason

# Our date stands before the bank's, so that a worker who was down for a while is still in time.
AHEAD_OF_THE_BANK = timedelta(hours=12)
LEAST = timedelta(hours=1)
LONGEST_WORDS = 18_000


class WordsMissing(Invalid):
    """Evidence without a word of the shop."""

    code = "evidence_words_missing"
    message = _("Write what speaks for you, in at most %(most)s signs: what was sold, sent, received, and agreed.")


class LostAmountInvalid(Invalid):
    """A loss of zero or less, or above what the bank took."""

    code = "lost_amount_invalid"
    message = _("Enter what the bank keeps: above zero, and at most %(most)s.")


@verb(CHARGEBACK, "open")
def open_chargeback(*, chargeback: Chargeback, actor: Actor, at: datetime, news: ChargebackNews) -> dict[str, Any]:
    """An inquiry has become a chargeback, or the bank wants evidence again: the money is taken."""
    chargeback.turn_at = at
    stop_refunds(chargeback, at)
    take_money(chargeback, at)
    return heard(chargeback, news)


@verb(CHARGEBACK, "note_evidence")
def note_evidence(*, chargeback: Chargeback, actor: Actor, at: datetime, news: ChargebackNews) -> dict[str, Any]:
    """The gateway has our evidence."""
    chargeback.answered_at = chargeback.answered_at or at
    chargeback.failure_code = ""
    return heard(chargeback, news)


@verb(CHARGEBACK, "hand_back")
def hand_back(*, chargeback: Chargeback, actor: Actor, at: datetime, failure_code: str) -> dict[str, Any]:
    """The gateway does not take the evidence as it is."""
    chargeback.failure_code = failure_code
    chargeback.turn_at = at
    return {"failure_code": failure_code}


@verb(CHARGEBACK, "win")
def win(*, chargeback: Chargeback, actor: Actor, at: datetime, news: ChargebackNews) -> dict[str, Any]:
    """The bank decided for the shop: the money is on the payment again, and refunds that waited go on (`thawing`)."""
    _put_back(chargeback, at)
    if chargeback.fee_minor and news.fee is not None and news.fee.minor == 0:
        outflow.return_fee(chargeback, at)
    return heard(chargeback, news)


@verb(CHARGEBACK, "record_win")
def record_win(*, chargeback: Chargeback, actor: Actor, at: datetime, reason: str) -> dict[str, Any]:
    """A person read in the gateway's console that the shop has won. Raises ReasonMissing."""
    chargeback.note = checked_reason(reason)
    _put_back(chargeback, at)
    return _told(chargeback)


@verb(CHARGEBACK, "lose")
def lose(*, chargeback: Chargeback, actor: Actor, at: datetime, news: ChargebackNews) -> dict[str, Any]:
    """The bank decided for the buyer: the money has left for good, as much of it as the bank names."""
    same = news.money.currency == chargeback.currency and news.money.minor > 0
    more = news.money.minor - chargeback.amount_minor if same else 0
    if more > 0:
        take_money(chargeback, at)
        outflow.take_more(chargeback, more, at)
    _write_off(chargeback, at, news.money.minor if more < 0 else None)
    return heard(chargeback, news)


@verb(CHARGEBACK, "record_loss")
def record_loss(
    *, chargeback: Chargeback, actor: Actor, at: datetime, reason: str, lost_minor: int | None = None
) -> dict[str, Any]:
    """A person read in the gateway's console that the shop has lost: all of it, or `lost_minor`.

    Raises ReasonMissing, LostAmountInvalid.
    """
    chargeback.note = checked_reason(reason)
    if lost_minor is not None and not 0 < lost_minor <= chargeback.amount_minor:
        raise LostAmountInvalid(most=format_money(chargeback.money))
    _write_off(chargeback, at, lost_minor)
    return _told(chargeback)


@verb(CHARGEBACK, "close")
def close_inquiry(*, chargeback: Chargeback, actor: Actor, at: datetime, news: ChargebackNews) -> dict[str, Any]:
    """It ended without a decision: what was taken, if anything, is back."""
    _put_back(chargeback, at)
    return heard(chargeback, news)


@verb(CHARGEBACK, "send_evidence")
def send_evidence(*, chargeback: Chargeback, actor: Actor, at: datetime, words: str) -> dict[str, Any]:
    """Hand in what speaks for the shop: its words, the carrier's facts and the case's story. Only once at most banks.

    Raises WordsMissing.
    """
    chargeback.words = _checked(words)
    chargeback.failure_code = ""
    jobs.enqueue(hand_in, shop=str(chargeback.shop_id), chargeback=str(chargeback.pk))
    return {"letters": len(chargeback.words)}


@verb(CHARGEBACK, "record_evidence")
def record_evidence(*, chargeback: Chargeback, actor: Actor, at: datetime, words: str) -> dict[str, Any]:
    """The shop has handed it in at the gateway's console, and says what. Raises WordsMissing."""
    chargeback.words = _checked(words)
    chargeback.answered_at = at
    chargeback.failure_code = ""
    return {"letters": len(chargeback.words)}


@verb(CHARGEBACK, "concede")
def concede(*, chargeback: Chargeback, actor: Actor, at: datetime, reason: str) -> dict[str, Any]:
    """Nothing will be handed in. Raises ReasonMissing."""
    chargeback.note = checked_reason(reason)
    return _told(chargeback)


@verb(CHARGEBACK, "lapse")
def lapse(*, chargeback: Chargeback, actor: Actor, at: datetime) -> dict[str, Any]:
    """The time for evidence is over and nothing was handed in."""
    return _told(chargeback)


@verb(CHARGEBACK, "hand_in_again")
def hand_in_again(*, chargeback: Chargeback, actor: Actor, at: datetime) -> dict[str, Any]:
    """The hand-in has not come through: once more, under the same key."""
    jobs.enqueue(hand_in, shop=str(chargeback.shop_id), chargeback=str(chargeback.pk))
    return _told(chargeback)


@verb(CHARGEBACK, "ask_gateway")
def ask_gateway(*, chargeback: Chargeback, actor: Actor, at: datetime) -> dict[str, Any]:
    """No news for a day: ask where it can be asked."""
    jobs.enqueue(ask_about, shop=str(chargeback.shop_id), chargeback=str(chargeback.pk))
    return _told(chargeback)


def stop_refunds(chargeback: Chargeback, at: datetime) -> None:
    """Refunds that wait on the payment, and were surely not called, stop and say why. Before the payment is locked."""
    gateway = Actor(role=Role.GATEWAY, shop_id=chargeback.shop_id, id=f"gateway:{chargeback.gateway}")
    for refund in lock_waiting_refunds(chargeback):
        if refund.state == "reserved":
            need_person(refund=refund, actor=gateway, at=at, failure_code="chargeback_open", surely_unpaid=True)


def lock_waiting_refunds(chargeback: Chargeback) -> list[Refund]:
    """The refunds that wait on the payment, locked. Before the chargeback itself is."""
    return lock_rows(Refund.objects.filter(payment_id=chargeback.payment_id, state="reserved", outcome_open=False))


@terms_of(CHARGEBACK)
def term_of(chargeback: Chargeback, waiting: Waiting) -> timedelta | None:
    """Evidence: until shortly before the bank's own date."""
    if waiting.state not in ("inquiry", "opened") or chargeback.due_at is None:
        return None
    return max(chargeback.due_at - AHEAD_OF_THE_BANK - chargeback.turn_at, LEAST)


def take_money(chargeback: Chargeback, at: datetime) -> None:
    """Count what the bank took on the payment, once."""
    if chargeback.taken_minor or chargeback.beyond_minor:
        return
    chargeback.taken_minor = outflow.take(
        chargeback, chargeback.money, subject=outflow.CHARGED_BACK, account=f"chargeback:{chargeback.pk}", at=at
    )


def heard(chargeback: Chargeback, news: ChargebackNews | None) -> dict[str, Any]:
    """Keep what the news says besides its stage; the facts of the event."""
    if news is not None:
        chargeback.said_at = max(chargeback.said_at, news.at)
        chargeback.reason = news.reason[:60] or chargeback.reason
        chargeback.due_at = news.evidence_due or chargeback.due_at
        if news.fee is not None and news.fee.minor:
            outflow.book_fee(chargeback, news.fee, news.at)
    return _told(chargeback)


def _put_back(chargeback: Chargeback, at: datetime) -> None:
    account = f"chargeback:{chargeback.pk}"
    outflow.give_back(chargeback, chargeback.taken_minor, subject=outflow.CHARGED_BACK, account=account, at=at)
    chargeback.taken_minor = 0
    chargeback.settled_at = at


def _write_off(chargeback: Chargeback, at: datetime, lost_minor: int | None = None) -> None:
    take_money(chargeback, at)
    if lost_minor is not None:
        outflow.give_part_back(chargeback, lost_minor, at)
    outflow.settle_loss(chargeback, at)
    chargeback.settled_at = at


def _checked(words: str) -> str:
    words = words.strip()
    if not words or len(words) > LONGEST_WORDS:
        raise WordsMissing(most=LONGEST_WORDS)
    return words


def _told(chargeback: Chargeback) -> dict[str, Any]:
    return {
        "order": chargeback.order_id,
        "payment": chargeback.payment_id,
        "amount_minor": chargeback.amount_minor,
        "currency": chargeback.currency,
        "reason": chargeback.reason,
    }
