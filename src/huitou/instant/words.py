"""Reasons of a standing and outcomes of an assessment, in words for people. Data; translated by gettext.

Placeholders: `number`, `points`, `bound`.
"""

from django.utils.translation import gettext

from huitou.core.money import Money, format_money
from huitou.instant.models import Advance, Assessment
from huitou.instant.standing import Reason

N_ = str
# What each rule of the standing counts, and how a buyer can make it more.
REASONS = {
    "base": (N_("Everybody starts with this"), ""),
    "days_known": (
        N_("Days since your first order here: %(number)s"),
        N_("It grows by itself: 5 points after 30 days, 10 after 180, 15 after a year."),
    ),
    "orders": (N_("Orders: %(number)s"), N_("4 points for each paid order, up to 5 orders.")),
    "value": (
        N_("Bought so far, against an average order: %(number)s %%"),
        N_("3 points from one average order on, 7 from three, 10 from ten."),
    ),
    "verified": (
        N_("Contact confirmed by a code: %(number)s"),
        N_("Sign in once with the code that we send to your e-mail address or phone."),
    ),
    "returns_kept": (
        N_("Returns that came back as announced: %(number)s"),
        N_("5 points for each return that arrives as you announced it, up to 5 of them."),
    ),
    "returns_broken": (N_("Returns that did not come, or came otherwise: %(number)s"), ""),
    "disputes_lost": (N_("Disputes that were decided against you: %(number)s"), ""),
    "owes": (N_("Instant refunds that are still owed: %(number)s"), ""),
    "unpaid": (N_("Instant refunds that were never settled: %(number)s"), ""),
}
OUTCOMES = {
    "at_once": N_("Paid on approval"),
    "at_scan": N_("Paid at the courier's first scan"),
    "off": N_("Instant refunds are switched off"),
    "shadow": N_("Shadow mode: would have been paid ahead"),
    "held_out": N_("Held out for comparison: paid after the check"),
    "not_plain": N_("Not a plain return for money"),
    "other_currency": N_("Another currency than the budget's"),
    "owes": N_("The buyer still owes an earlier one"),
    "charged_back": N_("A chargeback on its payment is open"),
    "reason_excluded": N_("You excluded this reason"),
    "category_excluded": N_("You excluded this category"),
    "above_largest": N_("Above the largest sum, %(bound)s"),
    "below_narrowest": N_("Standing below your lowest, %(number)s points"),
    "below_threshold": N_("Standing below today's threshold, %(number)s points"),
    "budget_spent": N_("The month's budget of %(bound)s has no room left"),
}

ADVANCE_STATES = {
    "promised": N_("Promised"),
    "owed": N_("Paid, goods awaited"),
    "claimed": N_("Claimed from the buyer"),
    "objected": N_("The buyer objects"),
    "settled": N_("Nothing owed"),
    "lapsed": N_("Not paid ahead after all"),
    "waived": N_("Claim dropped"),
    "written_off": N_("Written off"),
}


def advance_state_name(state: str) -> str:
    """What became of an instant refund, in a word or two."""
    return gettext(ADVANCE_STATES[state])


def reason_words(reason: Reason) -> str:
    """What the rule counts."""
    return gettext(REASONS[reason.code][0]) % {"number": reason.number}


def advice(reason: Reason) -> str:
    """How it can become more; empty where only time or settling helps."""
    text = REASONS[reason.code][1]
    return gettext(text) if text else ""


def outcome_words(assessment: Assessment) -> str:
    """What was decided, with the bound that spoke."""
    bound = format_money(Money(assessment.number, assessment.currency))
    return gettext(OUTCOMES[assessment.outcome]) % {"number": assessment.number, "bound": bound}


def why_claimed(advance: Advance) -> str:
    """Why the buyer owes it: how its case ended. Empty while nothing is claimed."""
    return gettext(ENDS.get(advance.case.state, ENDS[""])) if advance.claimed_minor else ""


def outcome_name(code: str) -> str:
    """The outcome without its bound, for a table of counts."""
    return gettext(NAMES.get(code, OUTCOMES[code]))


# How a case ended that was paid ahead, by its final state.
ENDS = {
    "resolved": N_("Why: not all that came back was as agreed; the check of the goods stands in the case."),
    "expired": N_("Why: the goods were not handed over in time, so the return was closed."),
    "withdrawn": N_("Why: the return was taken back after the money had been paid."),
    "": N_("Why: the return ended without the goods having come back."),
}
NAMES = {
    "above_largest": N_("Above the largest sum"),
    "below_narrowest": N_("Standing below your lowest"),
    "below_threshold": N_("Standing below the threshold"),
    "budget_spent": N_("No room left in the budget"),
}
