"""The one best action for whatever waits for the shop, and why: a table of rules, read from the top.

Called by the queue and the case page. It never decides what may be done: an action that `core.actions.available` does
not list for the reader is not proposed; then the row is there to be looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext

from huitou.core.actions import Action
from huitou.core.money import Money, exponent, format_money
from huitou.core.when import written
from huitou.policies.texts import evidence_label, joined
from huitou.refunds.best_step import best_step
from huitou.refunds.values import failure

N_ = str

# Buyers with at least so many orders are known; above this share of returns, somebody should look first.
KNOWN_ORDERS = 3
MANY_RETURNS = 4


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules may know. Sums are what the case comes to; history is the buyer's at the time of the request."""

    machine: str
    state: str
    sum: Money
    at: datetime
    zone: Any = None
    allowed: bool = False
    entitled: bool = False
    evidence_asked: tuple[str, ...] = ()
    evidence_missing: tuple[str, ...] = ()
    photos: bool = False
    rule: str = ""
    orders: int = 0
    returns: int = 0
    since: datetime | None = None
    small: Money | None = None
    pieces: int = 0
    arrived_at: datetime | None = None
    tracking: str = ""
    failure_code: str = ""
    unconfirmed: bool = False

    @property
    def best_step(self) -> str:
        """Of a refund that waits for a person, as the letters say it."""
        return best_step(self.state, self.failure_code, unconfirmed=self.unconfirmed)

    @property
    def known(self) -> bool:
        """A buyer who comes back to buy more than to return."""
        return self.orders >= KNOWN_ORDERS and self.returns * 3 <= self.orders

    @property
    def wary(self) -> bool:
        """Most of what this buyer orders comes back."""
        return self.returns >= MANY_RETURNS and self.returns * 2 > self.orders

    @property
    def is_small(self) -> bool:
        return (
            self.small is not None and self.sum.currency == self.small.currency and self.sum.minor <= self.small.minor
        )


@dataclass(frozen=True, slots=True)
class Best:
    """What to do. `action` is empty where looking is best. `confirm`: the money goes beyond what was promised."""

    action: str
    label: str
    why: str
    inputs: Mapping[str, str]
    confirm: str = ""


