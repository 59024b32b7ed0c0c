"""What each state of a return says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `left` (time until the deadline).
"""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.logistics.machine import GOODS_RETURN

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("awaiting_hand_over", BUYER): N_(
        "Hand the goods over within %(left)s and enter the tracking number here. After that the return is closed."
    ),
    ("awaiting_hand_over", MERCHANT): N_(
        "The buyer has %(left)s to hand the goods over; then the return is closed. There is nothing for you to do."
    ),
    ("awaiting_hand_over", PLATFORM): N_("The buyer has %(left)s to hand the goods over."),
    ("on_the_way", BUYER): N_(
        "Your parcel is on its way back to %(shop)s. If it has not arrived in %(left)s, the shop traces it: "
        "from the hand-over on it is not your risk."
    ),
    ("on_the_way", MERCHANT): N_(
        "The goods are on their way to you. Mark them when they arrive; without a sign in %(left)s they are traced."
    ),
    ("on_the_way", PLATFORM): N_("The goods are on their way back; without a sign in %(left)s they are traced."),
    ("traced", BUYER): N_(
        "%(shop)s is looking for your parcel with the carrier. If it is not found within %(left)s, you are refunded."
    ),
    ("traced", MERCHANT): N_(
        "The parcel is overdue: ask the carrier. If it does not turn up within %(left)s, it counts as lost and the "
        "buyer is refunded."
    ),
    ("traced", PLATFORM): N_("The shop traces the parcel; after %(left)s it counts as lost and the buyer is refunded."),
    ("arrived", BUYER): N_(
        "Your goods are back at %(shop)s and are checked within %(left)s. If the shop says nothing, they are accepted "
        "and you are refunded."
    ),
    ("arrived", MERCHANT): N_(
        "The goods are here. Check them within %(left)s; if you say nothing, they are accepted as they are."
    ),
    ("arrived", PLATFORM): N_("The shop checks the goods within %(left)s; silence accepts them."),
    ("accepted", BUYER): N_("The goods were accepted; your refund follows."),
    ("accepted", MERCHANT): N_("The goods were accepted; the refund follows by itself."),
    ("accepted", PLATFORM): N_("The goods were accepted."),
    ("contested", BUYER): N_("%(shop)s found something wrong with the goods. What it found is below."),
    ("contested", MERCHANT): N_("You found something wrong with the goods; the buyer is asked."),
    ("contested", PLATFORM): N_("The shop found something wrong with the goods."),
    ("lost", BUYER): N_("The parcel was lost on the way back. That is not your risk: you are refunded."),
    ("lost", MERCHANT): N_("The parcel was lost on the way back; the buyer is refunded. Claim it from the carrier."),
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
    "arrive": N_("The goods are here"),
    "declare_lost": N_("Declare lost and refund"),
    "accept_goods": N_("All good: refund"),
    "contest_goods": N_("Something is wrong"),
}

say(GOODS_RETURN, SENTENCES, LABELS)
