"""What each state of a change says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `left` (time until the deadline), `what` (change of address, cancellation), `sum` (what is paid
back), `offer` (what the shop gives for keeping the goods), `difference` (what the new address costs more), `silence`
(what no answer does), `unpaid` (what follows where that is not paid) and `unanswered` (what follows where the shop does
not say whether it was), whole sentences.
"""

from huitou.changes.deliveries import sentences as of_deliveries  # noqa: F401  (they say their own)
from huitou.changes.machine import ORDER_CHANGE
from huitou.core.actors import Role
from huitou.core.flow.texts import say

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("confirming", BUYER): N_(
        "We have sent a code to the e-mail address of your order. Enter it within %(left)s; until then nothing changes."
    ),
    ("confirming", MERCHANT): N_(
        "The buyer has %(left)s to confirm the new address with a code. There is nothing for you to do yet."
    ),
    ("confirming", PLATFORM): N_("The buyer has %(left)s to confirm the new address with a code."),
    ("requested", BUYER): N_("%(shop)s has %(left)s to answer. %(silence)s"),
    ("requested", MERCHANT): N_(
        "The buyer asks for this: %(what)s. Answer within %(left)s, before the parcel leaves. %(silence)s"
    ),
    ("requested", PLATFORM): N_("The shop has %(left)s to answer. %(silence)s"),
    ("awaiting_difference", BUYER): N_(
        "Your new address costs %(difference)s more. Pay it to %(shop)s within %(left)s; then the goods go there. "
        "%(unpaid)s"
    ),
    ("awaiting_difference", MERCHANT): N_(
        "The buyer has %(left)s to pay %(difference)s more for the new address. Say how it is paid, confirm it when it "
        "has come, or do without it; do not send the goods before."
    ),
    ("awaiting_difference", PLATFORM): N_("The buyer has %(left)s to pay %(difference)s more for delivery."),
    ("payment_said", BUYER): N_(
        "You said that you have paid %(difference)s. %(shop)s has %(left)s to look; without an answer it counts as "
        "paid."
    ),
    ("payment_said", MERCHANT): N_(
        "The buyer says that %(difference)s were paid. See whether they have come within %(left)s; without an answer "
        "it counts as paid. Do not send the goods before."
    ),
    ("payment_said", PLATFORM): N_("The buyer says that %(difference)s were paid; the shop has %(left)s to look."),
    ("payment_to_check", BUYER): N_(
        "You said that you have paid %(difference)s. %(shop)s has %(left)s to say whether it came. %(unanswered)s"
    ),
    ("payment_to_check", MERCHANT): N_(
        "The buyer says that %(difference)s were paid. Say within %(left)s whether they came: here your silence does "
        "not count as paid. %(unanswered)s Do not send the goods before."
    ),
    ("payment_to_check", PLATFORM): N_(
        "The buyer says that %(difference)s were paid; the shop has %(left)s to say whether they came, and its silence "
        "does not count as paid."
    ),
    ("keep_offered", BUYER): N_(
        "%(shop)s offers you %(offer)s if you keep the goods. Without an answer in %(left)s your cancellation stands."
    ),
    ("keep_offered", MERCHANT): N_(
        "The buyer has %(left)s to take your offer of %(offer)s. Without an answer the cancellation stands."
    ),
    ("keep_offered", PLATFORM): N_("The buyer has %(left)s to take the offer of %(offer)s and keep the goods."),
    ("intercepting", BUYER): N_(
        "The parcel has left. %(shop)s has %(left)s to have the carrier stop it. If that fails, you are asked again; "
        "you can also refuse it at the door."
    ),
    ("intercepting", MERCHANT): N_(
        "The parcel has left: ask the carrier to stop it, and record the answer within %(left)s. Without one the buyer "
        "is told that it could not be stopped."
    ),
    ("intercepting", PLATFORM): N_("The shop has %(left)s to have the carrier stop the parcel."),
    ("not_stopped", BUYER): N_(
        "The carrier could not stop the parcel. Refuse it at the door and say so here, or keep it. Without an answer "
        "in %(left)s it counts as kept; what is delivered can be returned."
    ),
    ("not_stopped", MERCHANT): N_(
        "The carrier could not stop the parcel. The buyer chooses within %(left)s: refuse it at the door, or keep it."
    ),
    ("not_stopped", PLATFORM): N_("The parcel could not be stopped; the buyer chooses within %(left)s."),
    ("coming_back", BUYER): N_(
        "The parcel goes back to %(shop)s. Once it is there it goes on by itself. If it has not come in %(left)s, the "
        "shop traces it: that is not your risk."
    ),
    ("coming_back", MERCHANT): N_(
        "The parcel comes back to you. Mark it when it is there; without a sign in %(left)s it is traced."
    ),
    ("coming_back", PLATFORM): N_("The parcel goes back to the shop; without a sign in %(left)s it is traced."),
    ("overdue", BUYER): N_(
        "%(shop)s is looking for the parcel with the carrier. If it is not found within %(left)s, you get your money "
        "back."
    ),
    ("overdue", MERCHANT): N_(
        "The parcel is overdue: ask the carrier. If it does not turn up within %(left)s, it counts as lost and the "
        "buyer is refunded."
    ),
    ("overdue", PLATFORM): N_("The shop traces the parcel; after %(left)s it counts as lost."),
    ("to_resend", BUYER): N_(
        "The goods are back at %(shop)s and go out to your new address within %(left)s. If not, you get your money "
        "back."
    ),
    ("to_resend", MERCHANT): N_(
        "The goods are back. Send them to the new address within %(left)s; after that the buyer is refunded."
    ),
    ("to_resend", PLATFORM): N_("The shop has %(left)s to send the goods to the new address."),
    ("changed", BUYER): N_("Done: the goods go to your new address."),
    ("changed", MERCHANT): N_("Done: the goods go to the new address. It stands on the order."),
    ("changed", PLATFORM): N_("The goods go to the new address."),
    ("cancelled", BUYER): N_("Cancelled. What you paid for these goods goes back to you."),
    ("cancelled", MERCHANT): N_("Cancelled: do not send these goods any more. The money goes back by itself."),
    ("cancelled", PLATFORM): N_("Cancelled; the money goes back."),
    ("refused", BUYER): N_(
        "%(shop)s did not agree: the order goes on as it was. What is delivered can be returned under the policy."
    ),
    ("refused", MERCHANT): N_("You did not agree: the order goes on as it was."),
    ("refused", PLATFORM): N_("The shop did not agree: the order goes on as it was."),
    ("lapsed", BUYER): N_("It was not answered or confirmed in time: the order goes on as it was. You can ask again."),
    ("lapsed", MERCHANT): N_("It was not answered or confirmed in time: the order goes on as it was."),
    ("lapsed", PLATFORM): N_("It was not answered or confirmed in time: the order goes on as it was."),
    ("withdrawn", BUYER): N_("You took it back: the order goes on as it was."),
    ("withdrawn", MERCHANT): N_("The buyer took it back: the order goes on as it was."),
    ("withdrawn", PLATFORM): N_("The buyer took it back."),
    ("kept", BUYER): N_("You keep the goods as they were sent. What is delivered can be returned under the policy."),
    ("kept", MERCHANT): N_("The buyer keeps the goods as they were sent."),
    ("kept", PLATFORM): N_("The buyer keeps the goods as they were sent."),
    ("lost", BUYER): N_("The parcel was lost. That is not your risk: your money goes back to you."),
    ("lost", MERCHANT): N_("The parcel was lost; the buyer is refunded. Claim it from the carrier."),
    ("lost", PLATFORM): N_("The parcel was lost; the buyer is refunded."),
}

