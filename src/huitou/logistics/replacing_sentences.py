"""What each state of a replacement says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `left` (time until the deadline), `difference` (what the buyer pays on top).
"""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.logistics.replacing import REPLACEMENT

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("awaiting_difference", BUYER): N_(
        "What you chose costs %(difference)s more. Pay it to %(shop)s within %(left)s; if you do not, you get your "
        "money back instead."
    ),
    ("awaiting_difference", MERCHANT): N_(
        "The buyer pays %(difference)s on top within %(left)s. Confirm it when it has come, or send the goods without "
        "it; otherwise the buyer gets the money back instead."
    ),
    ("awaiting_difference", PLATFORM): N_("The buyer has %(left)s to pay %(difference)s on top."),
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
        "You said that you have paid %(difference)s. %(shop)s has %(left)s to say whether it came. Without an answer "
        "you get your money back instead, and what you paid on top is owed back to you."
    ),
    ("payment_to_check", MERCHANT): N_(
        "The buyer says that %(difference)s were paid. Say within %(left)s whether they came: here your silence does "
        "not count as paid. Without an answer the buyer gets the money back instead, and the sum stands under “Owed "
        "back by hand” until you settle it. Do not send the goods before."
    ),
    ("payment_to_check", PLATFORM): N_(
        "The buyer says that %(difference)s were paid; the shop has %(left)s to say whether they came, and its silence "
        "does not count as paid."
    ),
    ("to_ship", BUYER): N_(
        "%(shop)s sends it within %(left)s. If it does not, you choose: wait on, or your money back."
    ),
    ("to_ship", MERCHANT): N_(
        "Send the replacement within %(left)s and enter the tracking number. If you do not, the buyer may choose the "
        "money instead."
    ),
    ("to_ship", PLATFORM): N_("The shop has %(left)s to send the replacement; then the buyer chooses."),
    ("late", BUYER): N_(
        "%(shop)s has not sent it yet. Choose within %(left)s: wait on, or your money back. If you say nothing, you "
        "get your money back."
    ),
    ("late", MERCHANT): N_(
        "The replacement is late. You can still send it; in %(left)s the buyer gets the money back instead."
    ),
    ("late", PLATFORM): N_("The replacement is late; the buyer has %(left)s to choose, then the money is paid back."),
    ("on_the_way", BUYER): N_(
        "Your replacement is on its way. Tell us when you have it; without a sign in %(left)s the shop traces it."
    ),
    ("on_the_way", MERCHANT): N_("The replacement is on its way; without a sign in %(left)s it is traced."),
    ("on_the_way", PLATFORM): N_("The replacement is on its way; without a sign in %(left)s it is traced."),
    ("traced", BUYER): N_(
        "%(shop)s is looking for your replacement with the carrier. If it is not found within %(left)s, you get your "
        "money back."
    ),
    ("traced", MERCHANT): N_(
        "The replacement is overdue: ask the carrier, or send another one. In %(left)s the buyer gets the money back."
    ),
    ("traced", PLATFORM): N_("The shop traces the replacement; after %(left)s the money is paid back."),
    ("delivered", BUYER): N_("You have your replacement."),
    ("delivered", MERCHANT): N_("The buyer has the replacement."),
    ("delivered", PLATFORM): N_("The buyer has the replacement."),
    ("given_up", BUYER): N_("The replacement does not come; you get your money back instead."),
    ("given_up", MERCHANT): N_("The replacement does not go out; the buyer gets the money back instead."),
    ("given_up", PLATFORM): N_("The replacement does not go out; the money is paid back instead."),
}

LABELS = {
    "confirm_difference": N_("%(difference)s has come"),
    "say_paid": N_("I have paid"),
    "deny_payment": N_("It has not come"),
    "waive_difference": N_("Send it without %(difference)s"),
    "give_up": N_("Money back instead"),
    "ship": N_("I have sent it"),
    "ship_again": N_("I have sent another one"),
    "wait_on": N_("Wait on"),
    "receive": N_("I have it"),
    "deliver": N_("It has arrived"),
}

say(REPLACEMENT, SENTENCES, LABELS)
