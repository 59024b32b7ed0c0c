"""The open offer of a case: found, answered, replaced."""

from datetime import datetime

from huitou.cases.models import Case, Offer


def open_offer(case: Case) -> Offer | None:
    """The offer that the buyer can answer, if there is one."""
    return case.offers.filter(state=Offer.State.OPEN).select_related("sheet").first()


def close_offer(case: Case, state: Offer.State, at: datetime) -> Offer | None:
    """Give the open offer its end; None where none was open."""
    offer = open_offer(case)
    if offer is not None:
        offer.state, offer.answered_at = state, at
        offer.save(update_fields=["state", "answered_at"])
    return offer


def replace_open_offer(case: Case, at: datetime) -> None:
    """The shop decides otherwise: its open offer no longer counts."""
    if case.state == "offered":
        close_offer(case, Offer.State.REPLACED, at)
        case.offer_keeps_goods = None