LABELS = {
    "confirm": N_("Confirm with the code"),
    "send_code": N_("Send another code"),
    "withdraw": N_("Take it back"),
    "agree": N_("Agree"),
    "refuse": N_("Do not agree"),
    "offer_to_keep": N_("Offer money for keeping it"),
    "accept_to_keep": N_("Keep it and get %(offer)s"),
    "decline_to_keep": N_("No, cancel it"),
    "confirm_difference": N_("%(difference)s has come"),
    "waive_difference": N_("Deliver there without %(difference)s"),
    "send_payment_link": N_("Say where it is paid"),
    "say_paid": N_("I have paid"),
    "deny_payment": N_("It has not come"),
    "redirect": N_("The carrier redirects it"),
    "stop_parcel": N_("The carrier has stopped it"),
    "fail_to_stop": N_("It cannot be stopped"),
    "refuse_at_door": N_("I refuse it at the door"),
    "keep_parcel": N_("I keep the parcel"),
    "come_back": N_("The parcel is back"),
    "declare_lost": N_("Declare lost and refund"),
    "resend": N_("Sent to the new address"),
    "refund_instead": N_("Money back instead"),
}

# What no answer of the shop does, before the hand-over.
SILENCE_AGREES = N_("Silence agrees while the parcel has not left.")
SILENCE_LAPSES = N_("After that it lapses and the order goes on as it was.")

# What follows where the buyer does not pay what the new address costs more: in the house, and after it came back.
UNPAID_STAYS = N_("Without it the order goes on as it was.")
UNPAID_REFUNDED = N_("Without it the goods are not sent again, and you get your money for them back.")
# The shop does not say whether the buyer's payment came: before the parcel left, and once it is back.
UNANSWERED = {
    BUYER: (
        N_("Without an answer the goods do not go there, and what you paid is owed back to you."),
        N_(
            "Without an answer you get back the price of the goods and of their delivery, and what you paid to have "
            "them sent again is owed back to you."
        ),
    ),
    MERCHANT: (
        N_(
            "Without an answer the goods do not go there, and the sum stands under “Owed back by hand” until you "
            "settle it."
        ),
        N_(
            "Without an answer the buyer gets back the price of the goods and of their delivery, and the sum stands "
            "under “Owed back by hand” until you settle it."
        ),
    ),
}
# The goods did not go to the address for which the buyer had paid more.
OWED_BACK = N_("You paid %(sum)s for an address to which the goods did not go. The shop gives it back to you.")
OWED_BY_SHOP = N_(
    "The buyer paid %(sum)s for an address to which the goods did not go. Give it back the way it came: no gateway "
    "took it in."
)
UNSEEN_BACK = N_(
    "You said that you paid %(sum)s for an address to which the goods did not go. The shop gives back what has come."
)
UNSEEN_BY_SHOP = N_(
    "The buyer said that they paid %(sum)s for an address to which the goods did not go, and nobody has seen it come. "
    "See whether it came, and give back what did."
)
# The same for goods that were back at the shop and were not sent again for that.
UNANSWERED_BACK = N_(
    "You said that you paid %(sum)s to have the goods sent again, and the shop did not say whether it came. So you get "
    "back the price of the goods and of their delivery, and by hand what came of the %(sum)s."
)
UNANSWERED_BY_SHOP = N_(
    "The buyer said that they paid %(sum)s to have the goods sent again, and you did not say whether it came. So they "
    "get back the price of the goods and of their delivery. See whether the %(sum)s came, and give back what did."
)

say(ORDER_CHANGE, SENTENCES, LABELS)
