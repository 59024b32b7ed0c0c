"""What the case's page says of money: what goes back, what was offered, what is paid on top, what became of it.

Called by the view of the case, inside `visit.reading()`. It decides nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from huitou.cases.models import Case, Kind
from huitou.cases.offer_history import offer_history
from huitou.cases.queries import CasePage
from huitou.changes.access import rules_of_shop
from huitou.core.actors import Role
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.instant.models import Advance
from huitou.instant.values import say_advance
from huitou.orders.models import OwedByHand
from huitou.orders.queries import owed_to_buyer
from huitou.portal.bills import Bill, Shares, sheet_bill
from huitou.portal.insured import case_insurance
from huitou.portal.visit import Visit
from huitou.refunds.models import CreditNote, Refund
from huitou.refunds.queries.shares import givers_of
from huitou.refunds.values import say_state as say_refund
from huitou.refunds.values import state_name

# In these states the case's sheet is what is paid; in all others it is what was asked for.
PAID_STATES = ("awaiting_goods", "refunding", "unpaid", "replacing", "replacing_first", "repairing", "resolved")

# An instant refund whose money went ahead: where it stands is what the case's sentence says.
SAID_BY_THE_CASE = ("owed", "settled")


def money_context(visit: Visit, page: CasePage) -> dict[str, Any]:
    """What goes back, what was offered, what is to be paid on top, and what became of it."""
    shop, case = visit.shop, page.case
    offered = page.offer.sheet.as_sheet() if page.offer and not page.offer.remedy else None
    asked = "" if case.state in PAID_STATES else _("You asked for")
    notes = _notes(page.refunds)
    return {
        "offer_bill": sheet_bill(offered, _("The offer")) if offered is not None else None,
        "offers": offer_history(page.offers, case.sheet.currency, shop, Role.BUYER),
        # An exchange at the same price pays nothing: a bill of zero tells nobody anything.
        "bill": sheet_bill(case.sheet.as_sheet(), asked, _shares(case, page.refunds)),
        "reduced_bill": _reduced_bill(case),
        "refunds": [_refund(refund, visit.at, notes.get(refund.pk)) for refund in page.refunds],
        "advance": _advance(case, shop, visit.at),
        "insured": case_insurance(case, [line.order_line_id for line in page.lines], shop, visit.at),
        "how_to_pay": _how_to_pay(case),
        "owed_by_hand": _owed_by_hand(case),
    }


def _shares(case: Case, refunds: Sequence[Refund]) -> Shares:
    """What goes back as what: as it was asked for, else as it would be."""
    givers = givers_of(case.order)
    return givers.requested(refunds) if refunds else givers.preview(case.sheet.total_minor)


def _reduced_bill(case: Case) -> Bill | None:
    """What the shop wants to pay after checking the goods, while that is not yet what is paid."""
    if case.reduced_sheet is None or case.reduced_sheet_id == case.sheet_id:
        return None
    return sheet_bill(case.reduced_sheet.as_sheet())


def _notes(refunds: Sequence[Refund]) -> dict[UUID, CreditNote]:
    """The credit notes of those that were paid, by refund; none before the shop has issued them."""
    paid = [refund.pk for refund in refunds if refund.state == "succeeded"]
    return {note.refund_id: note for note in CreditNote.objects.filter(refund_id__in=paid)} if paid else {}


def _refund(refund: Refund, at: datetime, note: CreditNote | None) -> dict[str, Any]:
    return {
        "refund": refund,
        "note": note,
        "money": Money(refund.paid_minor or refund.amount_minor, refund.currency),
        "word": state_name(refund.state),
        "tone": "good" if refund.state == "succeeded" else "now",
        "sentence": say_refund(refund, Role.BUYER, at),
    }


def _advance(case: Case, shop: Shop, at: datetime) -> tuple[Advance, str] | None:
    """The instant refund of the case, and its sentence where the case's own does not say it. Only of plain returns."""
    if case.kind != Kind.RETURN_AND_REFUND:
        return None
    found = Advance.objects.filter(case_id=case.pk).first()
    if found is None:
        return None
    return found, "" if found.state in SAID_BY_THE_CASE else say_advance(found, Role.BUYER, shop, at)


def _owed_by_hand(case: Case) -> list[OwedByHand]:
    """What the buyer paid the shop for an exchange or a repair and gets back, open or settled."""
    return owed_to_buyer([one for one in (case.replacement_id, case.repair_id) if one is not None])


def _how_to_pay(case: Case) -> str:
    """The shop's words on how it is paid what an exchange or a repair costs the buyer, while it is due."""
    due = {getattr(case.replacement, "state", ""), getattr(case.repair, "state", "")}
    return rules_of_shop(case.shop_id).how_to_pay if due & {"awaiting_difference", "awaiting_payment"} else ""
