"""What each state of a claim on a carrier says to each reader, its actions and causes. Data; translated by gettext.

Placeholders: `shop`, `carrier`, `left` (time until the deadline), `day` (the last day for filing), `amount`.
"""

from huitou.claims.machine import CARRIER_CLAIM
from huitou.core.actors import Role
from huitou.core.flow.texts import say

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

_TO_BUYER = N_("%(shop)s settles with the carrier what happened to this parcel. What you get does not wait for it.")
_TO_PLATFORM = N_("This claim is between %(shop)s and the carrier. There is nothing for you to do.")
_ENDED = N_("%(shop)s has settled with the carrier what happened to this parcel. What you get does not depend on it.")

_TO_MERCHANT = {
    "draft": N_(
        "The claim is ready: look at it and file it with %(carrier)s. It has to be there by %(day)s; %(left)s from now "
        "it comes up in your queue."
    ),
    "due": N_(
        "This claim should be with %(carrier)s by %(day)s. File it within %(left)s; after that it may be refused "
        "for being late."
    ),
    "overdue": N_(
        "The last day for this claim was %(day)s. If %(carrier)s still takes it, file it all the same; "
        "in %(left)s it is written off."
    ),
    "filed": N_("%(carrier)s has the claim. Without an answer in %(left)s you are told to ask."),
    "unanswered": N_(
        "%(carrier)s has not answered. Ask there and write down what it says; you are reminded in %(left)s."
    ),
    "asked": N_("%(carrier)s wants to know more. Answer and write it down here; you are reminded in %(left)s."),
    "offered": N_("%(carrier)s offers %(amount)s. Accept it or appeal; you are reminded in %(left)s."),
    "accepted": N_("%(carrier)s owes you %(amount)s. Without the money in %(left)s you are told to ask."),
    "unpaid": N_("%(carrier)s has not paid %(amount)s. Ask there; you are reminded in %(left)s."),
    "refused": N_("%(carrier)s has refused the claim. Appeal within %(left)s; after that it is written off."),
    "appealed": N_("%(carrier)s looks at the claim again. Without an answer in %(left)s you are told to ask."),
    "paid": N_("%(carrier)s has paid %(amount)s."),
    "written_off": N_("The claim was written off: nothing came back from %(carrier)s."),
    "turned_up": N_("The parcel turned up: there is nothing to claim."),
}
SENTENCES = {
    **{(state, MERCHANT): text for state, text in _TO_MERCHANT.items()},
    **{
        (state, BUYER): _ENDED if state in CARRIER_CLAIM.finals else _TO_BUYER
        for state in CARRIER_CLAIM.states
    },
    **{(state, PLATFORM): _TO_PLATFORM for state in CARRIER_CLAIM.states},
}  # fmt: skip

LABELS = {
    "file": N_("I have filed it"),
    "correct": N_("Correct the claim"),
    "note_question": N_("It wants to know more"),
    "note_offer": N_("It offers less"),
    "note_acceptance": N_("It accepts"),
    "note_refusal": N_("It refuses"),
    "ask_carrier": N_("I have asked again"),
    "answer_carrier": N_("I have answered"),
    "accept_offer": N_("Accept the offer"),
    "appeal": N_("I have appealed"),
    "record_payment": N_("Record the payment"),
    "write_off": N_("Write it off"),
    "warn": N_("Warn of the last day"),
    "miss": N_("The last day is over"),
    "chase": N_("Have it asked"),
    "remind": N_("Remind"),
    "turn_up": N_("The parcel turned up"),
}

STATE_NAMES = {
    "draft": N_("Ready to file"),
    "due": N_("To be filed soon"),
    "overdue": N_("Not filed in time"),
    "filed": N_("With the carrier"),
    "unanswered": N_("No answer"),
    "asked": N_("Carrier asks"),
    "offered": N_("Carrier offers"),
    "accepted": N_("To be paid"),
    "unpaid": N_("Not paid"),
    "refused": N_("Refused by the carrier"),
    "appealed": N_("Appealed"),
    "paid": N_("Paid by the carrier"),
    "written_off": N_("Written off"),
    "turned_up": N_("Turned up"),
}

CAUSES = {
    "lost": N_("Parcel lost"),
    "damaged": N_("Damaged on the way"),
    "late": N_("Brought too late"),
    "weight": N_("Weighed wrongly"),
}

PROOFS = {
    "carrier": N_("as the carrier itself says"),
    "law": N_("by law"),
    "secondary": N_("as others report it; not checked with the carrier"),
    "shop": N_("as you have set it"),
    "unknown": N_("the carrier's own last day is not known here; this one is a precaution"),
}

SINCE = {
    "handed_over": N_("after the hand-over"),
    "delivered": N_("after the delivery"),
    "promised": N_("after the promised day"),
}

say(CARRIER_CLAIM, SENTENCES, LABELS)
