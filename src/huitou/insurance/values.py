"""What fills the sentences of claims and covers, in the active language. Called by pages, mails and the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.models import Shop
from huitou.core.money import format_money
from huitou.insurance.machine import FREIGHT_CLAIM
from huitou.insurance.models import FreightClaim, FreightCover
from huitou.insurance.models.insurance_terms import OWN_POOL
from huitou.insurance.sentences import CLASSES, COVER_STATES, REFUSALS, STATE_NAMES
from huitou.refunds.values import failure

N_ = str
CREDIT = N_(
    "The amount is your credit at %(shop)s: it is paid out to you, or taken off your next order, as you tell the shop."
)
PAYERS = {
    "merchant": N_("The shop pays for this insurance."),
    "platform": N_("The platform pays for this insurance."),
    "buyer": N_("You paid for this insurance with your order."),
}
BY_CATEGORY = N_("%(risk)s: of %(sold)s pieces of these kinds %(returned)s came back (reckoned as %(rate)s %%).")
BY_BOTH = N_(
    "%(risk)s: of %(sold)s pieces of these kinds %(returned)s came back, and of the buyer's %(orders)s orders "
    "%(returns)s (reckoned as %(rate)s %%)."
)

INSURERS = {OWN_POOL: N_("Your own pool"), "wechat": N_("WeChat freight insurance")}
# Besides those that every call to a provider can meet.
WENT_WRONG = {
    "holder_missing": N_("the insurer needs the buyer's account and the payment's number, and one of them is missing"),
    "lapsed": N_("the insurer's own time for it is over"),
}


def insurer_name(code: str) -> str:
    """Who bears the risk, by name; the code itself where it has none."""
    return gettext(INSURERS[code]) if code in INSURERS else code


def went_wrong(code: str) -> str:
    """Why an insurer did not take a cover or a claim, as part of a sentence."""
    return gettext(WENT_WRONG[code]) if code in WENT_WRONG else failure(code)


def values_of(claim: FreightClaim, shop: Shop, at: datetime) -> Mapping[str, Any]:
    """`shop`, `left`, `amount`, `reason`."""
    return {
        "shop": shop.name,
        "left": time_left(claim.deadline_at, at),
        "amount": format_money(claim.money),
        "reason": refusal(claim.refusal),
    }


def say_claim(claim: FreightClaim, reader: Role, shop: Shop, at: datetime) -> str:
    """What is happening to the claim, what the reader can do, and what happens if nobody does anything."""
    return sentence(FREIGHT_CLAIM, claim.state, reader, values_of(claim, shop, at))


def refusal(code: str) -> str:
    """Why a claim is not paid, as the end of a sentence."""
    return gettext(REFUSALS[code]) if code in REFUSALS else ""


def credit_words(claim: FreightClaim, shop: Shop) -> str:
    """How the buyer comes by what the shop's own pool paid; empty where nothing was paid, or the insurer pays them."""
    if claim.state != "paid" or claim.insurer != OWN_POOL:
        return ""
    return gettext(CREDIT) % {"shop": shop.name}


def payer_words(cover: FreightCover) -> str:
    """Who pays for the insurance, said to the buyer."""
    return gettext(PAYERS[cover.payer])


def state_name(state: str) -> str:
    """The short name of a claim's state."""
    return gettext(STATE_NAMES[state])


def cover_state_name(state: str) -> str:
    """The short name of a cover's state."""
    return gettext(COVER_STATES[state])


def why_class(cover: FreightCover) -> str:
    """The risk class with the counts that it follows from."""
    because = dict(cover.because)
    rate = f"{int(because.get('rate', 0)) / 100:.1f}"
    msgid = BY_CATEGORY if because.get("buyer_rate") is None else BY_BOTH
    return gettext(msgid) % {**because, "risk": gettext(CLASSES[cover.risk_class]), "rate": rate}
