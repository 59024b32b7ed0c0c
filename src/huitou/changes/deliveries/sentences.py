"""What each state of a wish for a delivery says to each reader, and what its actions are called. Data; gettext.

Placeholders: `shop`, `left` (time until the deadline), `why` (why it cannot be done, a whole sentence).
"""

from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.core.actors import Role
from huitou.core.flow.texts import say

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("asking_carrier", BUYER): N_(
        "The carrier is being asked. Without its answer in %(left)s, %(shop)s asks it by telephone."
    ),
    ("asking_carrier", MERCHANT): N_("The carrier is being asked. Without its answer in %(left)s it is your task."),
    ("asking_carrier", PLATFORM): N_("The carrier is being asked; without its answer in %(left)s the shop asks."),
    ("to_arrange", BUYER): N_(
        "%(shop)s has %(left)s to arrange it with the carrier. If it does not, the parcel comes as it was planned."
    ),
    ("to_arrange", MERCHANT): N_(
        "Arrange it with the carrier within %(left)s and say what came of it. If you do not, the parcel comes as it "
        "was planned, and the buyer is told."
    ),
    ("to_arrange", PLATFORM): N_("The shop has %(left)s to arrange it with the carrier; then it lapses."),
    ("arranged", BUYER): N_("Arranged with the carrier. It counts until the parcel has come, at most for %(left)s."),
    ("arranged", MERCHANT): N_(
        "Arranged with the carrier. If it turns out to be impossible, say so; otherwise it ends with the delivery, at "
        "the latest in %(left)s."
    ),
    ("arranged", PLATFORM): N_("Arranged with the carrier; it ends with the delivery, at the latest in %(left)s."),
    ("settled", BUYER): N_("Your wish was arranged with the carrier, and the parcel's way is over."),
    ("settled", MERCHANT): N_("It was arranged with the carrier, and the parcel's way is over."),
    ("settled", PLATFORM): N_("It was arranged with the carrier, and the parcel's way is over."),
    ("declined", BUYER): N_("That cannot be done. %(why)s The parcel comes as it was planned."),
    ("declined", MERCHANT): N_("It cannot be done; the buyer was told. %(why)s"),
    ("declined", PLATFORM): N_("It cannot be done. %(why)s"),
    ("lapsed", BUYER): N_("It was not arranged in time: the parcel comes as it was planned. You can ask again."),
    ("lapsed", MERCHANT): N_("It was not arranged in time: the parcel comes as it was planned."),
    ("lapsed", PLATFORM): N_("It was not arranged in time: the parcel comes as it was planned."),
    ("withdrawn", BUYER): N_("You took it back: the parcel comes as it was planned."),
    ("withdrawn", MERCHANT): N_("The buyer took it back: the parcel comes as it was planned."),
    ("withdrawn", PLATFORM): N_("The buyer took it back."),
    ("overtaken", BUYER): N_("The parcel was faster: its way was over before this was arranged."),
    ("overtaken", MERCHANT): N_("The parcel was faster: there is nothing left to arrange."),
    ("overtaken", PLATFORM): N_("The parcel's way was over before this was arranged."),
}

LABELS = {
    "accept": N_("The carrier does it"),
    "arrange": N_("Arranged with the carrier"),
    "decline": N_("The carrier cannot do it"),
    "withdraw": N_("Take it back"),
    "deliver": N_("Delivered"),
    "pass_on": N_("Ask the carrier by telephone"),
    "lapse": N_("Let it lapse"),
    "end": N_("Let it end"),
}

say(DELIVERY_REQUEST, SENTENCES, LABELS)
