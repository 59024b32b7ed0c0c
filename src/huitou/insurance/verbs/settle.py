"""The steps of a claim. Called by the worker, the sweep, an insurer's answer, and people of the shop."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core import jobs
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict, Invalid
from huitou.core.locks import lock_rows
from huitou.core.money import LARGEST_MINOR
from huitou.core.verbs import verb
from huitou.insurance import booking
from huitou.insurance.jobs import ask_insurer, decide_claim
from huitou.insurance.machine import FREIGHT_CLAIM
from huitou.insurance.models import FreightClaim, FreightCover
from huitou.insurance.models.insurance_terms import OWN_POOL
from huitou.orders.models import Order

LONGEST_NOTE = 500
TAKEN = ("filed", "needs_person", "escalated", "paid")


class ClaimNoteMissing(Invalid):
    """A person settles a claim and says why."""

    code = "claim_note_missing"
    message = _("Write down what the insurer said or why you decide so, in at most 500 characters.")


class FreightAmountInvalid(Invalid):
    """Nothing, or more than the cover of the own pool."""

    code = "freight_amount_invalid"
    message = _("Enter the amount that was paid: above zero, and from your own pool at most the cover.")


class CoverUsedUp(Conflict):
    """Another claim on this cover was paid, or is with the insurer."""

    code = "cover_used_up"
    message = _("This cover has been claimed already. One cover pays once.")


@verb(FREIGHT_CLAIM, "pay")
def pay(
    *, freight_claim: FreightClaim, actor: Actor, at: datetime, amount_minor: int, reference: str = "", note: str = ""
) -> dict[str, Any]:
    """Book the claim as paid; from the own pool the buyer has the sum as credit at once.

    Raises: FreightAmountInvalid, ClaimNoteMissing, CoverUsedUp.
    """
    cover = _sole(freight_claim)
    own = freight_claim.insurer == OWN_POOL
    if not 0 < amount_minor <= (cover.cover_minor if own else LARGEST_MINOR):
        raise FreightAmountInvalid()
    freight_claim.note = _note(note, actor)
    freight_claim.amount_minor = amount_minor
    freight_claim.reference = reference[:80] or freight_claim.reference
    freight_claim.settled_at, freight_claim.failure_code = at, ""
    customer = Order.objects.values_list("customer_id", flat=True).get(pk=freight_claim.order_id)
    booking.book_claim(freight_claim, cover, customer, at)
    return {**_told(freight_claim), "amount_minor": amount_minor, "currency": freight_claim.currency}


@verb(FREIGHT_CLAIM, "refuse")
def refuse(
    *, freight_claim: FreightClaim, actor: Actor, at: datetime, reason: str = "shop", note: str = ""
) -> dict[str, Any]:
    """Pay nothing. `reason`: a code of `refusing.REASONS`, `insurer` or `shop`. Raises: ClaimNoteMissing."""
    freight_claim.note = _note(note, actor)
    freight_claim.refusal = "shop" if actor.role in (Role.MERCHANT, Role.PLATFORM) else reason[:40]
    freight_claim.settled_at, freight_claim.amount_minor = at, 0
    return {**_told(freight_claim), "reason": freight_claim.refusal}


@verb(FREIGHT_CLAIM, "file")
def file(
    *, freight_claim: FreightClaim, actor: Actor, at: datetime, reference: str = "", failure_code: str = ""
) -> dict[str, Any]:
    """The insurer has been told, or may have been: it is asked until it answers. Raises: CoverUsedUp."""
    _sole(freight_claim)
    freight_claim.reference = reference[:80] or freight_claim.reference
    freight_claim.failure_code, freight_claim.asks = failure_code[:60], 0
    return {**_told(freight_claim), "reference": freight_claim.reference, "failure_code": freight_claim.failure_code}


@verb(FREIGHT_CLAIM, "ask")
def ask(*, freight_claim: FreightClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """Ask the insurer; after very many questions a person does."""
    freight_claim.asks += 1
    jobs.enqueue(ask_insurer, shop=str(freight_claim.shop_id), claim=str(freight_claim.pk))
    return {"asks": freight_claim.asks}


@verb(FREIGHT_CLAIM, "hurry")
def hurry(*, freight_claim: FreightClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """The job was lost: start it again."""
    jobs.enqueue(decide_claim, shop=str(freight_claim.shop_id), claim=str(freight_claim.pk))
    return {}


@verb(FREIGHT_CLAIM, "pass_on")
def pass_on(*, freight_claim: FreightClaim, actor: Actor, at: datetime, failure_code: str = "") -> dict[str, Any]:
    """No machine can settle it: a person of the shop does. Raises: CoverUsedUp."""
    _sole(freight_claim)
    freight_claim.failure_code = failure_code[:60]
    return {**_told(freight_claim), "failure_code": freight_claim.failure_code}


@verb(FREIGHT_CLAIM, "remind")
def remind(*, freight_claim: FreightClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """It still waits for a person. Mails about it end after `MOST_REMINDERS`; on the desk's list it stays."""
    freight_claim.asks += 1
    return {**_told(freight_claim), "reminders": freight_claim.asks}


@verb(FREIGHT_CLAIM, "escalate")
def escalate(*, freight_claim: FreightClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop has done nothing: from now on it is the last instance's too."""
    freight_claim.asks = 0
    return _told(freight_claim)


@verb(FREIGHT_CLAIM, "file_again")
def file_again(*, freight_claim: FreightClaim, actor: Actor, at: datetime) -> dict[str, Any]:
    """What was in the way is mended: tell the insurer again. It takes one claim per payment."""
    jobs.enqueue(decide_claim, shop=str(freight_claim.shop_id), claim=str(freight_claim.pk))
    return _told(freight_claim)


def _sole(claim: FreightClaim) -> FreightCover:
    """The cover, locked, if no other claim has taken it. Raises CoverUsedUp."""
    (cover,) = lock_rows(FreightCover.objects.filter(pk=claim.cover_id))
    if FreightClaim.objects.filter(cover=cover, state__in=TAKEN).exclude(pk=claim.pk).exists():
        raise CoverUsedUp()
    return cover


def _note(note: str, actor: Actor) -> str:
    note = note.strip()
    if actor.role in (Role.MERCHANT, Role.PLATFORM) and not 0 < len(note) <= LONGEST_NOTE:
        raise ClaimNoteMissing()
    return note[:LONGEST_NOTE]


def _told(claim: FreightClaim) -> dict[str, Any]:
    return {"order": claim.order_id, "goods_return": claim.goods_return_id, "cover": claim.cover_id}
