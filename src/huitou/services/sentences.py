"""What each state of a repair says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `left` (time until the deadline), `quote` (what the repair costs the buyer).
"""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.services.machine import REPAIR

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("diagnosing", BUYER): N_(
        "The workshop looks at your goods within %(left)s. If it does not, you choose your money or the same again."
    ),
    ("diagnosing", MERCHANT): N_(
        "Look at the goods within %(left)s: repair them, quote a price, or say that they cannot be repaired. If you "
        "say nothing, the buyer chooses money or a replacement."
    ),
    ("diagnosing", PLATFORM): N_("The workshop has %(left)s to look at the goods."),
    ("quoted", BUYER): N_(
        "No guarantee covers this repair: it would cost %(quote)s. Decide within %(left)s; if you say nothing, your "
        "goods come back unrepaired."
    ),
    ("quoted", MERCHANT): N_(
        "You quoted %(quote)s. The buyer has %(left)s to decide; without an answer the goods go back unrepaired."
    ),
    ("quoted", PLATFORM): N_("The shop quoted %(quote)s for the repair; the buyer has %(left)s to decide."),
    ("repairing", BUYER): N_(
        "Your goods are being repaired, for at most %(left)s more. If it takes longer, you choose your money or the "
        "same again."
    ),
    ("repairing", MERCHANT): N_(
        "Finish the repair within %(left)s. After that the buyer may choose money or a replacement."
    ),
    ("repairing", PLATFORM): N_("The repair may take %(left)s more; then the buyer chooses."),
    ("awaiting_payment", BUYER): N_(
        "Your goods are repaired. Pay %(quote)s to %(shop)s, which then sends them back. If it has not come within "
        "%(left)s, the goods stay with the shop."
    ),
    ("awaiting_payment", MERCHANT): N_(
        "The repair is done and %(quote)s is to be paid. Enter the payment when it has come, then send the goods back. "
        "Without it in %(left)s the case ends and the goods stay with you."
    ),
    ("awaiting_payment", PLATFORM): N_("The repair is done; the buyer has %(left)s to pay %(quote)s."),
    ("payment_said", BUYER): N_(
        "You said that you have paid %(quote)s. %(shop)s has %(left)s to look; without an answer it counts as paid."
    ),
    ("payment_said", MERCHANT): N_(
        "The buyer says that %(quote)s were paid. See whether they have come within %(left)s; without an answer it "
        "counts as paid. Do not send the goods before."
    ),
    ("payment_said", PLATFORM): N_("The buyer says that %(quote)s were paid; the shop has %(left)s to look."),
    ("payment_to_check", BUYER): N_(
        "You said that you have paid %(quote)s. %(shop)s has %(left)s to say whether it came. Without an answer your "
        "goods come back to you all the same, and what is still to be paid you settle with the shop."
    ),
    ("payment_to_check", MERCHANT): N_(
        "The buyer says that %(quote)s were paid. Say within %(left)s whether they came: here your silence does not "
        "count as paid. Without an answer you have to send the goods back all the same, and settle with the buyer what "
        "is still to be paid."
    ),
    ("payment_to_check", PLATFORM): N_(
        "The buyer says that %(quote)s were paid; the shop has %(left)s to say whether they came, and its silence does "
        "not count as paid."
    ),
    ("to_send_back", BUYER): N_(
        "The workshop is done. %(shop)s sends your goods back within %(left)s; if it does not, you choose your money "
        "or the same again."
    ),
    ("to_send_back", MERCHANT): N_(
        "Send the goods back within %(left)s and enter the tracking number. If you do not, the buyer chooses money or "
        "a replacement."
    ),
    ("to_send_back", PLATFORM): N_("The shop has %(left)s to send the goods back."),
    ("on_the_way", BUYER): N_(
        "Your goods are on their way to you. Tell us when you have them; without a sign in %(left)s the shop traces "
        "them."
    ),
    ("on_the_way", MERCHANT): N_(
        "The goods are on their way to the buyer; without a sign in %(left)s they are traced."
    ),
    ("on_the_way", PLATFORM): N_("The goods are on their way to the buyer."),
    ("traced", BUYER): N_(
        "%(shop)s is looking for your goods with the carrier. If they are not found within %(left)s, you choose your "
        "money or the same again."
    ),
    ("traced", MERCHANT): N_(
        "The goods are overdue: ask the carrier. In %(left)s they count as lost, and the buyer chooses money or a "
        "replacement."
    ),
    ("traced", PLATFORM): N_("The shop traces the goods; after %(left)s the buyer chooses."),
    ("returned", BUYER): N_("Your goods are back with you."),
    ("returned", MERCHANT): N_("The goods are back with the buyer."),
    ("returned", PLATFORM): N_("The goods are back with the buyer."),
    ("unclaimed", BUYER): N_(
        "The repair was not paid for: the goods stay with %(shop)s. Write to the shop to settle it."
    ),
    ("unclaimed", MERCHANT): N_(
        "The repair was not paid for: the goods stay with you. Keep them as the law on goods that nobody claims asks."
    ),
    ("unclaimed", PLATFORM): N_("The repair was not paid for: the goods stay with the shop."),
    ("failed", BUYER): N_("The repair did not work out."),
    ("failed", MERCHANT): N_("The repair did not work out."),
    ("failed", PLATFORM): N_("The repair did not work out."),
}

LABELS = {
    "give_to_workshop": N_("Choose the workshop"),
    "accept_repair": N_("Repair at no cost"),
    "quote": N_("Quote a price"),
    "find_nothing": N_("No fault found"),
    "fail": N_("Cannot be repaired"),
    "accept_quote": N_("Repair for %(quote)s"),
    "decline_quote": N_("Send it back unrepaired"),
    "waive_quote": N_("Repair at no cost after all"),
    "note_work": N_("Write into the log"),
    "finish": N_("Repaired"),
    "confirm_payment": N_("%(quote)s has come"),
    "say_paid": N_("I have paid"),
    "deny_payment": N_("It has not come"),
    "abandon": N_("Leave it with the shop"),
    "send_back": N_("I have sent it back"),
    "receive": N_("I have it"),
    "deliver": N_("It has arrived"),
}

say(REPAIR, SENTENCES, LABELS)
