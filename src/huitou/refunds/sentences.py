"""What each state of a refund says to each reader, and what its actions, states and failures are called.

Data; translated by gettext. Placeholders: `amount`, `paid`, `left` (time until the deadline), `settled` (the day),
`reason` (why it stopped): `refunds.values.values_of` gives them.
"""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.refunds import chargeback_sentences  # noqa: F401  (it registers itself)
from huitou.refunds.machine import REFUND

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

_STARTED = N_("%(amount)s is set aside and the payment provider is being called. Nothing to do.")
_STARTED_FOR_BUYER = N_("%(amount)s is set aside for you and is being paid back now. You need not do anything.")
_ACCEPTED = N_("The payment provider has accepted %(amount)s and pays later. We ask again in %(left)s. Nothing to do.")
_PERHAPS = N_(
    "The answer about %(amount)s was lost. We ask the payment provider until we know, next in %(left)s; nothing is "
    "paid twice. Nothing to do."
)
_PAID = N_("%(paid)s was paid back on %(settled)s. It is done.")
_NOT_PAID = N_("%(amount)s was not paid and is free again. The case says what is done instead.")

SENTENCES = {
    ("to_confirm", BUYER): N_(
        "%(amount)s is set aside for you. The shop looks at it a second time before it goes out, within %(left)s; "
        "after that it is passed on. You need not do anything."
    ),
    ("to_confirm", MERCHANT): N_(
        "%(amount)s is above your limit: a second person confirms it before it goes out. If nobody does within "
        "%(left)s, it is passed on; the money stays set aside."
    ),
    ("to_confirm", PLATFORM): N_(
        "%(amount)s waits for a second person of the shop. You can confirm it too; in %(left)s it is passed on to you."
    ),
    ("reserved", BUYER): _STARTED_FOR_BUYER,
    ("reserved", MERCHANT): _STARTED,
    ("reserved", PLATFORM): _STARTED,
    ("calling", BUYER): _STARTED_FOR_BUYER,
    ("calling", MERCHANT): _STARTED,
    ("calling", PLATFORM): _STARTED,
    ("accepted", BUYER): N_(
        "The payment provider has taken on your refund of %(amount)s and pays it in the next days. We look again in "
        "%(left)s; you need not do anything."
    ),
    ("accepted", MERCHANT): _ACCEPTED,
    ("accepted", PLATFORM): _ACCEPTED,
    ("unknown", BUYER): N_(
        "Your refund of %(amount)s is on its way; we are checking with the payment provider whether it was paid, next "
        "in %(left)s. You need not do anything."
    ),
    ("unknown", MERCHANT): _PERHAPS,
    ("unknown", PLATFORM): _PERHAPS,
    ("by_hand", BUYER): N_(
        "The shop pays %(amount)s back to you by transfer or cash and records it within %(left)s. If it does not, it "
        "is passed on."
    ),
    ("by_hand", MERCHANT): N_(
        "Pay %(amount)s by transfer or cash and record it here within %(left)s. If nothing is recorded, it is passed "
        "on to the last instance."
    ),
    ("by_hand", PLATFORM): N_(
        "The shop has to pay %(amount)s by hand within %(left)s; otherwise it is passed on to you."
    ),
    ("needs_person", BUYER): N_(
        "Paying back %(amount)s did not work by itself; the money is set aside for you. The shop looks at it within "
        "%(left)s; if it does not, it is passed on. You need not do anything."
    ),
    ("needs_person", MERCHANT): N_(
        "%(amount)s could not be paid: %(reason)s. Try again, or settle it by hand, within %(left)s; otherwise it is "
        "passed on. The money stays set aside."
    ),
    ("needs_person", PLATFORM): N_(
        "%(amount)s could not be paid: %(reason)s. The shop has %(left)s; then it is passed on to you."
    ),
    ("other_way", BUYER): N_(
        "Your refund of %(amount)s cannot go back the way it came. The shop decides within %(left)s how it is paid "
        "instead; after that it is passed on. The money is set aside for you."
    ),
    ("other_way", MERCHANT): N_(
        "Somebody wants to pay %(amount)s another way than it came. A second person allows it or declines within "
        "%(left)s; after that it is passed on."
    ),
    ("other_way", PLATFORM): N_(
        "The shop wants to pay %(amount)s another way than it came. You can allow it; in %(left)s it is passed on."
    ),
    ("escalated", BUYER): N_(
        "Your refund of %(amount)s is late. It is now with the last instance, which is reminded in %(left)s; the "
        "money is set aside for you."
    ),
    ("escalated", MERCHANT): N_(
        "%(amount)s is late: %(reason)s. Settle it now: try again, or record how it was paid. The next reminder comes "
        "in %(left)s."
    ),
    ("escalated", PLATFORM): N_(
        "%(amount)s is late: %(reason)s. Try again or settle it by hand; you are reminded in %(left)s."
    ),
    ("succeeded", BUYER): N_("%(paid)s was paid back to you on %(settled)s. Your bank may need a few days to show it."),
    ("succeeded", MERCHANT): _PAID,
    ("succeeded", PLATFORM): _PAID,
    ("failed", BUYER): N_(
        "%(amount)s was not paid this way. Your case says what happens instead; if it says nothing, ask the shop."
    ),
    ("failed", MERCHANT): _NOT_PAID,
    ("failed", PLATFORM): _NOT_PAID,
}

