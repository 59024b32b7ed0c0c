"""What each state of a claim says to each reader, its actions, classes and refusals. Data; translated by gettext.

Placeholders: `shop`, `left` (time until the deadline), `amount`, `reason`.
"""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.insurance.machine import FREIGHT_CLAIM

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("open", BUYER): N_("Your return shipping is insured. The claim is checked within %(left)s; you need do nothing."),
    ("open", MERCHANT): N_("The claim is checked by itself within %(left)s. There is nothing for you to do."),
    ("open", PLATFORM): N_("The claim is checked by itself within %(left)s."),
    ("filed", BUYER): N_(
        "The insurer checks the claim for your return shipping and pays you directly. We ask again in %(left)s; you "
        "need do nothing."
    ),
    ("filed", MERCHANT): N_("The claim is with the insurer. Without an answer it is asked again in %(left)s."),
    ("filed", PLATFORM): N_("The claim is with the insurer, which is asked again in %(left)s."),
    ("needs_person", BUYER): N_(
        "%(shop)s looks at the claim for your return shipping. If it does nothing in %(left)s, somebody above it does."
    ),
    ("needs_person", MERCHANT): N_(
        "The insurer could not settle this claim. Ask there and write down what became of it within %(left)s; after "
        "that the platform does."
    ),
    ("needs_person", PLATFORM): N_("The shop has %(left)s to settle the claim with the insurer; then it is yours."),
    ("escalated", BUYER): N_(
        "Your claim waits for a decision. It comes up again in %(left)s and stays open until it is taken; you need do "
        "nothing."
    ),
    ("escalated", MERCHANT): N_(
        "This claim has waited too long: ask the insurer and write down what became of it. It comes up again "
        "in %(left)s."
    ),
    ("escalated", PLATFORM): N_("The shop has not settled this claim. Decide it; it comes up again in %(left)s."),
    ("paid", BUYER): N_("Your return shipping was insured: you got %(amount)s."),
    ("paid", MERCHANT): N_("The claim was paid: %(amount)s."),
    ("paid", PLATFORM): N_("The claim was paid: %(amount)s."),
    ("refused", BUYER): N_("The insurance does not pay your return shipping: %(reason)s"),
    ("refused", MERCHANT): N_("The claim was refused: %(reason)s"),
    ("refused", PLATFORM): N_("The claim was refused: %(reason)s"),
}

LABELS = {
    "pay": N_("Record the claim as paid"),
    "refuse": N_("Record the claim as refused"),
    "file_again": N_("Tell the insurer again"),
    "hurry": N_("Work on it again"),
    "file": N_("Tell the insurer"),
    "ask": N_("Ask the insurer"),
    "pass_on": N_("Hand it to a person"),
    "remind": N_("Remind"),
    "escalate": N_("Hand it on"),
}

REFUSALS = {
    "not_in_force": N_("the parcel was not insured in the end."),
    "not_bound": N_("the goods that came back were in another parcel, which is not insured."),
    "refused_at_door": N_("the parcel was never taken in, so nothing was sent back."),
    "never_handed_over": N_("the goods were never handed over."),
    "not_received": N_("the goods have not arrived at the shop."),
    "outside_period": N_("the goods were handed over outside the insured time."),
    "duplicate": N_("this cover has paid once already, and a cover pays once."),
    "no_freight": N_("the goods were brought to the store, so there was no freight."),
    "nothing_paid": N_("the shop paid the way back, so there is nothing to make good."),
    "insurer": N_("the insurer declined."),
    "shop": N_("the shop has decided so; its reason is noted with the claim."),
}

STATE_NAMES = {
    "open": N_("Checked now"),
    "filed": N_("With the insurer"),
    "needs_person": N_("Needs you"),
    "escalated": N_("Waits too long"),
    "paid": N_("Claim paid"),
    "refused": N_("Claim refused"),
}

CLASSES = {
    "low": N_("Low risk"),
    "usual": N_("Usual risk"),
    "raised": N_("Raised risk"),
    "high": N_("High risk"),
}

COVER_STATES = {
    "placing": N_("Being taken out"),
    "in_force": N_("Insured"),
    "declined": N_("Not insured"),
}

say(FREIGHT_CLAIM, SENTENCES, LABELS)
