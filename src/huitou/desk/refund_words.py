"""Accounts of the ledger, exchanges with gateways and who looked, in words, for the refund's page."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huitou.accounts.models import Staff
from huitou.core.flow.texts import well_spaced
from huitou.core.money import Money
from huitou.refunds.gateways.choosing import why_by_hand
from huitou.refunds.gateways.registry import codes, gateway
from huitou.refunds.models import GatewayExchange, Refund
from huitou.refunds.values import failure
from huitou.settlements.kinds import PARTY_NAMES

N_ = str

KINDS = {
    "call": N_("We asked for the payment"),
    "answer": N_("The provider answered"),
    "question": N_("We asked what became of it"),
    "notice": N_("The provider told us by itself"),
}
OUTCOMES = {
    "paid": N_("paid"),
    "accepted": N_("accepted, to be paid later"),
    "refused": N_("refused"),
    "misconfigured": N_("our credentials do not work"),
    "lost": N_("the answer was lost"),
    "unreachable": N_("not reached"),
    "nothing": N_("knows nothing of it"),
    "by_hand": N_("to be paid by the shop"),
}


OBSTACLES = {
    "no_account": N_("The shop has no account at %(gateway)s."),
    "time_over": N_("%(gateway)s no longer takes refunds of this payment: it is too old."),
    "no_part": N_("%(gateway)s pays back the whole payment only, and this is a part of it."),
    "no_second": N_("%(gateway)s pays a payment back once only, and has done so."),
}


ACCOUNTS = {
    "bank": N_("bank transfer"),
    "claim": N_("insurance claim"),
    "credit": N_("the buyer's credit"),
    "deposit": N_("deposit at the platform"),
    "freight": N_("return shipping"),
    "hand": N_("paid by hand"),
    "insurance": N_("insurance pool"),
    "insurer": N_("the insurer"),
    "owed": N_("owed to buyers by hand"),
    "received": N_("paid back by the buyer"),
    "receivable": N_("owed by the buyer"),
    "reversed": N_("instant refunds taken back"),
    "ruling": N_("ruling of a dispute"),
    "sales": N_("used on an order"),
    "setoff": N_("kept back from a refund"),
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line of what was said."""

    at: datetime
    said: str
    reference: str
    money: Money | None
    detail: str


def exchange_words(row: GatewayExchange) -> Exchange:
    """The row in the active language; an outcome without words is shown as it is."""
    money = Money(row.amount_minor, row.currency) if row.amount_minor is not None and row.currency else None
    said = _(KINDS.get(row.kind, row.kind))
    if row.outcome:
        outcome = _(OUTCOMES[row.outcome]) if row.outcome in OUTCOMES else row.outcome
        said = _("%(what)s: %(outcome)s") % {"what": said, "outcome": outcome}
    if row.failure_code:
        said = _("%(said)s (%(why)s)") % {"said": said, "why": failure(row.failure_code)}
    return Exchange(row.at, well_spaced(said), row.gateway_reference, money, masked(row.detail))


def gateway_name(code: str) -> str:
    """The provider's own name; the code where it has none, or is none of this installation."""
    found = gateway(code) if code in codes() else None
    return str(getattr(found, "title", code))


def by_hand_because(refund: Refund) -> str:
    """Why a refund is paid by hand although its payment came through a provider; empty where it is not."""
    code, obstacle = why_by_hand(refund)
    return well_spaced(_(OBSTACLES[obstacle]) % {"gateway": gateway_name(code)}) if obstacle else ""


def looks_at(refund: Refund) -> list[tuple[str, str]]:
    """Who of the shop looked at the refund, in which part; empty where rules and silence did it all."""
    parts = [
        (_("Agreed by"), refund.agreed_by),
        (_("Another way asked for by"), refund.other_way_by),
        (_("Second look by"), refund.confirmed_by),
    ]
    keys = [actor.removeprefix("staff:") for _part, actor in parts if actor.startswith("staff:")]
    names = {f"staff:{one.pk}": one.name or one.email for one in Staff.objects.filter(pk__in=keys)} if keys else {}
    return [(part, names.get(actor, actor)) for part, actor in parts if actor]


# Digits in a row that could be a card or an account, and what follows the words that providers use for secrets.
_SECRETS = (
    re.compile(r"\b(?:sk|rk|pk|whsec|Bearer)[_ -][\w.-]{6,}", re.IGNORECASE),
    re.compile(r"\b\d[\d -]{10,22}\d\b"),
    re.compile(r"(?i)(secret|password|token|key|signature)\s*[=:]\s*\S+"),
)


def masked(detail: str) -> str:
    """What an adapter noted, without anything that looks like a key, a card or an account."""
    for pattern in _SECRETS:
        detail = pattern.sub("•••", detail)
    return detail


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
        return well_spaced(_("paid out through %(gateway)s") % {"gateway": gateway_name(code)})
    if kind == "loss":
        return _("loss of the shop")
    if kind == "share" and code in PARTY_NAMES:
        return _(PARTY_NAMES[code])
    return _(ACCOUNTS[kind]) if kind in ACCOUNTS else account