LABELS = {
    "confirm": N_("Confirm and pay"),
    "ask_other_way": N_("Ask to pay another way"),
    "allow_other_way": N_("Allow the other way"),
    "decline_other_way": N_("Keep to the way it came"),
    "retry": N_("Try the refund again"),
    "succeed": N_("Record as paid"),
    "fail": N_("Give up this refund"),
    "escalate": N_("Pass the refund on"),
}

STATE_NAMES = {
    "to_confirm": N_("Needs a second person"),
    "other_way": N_("Another way is asked for"),
    "reserved": N_("Set aside"),
    "calling": N_("Being paid back"),
    "accepted": N_("Accepted by the provider"),
    "unknown": N_("Outcome being checked"),
    "by_hand": N_("To be paid by hand"),
    "needs_person": N_("Needs a person"),
    "escalated": N_("Refund is late"),
    "succeeded": N_("Paid back"),
    "failed": N_("Not paid back"),
}

FAILURES = {
    "": N_("it was not recorded in time"),
    "unconfirmed": N_("no second person has looked at it in time"),
    "above_captured": N_("the payment provider says that less is left of the payment"),
    "already_refunded": N_("the payment provider says that the payment was paid back already"),
    "amount_differs": N_("the payment provider reports another amount than was asked for"),
    "amount_invalid": N_("the payment provider does not accept the amount"),
    "caller_died": N_("our own process ended while the payment provider was being called"),
    "card_closed": N_("the buyer's card or account is closed"),
    "balance_too_low": N_("your balance at the payment provider is too low"),
    "chargeback_open": N_("the buyer's bank disputes this payment, and until it decides nothing is paid back from it"),
    "forgotten": N_("the payment provider had accepted it and no longer knows of it"),
    "key_reused": N_("the payment provider holds another payment under this number"),
    "answer_broken": N_("the payment provider's answer could not be read"),
    "no_answer": N_("the payment provider has not answered"),
    "not_configured": N_("no account at this payment provider is set up here"),
    "not_confirmed": N_("the payment provider accepted it and never confirmed the payment"),
    "not_received": N_("the payment provider never received it"),
    "payment_unknown": N_("the payment provider does not know this payment"),
    "refused": N_("the payment provider refused it"),
    "refund_failed": N_("the buyer's bank did not take the money; the payment provider asks how to go on"),
    "seal_broken": N_("the credentials entered here can no longer be read; enter them anew"),
    "secret_missing": N_("credentials of the payment provider are missing here"),
    "server_error": N_("the payment provider has a fault of its own"),
    "told_to_wait": N_("the payment provider asks us to wait"),
    "too_late": N_("the payment is too old for a refund through the payment provider"),
    "time_out": N_("the payment provider did not answer in time"),
    "unauthorised": N_("the payment provider does not accept our credentials"),
    "unexpected_error": N_("the connection to the payment provider failed in an unexpected way"),
    "unknown_gateway": N_("this payment provider is not set up here"),
    "unreachable": N_("the payment provider cannot be reached"),
}
OTHER_FAILURE = N_("the payment provider refused it (%(code)s)")

say(REFUND, SENTENCES, LABELS)
