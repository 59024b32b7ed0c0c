"""The dispute on a side's page: the question or the proposal that is open, the ruling with its bill and its grounds.

For the template `cases/dispute.html`, on the pages of buyer and shop. Reads nothing: all comes from the case's page.
"""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huitou.cases.disputes.view import RULED
from huitou.cases.models import Message
from huitou.core.actors import Role
from huitou.core.models import Shop
from huitou.core.money import Money

if TYPE_CHECKING:
    from huitou.cases.queries import CasePage

ASKED = {"asked_buyer": "ask_buyer", "asked_merchant": "ask_merchant"}


def dispute_context(page: "CasePage", shop: Shop, reader: Role) -> dict[str, Any]:
    """`dispute_shown` for the template, empty where there was no dispute."""
    view = page.dispute
    if view is None:
        return {}
    dispute, ruling = view.dispute, view.ruling
    known = ruling if ruling is not None and ruling.announced_at is not None and dispute.state in RULED else None
    proposal = view.proposal
    return {
        "dispute_shown": {
            "view": view,
            "dispute": dispute,
            "question": _said(page, ASKED.get(dispute.state, "")),
            "proposal": proposal,
            "proposed": Money(proposal.amount_minor, dispute.currency) if proposal is not None else None,
            "proposal_words": _said(page, "propose") if proposal is not None else None,
            "ruling": known,
            "granted": dispute.outcome_sum,
            "words": page.messages.get(str(known.words_id)) if known is not None else None,
            "borne": view.borne() if reader != Role.BUYER and known is not None else [],
            "booked": view.booked,
            "settled": dispute.state == "settled",
            "rights_url": reverse("portal:rights", args=[shop.slug]) if dispute.alone and reader == Role.BUYER else "",
        }
    }


def _said(page: "CasePage", action: str) -> Message | None:
    """The latest words that came with the action."""
    found = [said for said in page.messages.values() if action and said.with_action == action]
    return found[-1] if found else None
