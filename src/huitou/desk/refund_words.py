"""Accounts of the ledger and exchanges with gateways in words, for the refund's page. Pure; reads nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huitou.core.money import Money
from huitou.refunds.models import GatewayExchange
from huitou.refunds.values import failure

N_ = str

KINDS = {
    "call": N_("We asked for the payment"),
    "answer": N_("The provider answered"),
    "question": N_("We asked what became of it"),
    "notice": N_("The provider told us by itself"),
}
OUTCOMES = {
    "succeeded": N_("paid"),
    "accepted": N_("accepted, to be paid later"),
    "pending": N_("accepted, to be paid later"),
    "failed": N_("not paid"),
    "refused": N_("refused"),
    "misconfigured": N_("our credentials do not work"),
    "lost": N_("the answer was lost"),
    "unreachable": N_("not reached"),
    "nothing": N_("knows nothing of it"),
    "by_hand": N_("to be paid by the shop"),
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line of what was said."""

    at: datetime
    text: str
    outcome: str
    reference: str
    money: Money | None
    why: str


def exchange_words(row: GatewayExchange) -> Exchange:
    """The row in the active language; an outcome without words is shown as it is."""
    money = Money(row.amount_minor, row.currency) if row.amount_minor is not None and row.currency else None
    return Exchange(
        at=row.at,
        text=_(KINDS.get(row.kind, row.kind)),
        outcome=_(OUTCOMES[row.outcome]) if row.outcome in OUTCOMES else row.outcome,
        reference=row.gateway_reference,
        money=money,
        why=failure(row.failure_code) if row.failure_code else "",
    )


def account_name(account: str) -> str:
    """`payment:<id>` → "the order's payment"."""
    kind, __, code = account.partition(":")
    if kind == "payment":
        return _("the buyer's payment")
    if kind == "refund":
        return _("set aside for this refund")
    if kind == "chargeback":
        return _("taken by the buyer's bank")
    if kind == "gateway":
        return _("paid out through %(gateway)s") % {"gateway": code}
    if kind == "loss":
        return _("loss of the shop")
    return account
