"""Chargebacks that wait for the shop's evidence, as rows of a table. Called by the queue and by their own list,
inside `visit.reading()`.
"""

from typing import Any

from huitou.accounts.staff_pages import StaffVisit
from huitou.refunds.chargeback_words import chargeback_state_name, reason_of
from huitou.refunds.models import Chargeback

TONES = {"inquiry": "turn", "opened": "turn", "won": "good", "lost": "harm", "undefended": "harm", "closed": ""}
MOST_URGENT = 50


def row_of(row: Chargeback) -> dict[str, Any]:
    """One line."""
    return {
        "chargeback": row,
        "state": chargeback_state_name(row.state),
        "tone": TONES.get(row.state, "now"),
        "why": reason_of(row.reason),
    }


def undefended(visit: StaffVisit) -> list[dict[str, Any]]:
    """Those for which evidence counts now, the next to be over first; none for who may not see refunds. One query."""
    if not visit.may("refunds.view"):
        return []
    rows = Chargeback.objects.select_related("order").filter(state__in=("inquiry", "opened"))
    return [row_of(row) for row in rows.order_by("deadline_at", "pk")[:MOST_URGENT]]
