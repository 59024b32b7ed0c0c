"""What each state of a dispute says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `left` (time until the deadline), `value` (the sum in dispute), `proposed` (the open proposal's
sum), `granted` (what the ruling or the settlement gives the buyer), `judge` and `senior` (who decides).
"""

from huitou.cases.disputes.machine import DISPUTE
from huitou.core.actors import Role
from huitou.core.flow.texts import say

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SHOW = N_(
    "Show within %(left)s what supports you: photos, videos, what was agreed. If you add nothing, it is decided on "
    "what is there."
)
SHOWN_BUYER = N_("You have shown all you have. %(shop)s has %(left)s; then it is decided on what is there.")
SHOWN_MERCHANT = N_("You have shown all you have. The buyer has %(left)s; then it is decided on what is there.")
DECIDING = N_(
    "%(judge)s looks at both sides and decides within %(left)s. After that two days are left; then the buyer is right."
)
DECIDING_BUYER = N_(
    "%(judge)s looks at both sides and decides within %(left)s. After that two days are left; then you are right."
)
ASKED = N_("The arbitrator asks you something, below. Answer within %(left)s; without an answer it goes on without it.")
PROPOSED = N_(
    "The arbitrator proposes %(proposed)s. Accept or decline within %(left)s; only if both sides accept it counts, "
    "otherwise the arbitrator rules."
)
RULED_BUYER = N_(
    "The ruling: you get %(granted)s. You can appeal once within %(left)s, with new evidence; if nobody does, it is "
    "carried out."
)
RULED_MERCHANT = N_(
    "The ruling: the buyer gets %(granted)s. You can appeal once within %(left)s, with new evidence; if nobody does, "
    "it is carried out."
)
REVIEWED = N_(
    "Another arbitrator looks at the appeal and decides for good within %(left)s. If they do not, the first ruling "
    "stands: %(granted)s."
)
DONE_BUYER = N_("Ruled: you get %(granted)s. The ruling is being carried out.")
DONE_MERCHANT = N_("Ruled: the buyer gets %(granted)s. The ruling is being carried out.")
DONE_PLATFORM = N_("Ruled: the buyer gets %(granted)s of %(value)s.")

