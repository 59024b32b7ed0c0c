"""What fills the sentences of claims on carriers, in the active language. Called by pages, mails and the API."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from huitou.cases.carrier_names import carrier_name
from huitou.claims.machine import CARRIER_CLAIM
from huitou.claims.models import CarrierClaim
from huitou.claims.sentences import CAUSES, PROOFS, STATE_NAMES
from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.models import Shop
from huitou.core.money import format_money
from huitou.core.when import written


def values_of(claim: CarrierClaim, shop: Shop, at: datetime) -> Mapping[str, Any]:
    """`shop`, `carrier`, `left`, `day`, `amount`."""
    return {
        "shop": shop.name,
        "carrier": carrier_words(claim),
        "left": time_left(claim.deadline_at, at),
        "day": day_words(claim.file_by, shop),
        "amount": format_money(claim.owed),
    }


def say_claim(claim: CarrierClaim, reader: Role, shop: Shop, at: datetime) -> str:
    """What is happening to the claim, what the reader can do, and what happens if nobody does anything."""
    return sentence(CARRIER_CLAIM, claim.state, reader, values_of(claim, shop, at))


def carrier_words(claim: CarrierClaim) -> str:
    """The carrier's name."""
    return carrier_name(claim.carrier) or gettext("the carrier")


def day_words(day: date, shop: Shop) -> str:
    """A day of the shop's zone."""
    zone = ZoneInfo(shop.timezone)
    return written(datetime.combine(day, time(12), tzinfo=zone), zone, "day")


def state_name(state: str) -> str:
    """The short name of a claim's state."""
    return gettext(STATE_NAMES[state])


def cause_name(what: str) -> str:
    """What the carrier did."""
    return gettext(CAUSES[what])


def proof_words(claim: CarrierClaim) -> str:
    """How the last day is known."""
    return gettext(PROOFS[claim.proof])
