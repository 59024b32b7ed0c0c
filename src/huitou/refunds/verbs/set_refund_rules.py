"""The shop says how money goes back: order of payments, limit of the second person, discounts taken back."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.locks import lock_or_make
from huitou.core.money import LARGEST_MINOR
from huitou.core.verbs import verb
from huitou.refunds.models import RefundRules
from huitou.refunds.second_person import MAY

LONGEST_ACCOUNT, MOST_ACCOUNTS = 40, 40


class RefundRulesInvalid(Invalid):
    """A limit below zero, an order that does not exist, or an account's name that is too long."""

    code = "refund_rules_invalid"
    message = _("Enter a limit of zero or more, and account names of at most 40 characters.")


@verb
def set_refund_rules(
    *,
    order_of_payments: str,
    confirm_above_minor: int | None,
    take_back_discounts: bool,
    actor: Actor,
    at: datetime,
    accounts: Mapping[str, str] | None = None,
) -> RefundRules:
    """Keep the rules; they count for refunds that are asked for from now on. `accounts` None: as they are.

    Needs the right to change settings and the one to settle refunds: the limit guards those who settle.
    Raises Forbidden, RefundRulesInvalid.
    """
    actor.require("settings.edit")
    actor.require(MAY)
    _check(order_of_payments, confirm_above_minor, accounts or {})
    row = lock_or_make(RefundRules.objects.filter(shop_id=actor.shop_id))
    new = row is None
    rules = row or RefundRules(shop_id=actor.shop_id)
    wanted = {
        "order_of_payments": order_of_payments,
        "confirm_above_minor": confirm_above_minor,
        "take_back_discounts": take_back_discounts,
        "accounts": rules.accounts if accounts is None else dict(accounts),
    }
    before = {name: getattr(rules, name) for name in wanted}
    if before == wanted and not new:
        return rules
    for name, value in wanted.items():
        setattr(rules, name, value)
    events.record(rules, "refunds.rules.set", actor=actor, at=at, facts={"before": before, "after": wanted})
    rules.save(force_insert=new)
    return rules


def _check(order: str, limit: int | None, accounts: Mapping[str, str]) -> None:
    known = order in RefundRules.OrderOfPayments.values
    fits = limit is None or 0 <= limit <= LARGEST_MINOR
    named = len(accounts) <= MOST_ACCOUNTS and all(len(name) <= LONGEST_ACCOUNT for name in accounts.values())
    if not (known and fits and named):
        raise RefundRulesInvalid()
