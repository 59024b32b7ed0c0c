"""What each state of a return says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `left` (time until the deadline).
"""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.logistics import replacing_sentences, sending_back_sentences  # noqa: F401  (they say their own)
from huitou.logistics.machine import GOODS_RETURN

N_ = str
BUYER, MERCHANT, PLATFORM, PROVIDER = Role.BUYER, Role.MERCHANT, Role.PLATFORM, Role.PROVIDER

SENTENCES = {
    ("awaiting_hand_over", BUYER): N_(
        "Hand the goods over within %(left)s, by one of the ways offered. After that the return is closed."
    ),
    ("awaiting_hand_over", MERCHANT): N_(
        "The buyer has %(left)s to hand the goods over; then the return is closed. There is nothing for you to do."
    ),
    ("awaiting_hand_over", PLATFORM): N_("The buyer has %(left)s to hand the goods over."),
    ("label_due", BUYER): N_(
        "%(shop)s gives you its label within %(left)s. If it does not, you choose another way and have the whole time "
        "again."
    ),
    ("label_due", MERCHANT): N_(
        "The buyer waits for your label. Give it within %(left)s; if you do not, the buyer sends the goods another way."
    ),
    ("label_due", PLATFORM): N_("The shop has %(left)s to give its label; then the buyer chooses another way."),
    ("pick_up_booked", BUYER): N_(
        "The courier calls on you in the time below; have the goods packed. If nobody has come in %(left)s, the next "
        "time is booked for you once, and after that you choose anew."
    ),
    ("pick_up_booked", MERCHANT): N_(
        "The courier calls on the buyer. Without a sign in %(left)s the next time is booked, and after that the buyer "
        "chooses anew."
    ),
    ("pick_up_booked", PLATFORM): N_("The courier calls on the buyer; without a sign in %(left)s it is booked anew."),
    ("on_the_way", BUYER): N_(
        "Your parcel is on its way back to %(shop)s. If it has not arrived in %(left)s, the shop traces it: "
        "from the hand-over on it is not your risk."
    ),
    ("on_the_way", MERCHANT): N_(
        "The goods are on their way to you. Mark them when they arrive; without a sign in %(left)s they are traced."
    ),
    ("on_the_way", PLATFORM): N_("The goods are on their way back; without a sign in %(left)s they are traced."),
    ("traced", BUYER): N_(
        "%(shop)s is looking for your parcel with the carrier. If it is not found within %(left)s, it counts as lost, "
        "which is not your risk: what was agreed follows."
    ),
    ("traced", MERCHANT): N_(
        "The parcel is overdue: ask the carrier. If it does not turn up within %(left)s, it counts as lost, at "
        "your risk, and what was agreed follows."
    ),
    ("traced", PLATFORM): N_("The shop traces the parcel; after %(left)s it counts as lost, at the shop's risk."),
    ("arrived", BUYER): N_(
        "Your goods are back at %(shop)s and are checked within %(left)s. If the shop says nothing, they are accepted "
        "and what was agreed follows."
    ),
    ("arrived", MERCHANT): N_(
        "The goods are here. Check them within %(left)s; if you say nothing, they are accepted as they are."
    ),
    ("arrived", PLATFORM): N_("The shop checks the goods within %(left)s; silence accepts them."),
    # Who checks the goods for the shop reads this one; in every other state it only looks on.
    ("arrived", PROVIDER): N_(
        "Check the goods within %(left)s and report what you find; without a word they are accepted as they are."
    ),
    ("reported", BUYER): N_(
        "Your goods were checked. %(shop)s looks at the report within %(left)s; if it says nothing, the report counts."
    ),
    ("reported", MERCHANT): N_(
        "The goods were checked for you. Confirm the report or decide otherwise within %(left)s; if you say nothing, "
        "the report counts."
    ),
    ("reported", PLATFORM): N_("The shop looks at the report within %(left)s; its silence confirms it."),
    ("accepted", BUYER): N_("The goods were accepted; what was agreed follows."),
    ("accepted", MERCHANT): N_("The goods were accepted; what was agreed follows by itself."),
    ("accepted", PLATFORM): N_("The goods were accepted."),
    ("contested", BUYER): N_("%(shop)s found something wrong with the goods. What it found is below."),
    ("contested", MERCHANT): N_("You found something wrong with the goods; the buyer is asked."),
    ("contested", PLATFORM): N_("The shop found something wrong with the goods."),
    ("lost", BUYER): N_("The parcel was lost on the way back. That is not your risk: what was agreed follows."),
    ("lost", MERCHANT): N_("The parcel was lost on the way back; what was agreed follows. Claim it from the carrier."),
    ("lost", PLATFORM): N_("The parcel was lost on the way back."),
    ("expired", BUYER): N_("The goods were not handed over in time. You keep them."),
    ("expired", MERCHANT): N_("The goods were not handed over in time. The buyer keeps them."),
    ("expired", PLATFORM): N_("The goods were not handed over in time."),
    ("cancelled", BUYER): N_("You cancelled the return and keep the goods."),
    ("cancelled", MERCHANT): N_("The buyer cancelled the return and keeps the goods."),
    ("cancelled", PLATFORM): N_("The buyer cancelled the return."),
}

LABELS = {
    "hand_over": N_("I have sent it"),
    "cancel": N_("Keep the goods"),
    "ask_label": N_("Get the label"),
    "do_without_label": N_("Send it another way"),
    "give_label": N_("Give the buyer a label"),
    "order_label": N_("Buy the label"),
    "void_label": N_("Give the label back"),
    "book_pick_up": N_("Have it picked up"),
    "change_pick_up": N_("Choose another time"),
    "cancel_pick_up": N_("Call the courier off"),
    "miss_pick_up": N_("The courier found nobody"),
    "decline_pick_up": N_("No courier comes"),
    "collect": N_("The courier has it"),
    "report_findings": N_("Report what was found"),
    "confirm_findings": N_("Confirm the report"),
    "arrive": N_("The goods are here"),
    "declare_lost": N_("Declare lost and refund"),
    "accept_goods": N_("All good: refund"),
    "contest_goods": N_("Something is wrong"),
}

say(GOODS_RETURN, SENTENCES, LABELS)