Why = Callable[[Situation], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """When it fits and its action is available, it is the best. `label` empty: the action's own words."""

    code: str
    machine: str
    states: tuple[str, ...]
    when: Callable[[Situation], bool]
    action: str
    whys: tuple[Why, ...]
    label: str = ""
    confirm: str = ""
    inputs: Callable[[Situation], Mapping[str, str]] = lambda _situation: {}


def _rule_says(s: Situation) -> str:
    return gettext("Policy %(rule)s gives it") % {"rule": s.rule} if s.rule else gettext("The policy gives it")


def _beyond(s: Situation) -> str:
    return gettext("Beyond the policy (%(rule)s)") % {"rule": s.rule} if s.rule else gettext("Beyond the policy")


def _proof(s: Situation) -> str:
    if s.evidence_missing:
        missing = joined(evidence_label(code) for code in s.evidence_missing)
        return gettext("still missing: %(missing)s") % {"missing": missing}
    if s.evidence_asked:
        return gettext("the proof it asks for is there")
    return gettext("photos are there") if s.photos else ""


def _history(s: Situation) -> str:
    if s.orders <= 1:
        return gettext("first order of this buyer")
    orders = ngettext("%(count)s order", "%(count)s orders", s.orders) % {"count": s.orders}
    returns = ngettext("%(count)s return this year", "%(count)s returns this year", s.returns) % {"count": s.returns}
    years = (s.at - s.since).days // 365 if s.since is not None else 0
    if years >= 1:
        since = ngettext("buyer for %(count)s year", "buyer for %(count)s years", years) % {"count": years}
        return joined((since, orders, returns))
    return joined((orders, returns))


def _often_returned(s: Situation) -> str:
    return gettext("%(returns)s returns on %(orders)s orders: look at the proof first") % {
        "returns": s.returns, "orders": s.orders,
    }  # fmt: skip


def _small_sum(s: Situation) -> str:
    assert s.small is not None  # the rule's condition
    return gettext("no more than you give without asking (%(small)s)") % {"small": format_money(s.small)}


def _not_owed(_s: Situation) -> str:
    return gettext("nothing is owed; your silence lets it lapse")


def _arrived(s: Situation) -> str:
    pieces = ngettext("%(count)s piece", "%(count)s pieces", s.pieces) % {"count": s.pieces}
    if s.arrived_at is None:
        return pieces
    day = written(s.arrived_at, s.zone, "day")
    return gettext("Here since %(day)s, %(pieces)s; look at them first") % {"day": day, "pieces": pieces}


def _promised(s: Situation) -> str:
    pieces = ngettext("%(count)s piece", "%(count)s pieces", s.pieces) % {"count": s.pieces}
    return gettext("Promised to the buyer: %(pieces)s. Send it and enter the tracking number") % {"pieces": pieces}


def _look_for_it(_s: Situation) -> str:
    return gettext("See whether the money has come; silence says that it has")


def _look_and_say(_s: Situation) -> str:
    return gettext("See whether the money has come; silence does not say so here")


def _late(_s: Situation) -> str:
    return gettext("Late: the buyer may choose the money instead")


def _overdue_parcel(s: Situation) -> str:
    if s.tracking:
        return gettext("No sign of %(tracking)s: ask the carrier") % {"tracking": s.tracking}
    return gettext("No sign of the parcel: ask the carrier")


def _label_awaited(_s: Situation) -> str:
    return gettext("The buyer cannot send anything before it is there")


def _checked_for_you(_s: Situation) -> str:
    return gettext("The goods were checked for you; read the report first")


def _not_yours(_s: Situation) -> str:
    return gettext("You did not pay for these goods, so they are the buyer's")


def _failed(s: Situation) -> str:
    words = failure(s.failure_code)
    return words[:1].upper() + words[1:]


def _asks_first(_s: Situation) -> str:
    return gettext("the provider is asked first, so nothing is paid twice")


def _by_hand(_s: Situation) -> str:
    return gettext("Pay it by transfer or cash, then record it here")


def _second_look(_s: Situation) -> str:
    return gettext("Above your limit: a second person confirms it before it goes out")


def _other_way(_s: Situation) -> str:
    return gettext("It would leave another way than it came: a second person decides")


def _owed(_s: Situation) -> str:
    return gettext("The money is still owed to the buyer")


def _on_the_bench(_s: Situation) -> str:
    return gettext("The goods are at the workshop: look at them, then repair or quote")


def _in_repair(_s: Situation) -> str:
    return gettext("When it is done, say what you did")


def _done_here(_s: Situation) -> str:
    return gettext("The workshop is done with them")


def _their_offer(s: Situation) -> str:
    return gettext("The buyer would settle for something else than %(sum)s") % {"sum": format_money(s.sum)}


def _show_evidence(_s: Situation) -> str:
    return gettext("The ruling rests on what both sides show: add what you have, or say that it is all")


def _asked(_s: Situation) -> str:
    return gettext("A question was put to you; without an answer the ruling goes by what is there")


def _settlement(_s: Situation) -> str:
    return gettext("A settlement is proposed; it binds only when both sides accept it")


def _appeal_open(_s: Situation) -> str:
    return gettext("It is carried out unless somebody appeals in time")


def _appealed(_s: Situation) -> str:
    return gettext("The buyer appealed with new evidence; say what you think of it")


def _half(s: Situation) -> Mapping[str, str]:
    half = _half_of(s.sum)
    return {"amount": str(Decimal(half.minor).scaleb(-exponent(half.currency))), "keeps_goods": "yes"}


RULES: Sequence[Rule] = (
    Rule("often-returned", "case", ("requested",), lambda s: s.wary, "", (_rule_says, _often_returned),
         label=N_("Look at the proof")),
    Rule("proof-missing", "case", ("requested",), lambda s: bool(s.evidence_missing), "", (_rule_says, _proof),
         label=N_("Ask for the proof")),
    Rule("within-policy", "case", ("requested",), lambda s: s.allowed, "agree", (_rule_says, _proof, _history)),
    Rule("goodwill-small-known", "case", ("goodwill",), lambda s: s.known and s.is_small, "agree",
         (_beyond, _small_sum, _history),
         confirm=N_("Your policy does not ask you to pay %(sum)s. Agree all the same?")),
    Rule("goodwill-known", "case", ("goodwill",), lambda s: s.known, "offer", (_beyond, _history),
         label=N_("Offer half: %(half)s"), inputs=_half,
         confirm=N_("The buyer keeps the goods and gets %(half)s as soon as they accept. Offer it?")),
    Rule("goodwill-else", "case", ("goodwill",), lambda s: True, "", (_beyond, _not_owed, _history),
         label=N_("Decide freely")),
    Rule("their-offer", "case", ("counter_offered",), lambda s: True, "", (_their_offer, _history),
         label=N_("Look at the offer")),
    Rule("unpaid", "case", ("unpaid",), lambda s: True, "pay_again", (_owed,)),
    Rule("goods-here-for-no-money", "goods_return", ("arrived",), lambda s: not s.sum, "accept_goods", (_arrived,),
         label=N_("All good")),
    Rule("goods-here", "goods_return", ("arrived",), lambda s: True, "accept_goods", (_arrived,),
         label=N_("All good: refund %(sum)s")),
    Rule("label-due", "goods_return", ("label_due",), lambda s: True, "", (_label_awaited,),
         label=N_("Give the label")),
    Rule("reported", "goods_return", ("reported",), lambda s: True, "confirm_findings", (_checked_for_you,)),
    Rule("send-back", "send_back", ("to_send", "overdue"), lambda s: True, "send", (_not_yours,)),
    Rule("send-back-missing", "send_back", ("missing",), lambda s: True, "", (_overdue_parcel,),
         label=N_("Trace the parcel")),
    Rule("parcel-overdue", "goods_return", ("traced",), lambda s: True, "", (_overdue_parcel,),
         label=N_("Trace the parcel")),
    Rule("ship-late", "replacement", ("late",), lambda s: True, "ship", (_late,)),
    Rule("payment-said", "replacement", ("payment_said",), lambda s: True, "confirm_difference", (_look_for_it,)),
    Rule("payment-to-check", "replacement", ("payment_to_check",), lambda s: True, "confirm_difference",
         (_look_and_say,)),
    Rule("ship", "replacement", ("to_ship",), lambda s: True, "ship", (_promised,)),
    Rule("replacement-overdue", "replacement", ("traced",), lambda s: True, "", (_overdue_parcel,),
         label=N_("Trace the parcel")),
    Rule("on-the-bench", "repair", ("diagnosing",), lambda s: True, "accept_repair", (_on_the_bench,),
         label=N_("Say what is wrong")),
    Rule("in-repair", "repair", ("repairing",), lambda s: True, "finish", (_in_repair,)),
    Rule("repair-payment-said", "repair", ("payment_said",), lambda s: True, "confirm_payment", (_look_for_it,)),
    Rule("repair-payment-to-check", "repair", ("payment_to_check",), lambda s: True, "confirm_payment",
         (_look_and_say,)),
    Rule("send-home", "repair", ("to_send_back",), lambda s: True, "send_back", (_done_here,)),
    Rule("home-overdue", "repair", ("traced",), lambda s: True, "", (_overdue_parcel,), label=N_("Trace the parcel")),
    Rule("dispute-evidence", "dispute", ("evidence", "evidence_of_merchant"), lambda s: True, "", (_show_evidence,),
         label=N_("Answer the dispute")),
    Rule("dispute-question", "dispute", ("asked_merchant",), lambda s: True, "", (_asked,),
         label=N_("Answer the dispute")),
    Rule("dispute-proposal", "dispute", ("mediating", "mediating_merchant"), lambda s: True, "", (_settlement,),
         label=N_("Look at the proposal")),
    Rule("dispute-ruled", "dispute", ("appealable", "appealable_by_merchant"), lambda s: True, "", (_appeal_open,),
         label=N_("Look at the ruling")),
    Rule("dispute-appealed", "dispute", ("appealed_by_buyer",), lambda s: True, "", (_appealed,),
         label=N_("Answer the appeal")),
    Rule("confirm-refund", "refund", ("to_confirm", "needs_person", "escalated"), lambda s: s.best_step == "confirm",
         "", (_second_look,), label=N_("Look at it")),
    Rule("other-way", "refund", ("other_way",), lambda s: True, "", (_other_way,), label=N_("Look at it")),
    Rule("pay-by-hand", "refund", ("by_hand",), lambda s: True, "", (_by_hand,), label=N_("Record the payment")),
    Rule("retry", "refund", ("needs_person", "escalated"), lambda s: s.best_step == "retry", "retry",
         (_failed, _asks_first)),
    Rule("settle", "refund", ("needs_person", "escalated"), lambda s: True, "", (_failed, _by_hand),
         label=N_("Settle it")),
)  # fmt: skip


def best_action(situation: Situation, actions: Sequence[Action]) -> Best | None:
    """The first rule that fits and whose action the reader may take; None where nothing waits for the shop."""
    available = {action.name: action for action in actions if action.machine == situation.machine}
    sums = {"sum": format_money(situation.sum), "half": format_money(_half_of(situation.sum))}
    for rule in RULES:
        if rule.machine != situation.machine or situation.state not in rule.states or not rule.when(situation):
            continue
        if rule.action and rule.action not in available:
            return Best("", gettext("Look at it"), _sentence(rule, situation), {})
        label = gettext(rule.label) % sums if rule.label else available[rule.action].label if rule.action else ""
        confirm = gettext(rule.confirm) % sums if rule.confirm else ""
        return Best(rule.action, label, _sentence(rule, situation), dict(rule.inputs(situation)), confirm)
    return None


def _half_of(amount: Money) -> Money:
    return Money(max(amount.minor // 2, 1), amount.currency)


def _sentence(rule: Rule, situation: Situation) -> str:
    parts = [part for part in (why(situation) for why in rule.whys) if part]
    said = pgettext("between the reasons for an action", "; ").join(parts)
    return said[:1].upper() + said[1:] + pgettext("the end of a sentence", ".")
