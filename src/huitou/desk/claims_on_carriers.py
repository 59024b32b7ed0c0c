"""Claims on carriers as rows of a table. Called by the queue and by their own list, inside `visit.reading()`."""

from typing import Any

from django.utils.translation import gettext as _

from huitou.accounts.staff_pages import StaffVisit
from huitou.claims.machine import OF_THE_SHOP
from huitou.claims.models import CarrierClaim
from huitou.claims.values import carrier_words, cause_name, state_name
from huitou.parcels.access import SEE

TONES = {
    "due": "turn", "overdue": "harm", "unanswered": "turn", "asked": "turn", "offered": "turn", "unpaid": "turn",
    "refused": "turn", "paid": "done", "written_off": "harm",
}  # fmt: skip
MOST_URGENT = 20


def row_of(claim: CarrierClaim) -> dict[str, Any]:
    """One line."""
    return {
        "claim": claim,
        "state": state_name(claim.state),
        "tone": TONES.get(claim.state, "now"),
        "carrier": carrier_words(claim),
        "cause": cause_name(claim.what),
        # Its last day lies behind it: the date beside it is another one.
        "then": _("Unless you file it now, it is written off then.") if claim.state == "overdue" else "",
    }


def claims_to_move(visit: StaffVisit) -> list[dict[str, Any]]:
    """Those that wait for the shop, the next to be over first; none for who may not see parcels. One query."""
    if not visit.may(SEE):
        return []
    rows = CarrierClaim.objects.select_related("order").filter(state__in=OF_THE_SHOP)
    return [row_of(row) for row in rows.order_by("deadline_at", "pk")[:MOST_URGENT]]