SENTENCES = {
    ("evidence", BUYER): SHOW,
    ("evidence", MERCHANT): SHOW,
    ("evidence", PLATFORM): N_("Both sides have %(left)s to give evidence; then it is yours to rule."),
    ("evidence_of_buyer", BUYER): SHOW,
    ("evidence_of_buyer", MERCHANT): SHOWN_MERCHANT,
    ("evidence_of_buyer", PLATFORM): N_("The shop has shown all. The buyer has %(left)s; then it is yours to rule."),
    ("evidence_of_merchant", BUYER): SHOWN_BUYER,
    ("evidence_of_merchant", MERCHANT): SHOW,
    ("evidence_of_merchant", PLATFORM): N_("The buyer has shown all. The shop has %(left)s; then it is yours to rule."),
    ("deliberating", BUYER): DECIDING_BUYER,
    ("deliberating", MERCHANT): DECIDING,
    ("deliberating", PLATFORM): N_(
        "Rule within %(left)s on %(value)s, ask one side, or propose something to both. %(senior)s then has two days; "
        "without a ruling the buyer is right."
    ),
    ("asked_buyer", BUYER): ASKED,
    ("asked_buyer", MERCHANT): N_("The arbitrator has asked the buyer something and waits at most %(left)s for it."),
    ("asked_buyer", PLATFORM): N_("You asked the buyer, who has %(left)s. Your own clock stands still."),
    ("asked_merchant", BUYER): N_("The arbitrator has asked %(shop)s something and waits at most %(left)s for it."),
    ("asked_merchant", MERCHANT): ASKED,
    ("asked_merchant", PLATFORM): N_("You asked the shop, which has %(left)s. Your own clock stands still."),
    ("mediating", BUYER): PROPOSED,
    ("mediating", MERCHANT): PROPOSED,
    ("mediating", PLATFORM): N_("You proposed %(proposed)s. Both sides have %(left)s; without both you rule."),
    ("mediating_buyer", BUYER): PROPOSED,
    ("mediating_buyer", MERCHANT): N_("You accepted %(proposed)s. The buyer has %(left)s; otherwise it is ruled."),
    ("mediating_buyer", PLATFORM): N_("The shop accepted %(proposed)s. The buyer has %(left)s; otherwise you rule."),
    ("mediating_merchant", BUYER): N_("You accepted %(proposed)s. %(shop)s has %(left)s; otherwise it is ruled."),
    ("mediating_merchant", MERCHANT): PROPOSED,
    ("mediating_merchant", PLATFORM): N_("The buyer accepted %(proposed)s. The shop has %(left)s; otherwise you rule."),
    ("second_opinion", BUYER): N_(
        "The sum is large, so a second arbitrator looks at it within %(left)s. If they do not, a senior arbitrator "
        "decides."
    ),
    ("second_opinion", MERCHANT): N_(
        "The sum is large, so a second arbitrator looks at it within %(left)s. If they do not, a senior arbitrator "
        "decides."
    ),
    ("second_opinion", PLATFORM): N_(
        "A ruling on %(value)s needs a second arbitrator within %(left)s: confirm it, or send it to the senior one."
    ),
    ("escalated", BUYER): N_(
        "%(senior)s decides within %(left)s. Without a ruling you get what you asked for: %(value)s."
    ),
    ("escalated", MERCHANT): N_(
        "%(senior)s decides within %(left)s. Without a ruling the buyer gets what was asked for: %(value)s."
    ),
    ("escalated", PLATFORM): N_(
        "Last instance: %(senior)s rules within %(left)s. Without a ruling the buyer gets all."
    ),
    ("appealable", BUYER): RULED_BUYER,
    ("appealable", MERCHANT): RULED_MERCHANT,
    ("appealable", PLATFORM): N_("Ruled: %(granted)s. Either side can appeal within %(left)s; then it is carried out."),
    ("appealable_by_buyer", BUYER): RULED_BUYER,
    ("appealable_by_buyer", MERCHANT): N_(
        "You accepted the ruling: %(granted)s. The buyer can appeal within %(left)s; then it is carried out."
    ),
    ("appealable_by_buyer", PLATFORM): N_(
        "Ruled: %(granted)s, accepted by the shop. The buyer can appeal within %(left)s; then it is carried out."
    ),
    ("appealable_by_merchant", BUYER): N_(
        "You accepted the ruling: %(granted)s. %(shop)s can appeal within %(left)s; then it is carried out."
    ),
    ("appealable_by_merchant", MERCHANT): RULED_MERCHANT,
    ("appealable_by_merchant", PLATFORM): N_(
        "Ruled: %(granted)s, accepted by the buyer. The shop can appeal within %(left)s; then it is carried out."
    ),
    ("appealed_by_buyer", BUYER): N_(
        "You appealed. %(shop)s has %(left)s to answer; then another arbitrator decides for good."
    ),
    ("appealed_by_buyer", MERCHANT): N_(
        "The buyer appealed with new evidence. Answer within %(left)s; then another arbitrator decides for good, with "
        "or without your answer."
    ),
    ("appealed_by_buyer", PLATFORM): N_(
        "The buyer appealed. The shop has %(left)s to answer; then another one decides."
    ),
    ("appealed_by_merchant", BUYER): N_(
        "%(shop)s appealed with new evidence. Answer within %(left)s; then another arbitrator decides for good, with "
        "or without your answer."
    ),
    ("appealed_by_merchant", MERCHANT): N_(
        "You appealed. The buyer has %(left)s to answer; then another arbitrator decides for good."
    ),
    ("appealed_by_merchant", PLATFORM): N_(
        "The shop appealed. The buyer has %(left)s to answer; then another one decides."
    ),
    ("appealed", BUYER): REVIEWED,
    ("appealed", MERCHANT): REVIEWED,
    ("appealed", PLATFORM): N_(
        "Decide the appeal within %(left)s, for good: another arbitrator than the first. Without a decision the first "
        "ruling stands: %(granted)s."
    ),
    ("ruled", BUYER): DONE_BUYER,
    ("ruled", MERCHANT): DONE_MERCHANT,
    ("ruled", PLATFORM): DONE_PLATFORM,
    ("settled", BUYER): N_("Settled: you get %(granted)s."),
    ("settled", MERCHANT): N_("Settled: the buyer gets %(granted)s."),
    ("settled", PLATFORM): N_("Settled between the sides: %(granted)s."),
    ("withdrawn", BUYER): N_("You ended the dispute."),
    ("withdrawn", MERCHANT): N_("The buyer ended the dispute."),
    ("withdrawn", PLATFORM): N_("The buyer ended the dispute."),
}

LABELS = {
    "rest": N_("That is all I have"),
    "answer": N_("Answer"),
    "withdraw": N_("End the dispute"),
    "concede": N_("Give the buyer %(value)s after all"),
    "accept_proposal": N_("Accept %(proposed)s"),
    "decline_proposal": N_("Decline the proposal"),
    "accept_ruling": N_("Accept the ruling"),
    "appeal": N_("Appeal"),
    "withdraw_appeal": N_("Take the appeal back"),
    "rule": N_("Rule"),
    "rule_again": N_("Rule otherwise"),
    "sustain": N_("Let the ruling stand"),
    "confirm": N_("Confirm the ruling"),
    "dissent": N_("Send it to the senior arbitrator"),
    "escalate": N_("Hand over to the senior arbitrator"),
    "propose": N_("Propose a settlement"),
    "ask_buyer": N_("Ask the buyer"),
    "ask_merchant": N_("Ask the shop"),
}

say(DISPUTE, SENTENCES, LABELS)
