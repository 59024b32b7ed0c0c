"""What each state of rejected goods says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `left` (time until the deadline).
"""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.logistics.sending_back import SEND_BACK

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("to_send", BUYER): N_(
        "The goods that were not taken are yours: %(shop)s sends them back to you within %(left)s. If it does not, it "
        "is reminded until it does."
    ),
    ("to_send", MERCHANT): N_(
        "Goods that you did not pay for are the buyer's. Send them back within %(left)s and enter the tracking number; "
        "otherwise you are reminded until you do."
    ),
    ("to_send", PLATFORM): N_("The shop has %(left)s to send back what it did not take."),
    ("overdue", BUYER): N_(
        "%(shop)s has not sent your goods back in time. It is reminded every three days until it does; the next time "
        "in %(left)s. You can write to it below."
    ),
    ("overdue", MERCHANT): N_(
        "The buyer's goods are still with you. Send them back now; you are reminded again in %(left)s."
    ),
    ("overdue", PLATFORM): N_("The shop has not sent the buyer's goods back in time; it is reminded in %(left)s."),
    ("on_the_way", BUYER): N_(
        "Your goods are on their way back to you. Tell us when you have them; without a sign in %(left)s the shop has "
        "to look for them."
    ),
    ("on_the_way", MERCHANT): N_(
        "The buyer's goods are on their way back. Without a sign in %(left)s you have to look for them."
    ),
    ("on_the_way", PLATFORM): N_("What was not taken is on its way back to the buyer; it is traced in %(left)s."),
    ("missing", BUYER): N_(
        "Your goods have not arrived. %(shop)s has to find them or make good for them, and is reminded again in "
        "%(left)s. Say so here when it has."
    ),
    ("missing", MERCHANT): N_(
        "The buyer's goods have not arrived. Find them, or make good for them and agree on it with the buyer; you are "
        "reminded again in %(left)s."
    ),
    ("missing", PLATFORM): N_("The buyer's goods did not arrive; the shop is reminded in %(left)s."),
    ("delivered", BUYER): N_("You have the goods again that were not taken."),
    ("delivered", MERCHANT): N_("The buyer has the goods again that you did not take."),
    ("delivered", PLATFORM): N_("The buyer has the goods again."),
    ("left", BUYER): N_("You left the goods with the shop."),
    ("left", MERCHANT): N_("The buyer left the goods with you."),
    ("left", PLATFORM): N_("The buyer left the goods with the shop."),
    ("settled", BUYER): N_("The shop made good for the lost goods."),
    ("settled", MERCHANT): N_("You made good for the lost goods."),
    ("settled", PLATFORM): N_("The shop made good for the lost goods."),
}

LABELS = {
    "send": N_("Send the goods back"),
    "leave": N_("I do not want them back"),
    "deliver": N_("The buyer has them"),
    "receive": N_("I have them"),
    "settle": N_("The shop has made good for it"),
}

say(SEND_BACK, SENTENCES, LABELS)
