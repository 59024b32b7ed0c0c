"""What each state of a chargeback says to each reader, and what its actions and reasons are called.

Data; translated by gettext. Placeholders: `amount`, `left` (time until the deadline), `reason` (the bank's), `why`
(what went wrong with the hand-in): `refunds.chargeback_words.values_of` gives them.
"""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.refunds.chargeback_machine import CHARGEBACK

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

_WITH_BANK = N_(
    "Your bank looks into %(amount)s of this payment. Until it has decided the shop pays nothing back from it, so that "
    "nobody gets the money twice. You need not do anything here."
)
_DEFEND = N_(
    "The buyer's bank has taken %(amount)s back: %(reason)s. Hand in what speaks for you within %(left)s; without it "
    "the bank decides against you. Refunds of this payment wait until then."
)
_WAITS = N_(
    "Your evidence about %(amount)s is with the bank, which decides in weeks or months. We ask again in %(left)s. "
    "Refunds of this payment wait. Nothing to do."
)
_UNDEFENDED = N_(
    "Nothing was handed in about %(amount)s, so the bank will probably decide for the buyer. Hand something in if its "
    "own date has not passed; we ask the bank again in %(left)s."
)
_SENDING = N_("Your evidence about %(amount)s is being handed in; again in %(left)s if it does not arrive.")

SENTENCES = {
    ("inquiry", BUYER): _WITH_BANK,
    ("inquiry", MERCHANT): N_(
        "The buyer's bank asks about %(amount)s: %(reason)s. No money has moved. Answer within %(left)s; without an "
        "answer it may become a chargeback."
    ),
    ("inquiry", PLATFORM): N_("A bank asks about %(amount)s. The shop has %(left)s to answer; then the bank goes on."),
    ("opened", BUYER): _WITH_BANK,
    ("opened", MERCHANT): _DEFEND,
    ("opened", PLATFORM): N_(
        "A bank has taken %(amount)s back. The shop has %(left)s for evidence; then the bank decides without it."
    ),
    ("sending", BUYER): _WITH_BANK,
    ("sending", MERCHANT): _SENDING,
    ("sending", PLATFORM): _SENDING,
    ("evidence_sent", BUYER): _WITH_BANK,
    ("evidence_sent", MERCHANT): _WAITS,
    ("evidence_sent", PLATFORM): _WAITS,
    ("undefended", BUYER): _WITH_BANK,
    ("undefended", MERCHANT): _UNDEFENDED,
    ("undefended", PLATFORM): _UNDEFENDED,
    ("won", BUYER): N_("Your bank has left %(amount)s with the shop. If you still want your money back, ask the shop."),
    ("won", MERCHANT): N_("You have won: %(amount)s is yours again, and refunds of this payment go on."),
    ("won", PLATFORM): N_("The shop has won: %(amount)s is back on the payment."),
    ("lost", BUYER): N_("Your bank has given %(amount)s back to you."),
    ("lost", MERCHANT): N_("The bank has decided for the buyer: %(amount)s is gone and counts as paid back."),
    ("lost", PLATFORM): N_("The shop has lost: %(amount)s counts as paid back."),
    ("closed", BUYER): N_("Your bank has closed its questions about %(amount)s. The money stays with the shop."),
    ("closed", MERCHANT): N_("The bank has closed its questions about %(amount)s. The money stays on the payment."),
    ("closed", PLATFORM): N_("The bank has closed its questions about %(amount)s. The money stays on the payment."),
}

LABELS = {
    "send_evidence": N_("Hand in the evidence"),
    "record_evidence": N_("I have handed it in myself"),
    "concede": N_("Accept the loss"),
    "record_win": N_("Record that you won"),
    "record_loss": N_("Record that you lost"),
}

STATE_NAMES = {
    "inquiry": N_("Bank asks"),
    "opened": N_("Evidence needed"),
    "sending": N_("Evidence is on its way"),
    "evidence_sent": N_("With the bank"),
    "undefended": N_("Not defended"),
    "won": N_("Won at the bank"),
    "lost": N_("Lost at the bank"),
    "closed": N_("Closed"),
}

REASONS = {
    "": N_("the bank gives no reason"),
    "credit_not_processed": N_("the buyer says that a refund never came"),
    "duplicate": N_("the buyer says that it was charged twice"),
    "fraudulent": N_("the buyer says that they did not pay this"),
    "general": N_("the bank gives no reason"),
    "product_not_received": N_("the buyer says that nothing arrived"),
    "product_unacceptable": N_("the buyer says that the goods are not as described"),
    "subscription_canceled": N_("the buyer says that it was cancelled"),
    "unrecognized": N_("the buyer does not recognise the payment"),
}
OTHER_REASON = N_("the bank says “%(code)s”")

say(CHARGEBACK, SENTENCES, LABELS)
