"""What each state of a piece of news says to each reader. Data; translated by gettext. Placeholder: `left`."""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.news.machine import PARCEL_NEWS

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("waiting", BUYER): N_("You hear of it in %(left)s, if it is still so then."),
    ("waiting", MERCHANT): N_("The buyer is told in %(left)s, if it is still so then. There is nothing for you to do."),
    ("waiting", PLATFORM): N_("The buyer is told in %(left)s, if it is still so then."),
    ("told", BUYER): N_("You were told."),
    ("told", MERCHANT): N_("The buyer was told."),
    ("told", PLATFORM): N_("The buyer was told."),
    ("dropped", BUYER): N_("There was nothing to tell any more."),
    ("dropped", MERCHANT): N_("Not told: it was no longer so, or somebody did not want to hear it."),
    ("dropped", PLATFORM): N_("Not told."),
}

LABELS = {"look": N_("Look at the parcel again")}

say(PARCEL_NEWS, SENTENCES, LABELS)
