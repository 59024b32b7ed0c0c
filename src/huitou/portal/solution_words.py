"""What a solution is called, what its button says, what it costs and what happens after it, for every kind.

Called by `portal.solutions` with what was judged. Lengths come from the policy's terms and from the machines' tables.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.core.flow import Machine
from huitou.core.money import Money, format_money
from huitou.logistics.replacing import REPLACEMENT
from huitou.policies.rules import Document
from huitou.policies.rules.document import Terms
from huitou.policies.rules.verdict import Ground
from huitou.policies.rules.vocabulary import KINDS
from huitou.portal.possibilities import Rule
from huitou.services.machine import REPAIR

N_ = str
COSTS = ("buyer_pays", "buyer_pays_fee", "shop_pays")
# What a choice is called; and where the policy does not give it, as a question to the shop.
LABELS: Mapping[str, str] = {
    "return_and_refund": N_("Send it back, money back"),
    "refund_only": N_("Money back without sending anything"),
    "exchange": N_("Exchange it"),
    "repair": N_("Have it repaired"),
    "reship": N_("Have it sent again"),
    "price_adjustment": N_("Get the price difference back"),
    "partial_refund": N_("Keep it, part of the money back"),
    "mixed": N_("Each item its own way"),
}
ASKED: Mapping[str, str] = {
    "return_and_refund": N_("Ask the shop to take it back"),
    "refund_only": N_("Ask the shop for money, keep the goods"),
    "exchange": N_("Ask the shop to exchange it"),
    "partial_refund": N_("Ask for part of the money, keep the goods"),
    "mixed": N_("Ask the shop, each item its own way"),
}
# The button where no money is in it.
BUTTONS: Mapping[str, str] = {
    "exchange": N_("Send back, get the replacement"),
    "repair": N_("Send it in for repair"),
    "reship": N_("Have it sent again"),
    "mixed": N_("Send the request"),
}
GOODWILL = frozenset(ASKED)


def label_of(kind: str, *, goodwill: bool) -> str:
    """What the choice is called."""
    return _(ASKED.get(kind, LABELS[kind]) if goodwill else LABELS[kind])


def button_of(kind: str, *, goodwill: bool, total: Money, extra: Money) -> str:
    """The verb with its result. `extra`: what the buyer pays on top."""
    if goodwill:
        return _("Ask the shop for %(sum)s") % {"sum": format_money(total)} if total else label_of(kind, goodwill=True)
    if kind == "exchange" and extra:
        return _("Exchange, pay %(sum)s more") % {"sum": format_money(extra)}
    if kind == "exchange" and total:
        return _("Exchange, get %(sum)s back") % {"sum": format_money(total)}
    if kind == "mixed" and total:
        return _("Send the request, get %(sum)s") % {"sum": format_money(total)}
    if kind in BUTTONS:
        return _(BUTTONS[kind])
    text = _("Send back, get %(sum)s") if KINDS[kind].goods_return else _("Get %(sum)s back")
    return text % {"sum": format_money(total)}


def cost_of(grounds: Sequence[Ground], rules: Sequence[Rule], *, goods_return: bool) -> str:
    """What it costs the buyer, in the rule's own words."""
    if not goods_return:
        return _("Nothing to send, no cost.")
    return next((rule.text for ground, rule in zip(grounds, rules, strict=True) if ground.code in COSTS), "")


def result_by(document: Document, kinds: Collection[str], *, total: Money, at_once: bool, goodwill: bool) -> str:
    """By when the money comes, or what comes instead of it."""
    terms = document.terms
    goods_return = any(KINDS[kind].goods_return for kind in kinds)
    if goodwill:
        return _("Only if the shop agrees.")
    if not total:
        return _sent_by(kinds, goods_return=goods_return)
    days = terms.refund_days + (terms.inspect_days if goods_return else 0)
    if goods_return:
        text = ngettext(
            "Money at most %(days)s day after the goods are back",
            "Money at most %(days)s days after the goods are back",
            days,
        )
        return text % {"days": days}
    hours = 0 if at_once else terms.answer_hours
    return _days_from_now(timedelta(days=days, hours=hours))


def _sent_by(kinds: Collection[str], *, goods_return: bool) -> str:
    if any(KINDS[kind].repairs for kind in kinds):
        return _("At no cost where a guarantee covers it; otherwise you decide on a price first.")
    return _("Sent once your goods are back and checked") if goods_return else _("Sent as soon as it is agreed")


def _days_from_now(within: timedelta) -> str:
    days = -(-int(within.total_seconds()) // 86_400)
    return ngettext("Money within %(days)s day", "Money within %(days)s days", days) % {"days": days}


def steps_of(
    document: Document, kinds: Collection[str], *, total: Money, extra: Money, at_once: bool, goodwill: bool
) -> list[str]:
    """What happens after the button, and what silence does at each step."""
    terms = document.terms
    steps = [_answer(terms, at_once=at_once, goodwill=goodwill)]
    if any(KINDS[kind].goods_return for kind in kinds):
        steps.append(
            _("You hand the goods over within %(days)s days and enter the tracking number. After that it is closed.")
            % {"days": terms.hand_over_days}
        )
        steps.append(
            _("The shop checks the goods within %(days)s days of their arrival. If it says nothing, they are accepted.")
            % {"days": terms.inspect_days}
        )
    if total:
        steps.append(_("The money goes back the way you paid."))
    if extra:
        steps.append(
            _("You pay the shop %(sum)s on top within %(days)s days. If you do not, you get your money back instead.")
            % {"sum": format_money(extra), "days": _days(REPLACEMENT, "awaiting_difference")}
        )
    if any(KINDS[kind].replaces for kind in kinds):
        steps.append(
            _(
                "The shop sends it within %(days)s working days. If it does not, you choose: wait on, or your money "
                "back."
            )
            % {"days": _days(REPLACEMENT, "to_ship")}
        )
    if any(KINDS[kind].repairs for kind in kinds):
        steps.append(
            _(
                "The workshop looks at it within %(look)s days and repairs it within %(days)s more. If it cannot, you "
                "choose your money or the same again."
            )
            % {"look": _days(REPAIR, "diagnosing"), "days": _days(REPAIR, "repairing")}
        )
    return steps


def _answer(terms: Terms, *, at_once: bool, goodwill: bool) -> str:
    if at_once and not goodwill:
        return _("This is agreed at once; nobody has to approve it.")
    text = (
        _("The shop has %(hours)s hours to answer. If it says nothing, your wish lapses and nothing changes.")
        if goodwill
        else _("The shop has %(hours)s hours to answer. If it says nothing, this is agreed.")
    )
    return text % {"hours": terms.answer_hours}


def _days(machine: Machine, state: str) -> int:
    """How long the table gives for a state, in days or working days."""
    wait = machine.waiting(state)
    assert wait is not None  # a waiting state of the table
    return wait.for_.workdays or wait.for_.length.days
