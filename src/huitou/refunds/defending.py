"""Evidence against a chargeback, handed in outside any transaction: the shop's words, the carrier's, and the story.

Run by jobs. What is not known to have arrived is asked for, and handed in again by the machine's own clock: a story is
printed anew each time, so the key stands for exactly what is handed in.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import structlog

from huitou.core.tenancy import in_shop
from huitou.parcels.models import Parcel
from huitou.refunds.case_stories import Story, stories_of
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.gateway_calls import account_of, gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Evidence, Stage, TakesEvidence
from huitou.refunds.gateways.protocol import AnswerLost, GatewayError, Misconfigured, Permanent, Retryable
from huitou.refunds.gateways.registry import gateway
from huitou.refunds.models import Chargeback
from huitou.refunds.verbs.chargeback_news import ENDED, hear_chargeback
from huitou.refunds.verbs.chargebacks import hand_back, note_evidence

# Banks take no more of either.
LARGEST_PDF_BYTES, LONGEST_WORDS = 4 * 1024 * 1024, 20_000
log = structlog.get_logger(__name__)


def hand_in_evidence(*, shop_id: UUID, chargeback_id: UUID, at: datetime) -> None:
    """Hand in; taken: the gateway's news count. Refused: back to the shop with the reason."""
    with in_shop(shop_id):
        row = Chargeback.objects.filter(pk=chargeback_id, state="sending").first()
    if row is None:
        return
    adapter = gateway(row.gateway)
    actor = gateway_actor(shop_id, row.gateway)
    if not isinstance(adapter, TakesEvidence):
        hand_back(actor=actor, at=at, chargeback=row, failure_code="evidence_by_hand")
        return
    account = account_of(shop_id)
    try:
        news = adapter.find_chargeback(account, row.reference)
        if news is None or news.stage in (Stage.INQUIRY, Stage.OPEN):
            evidence = _evidence(row, at)
            news = adapter.submit_evidence(account, row.reference, evidence, _key_of(row, evidence))
    except (Permanent, Misconfigured) as refused:
        hand_back(actor=actor, at=at, chargeback=row, failure_code=refused.failure_code)
    except (Retryable, AnswerLost) as lost:
        log.warning("chargeback.not_handed_in", chargeback=row.ref, reason=lost.failure_code)
    else:
        if news.stage in ENDED:
            hear_chargeback(actor=actor, at=at, gateway=row.gateway, news=news)
        else:
            note_evidence(actor=actor, at=at, chargeback=row, news=news)


def _key_of(row: Chargeback, evidence: Evidence) -> str:
    """Banks refuse a key that comes again with other words or another document."""
    return hashlib.sha256(f"{row.pk}/{evidence!r}".encode()).hexdigest()[:48]


def _evidence(row: Chargeback, at: datetime) -> Evidence:
    """The shop's words, what the carrier knows of the goods' way to the buyer, and the story of the order's cases."""
    stories = stories_of(row.shop_id, row.order_id, at)
    prints = (story.pdf() for story in stories)  # only until one is there that the bank takes
    printed = next((pdf for pdf in prints if pdf and len(pdf) <= LARGEST_PDF_BYTES), b"")
    told = Evidence(_in_words(row.words, [] if printed else stories), document=printed)
    with in_shop(row.shop_id):
        parcels = Parcel.objects.filter(order_id=row.order_id, direction=Parcel.Direction.OUTBOUND)
        sent = parcels.exclude(tracking_number="").order_by("shipped_at", "pk").first()
    if sent is None:
        return told
    day = sent.shipped_at.date().isoformat() if sent.shipped_at is not None else ""
    return replace(told, carrier=sent.carrier, tracking_number=sent.tracking_number, shipped_on=day)


def _in_words(words: str, stories: Sequence[Story]) -> str:
    """The shop's words first, then as much of the stories as the bank takes."""
    parts = [words, *(f"{story.name}\n{story.text}" for story in stories)]
    return "\n\n".join(parts)[:LONGEST_WORDS]


def ask_gateway(*, shop_id: UUID, chargeback_id: UUID, at: datetime) -> None:
    """Ask how it stands, where that can be asked, and act on it."""
    with in_shop(shop_id):
        row = Chargeback.objects.filter(pk=chargeback_id).exclude(state__in=CHARGEBACK.finals).first()
    adapter = gateway(row.gateway) if row is not None else None
    if row is None or not isinstance(adapter, TakesEvidence):
        return
    try:
        news: ChargebackNews | None = adapter.find_chargeback(account_of(shop_id), row.reference)
    except GatewayError as failure:
        log.warning("chargeback.not_asked", chargeback=row.ref, reason=failure.failure_code)
        return
    if news is not None:
        hear_chargeback(actor=gateway_actor(shop_id, row.gateway), at=at, gateway=row.gateway, news=news)
