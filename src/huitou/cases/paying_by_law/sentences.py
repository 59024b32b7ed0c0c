"""What each state of the law's clock says to each reader, and what its actions are called. Data; by gettext.

Placeholders: `shop`, `article`, `days` (of the law), `day` (the last one), `left` (time until the deadline).
"""

from huitou.cases.paying_by_law.machine import MONEY_DUE
from huitou.core.actors import Role
from huitou.core.flow.texts import say

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("withheld", BUYER): N_(
        "By law the shop may wait with the money until the goods are back or you have shown that you sent them; from "
        "then on it must pay in time (%(article)s). It is looked at again in %(left)s."
    ),
    ("withheld", MERCHANT): N_(
        "By law you may wait with the money until the goods are back or the buyer has shown that they were sent "
        "(%(article)s). It is looked at again in %(left)s."
    ),
    ("withheld", PLATFORM): N_("The law's clock waits for the goods (%(article)s); it is looked at in %(left)s."),
    ("running", BUYER): N_(
        "By law your money is sent by %(day)s at the latest (%(article)s). If %(shop)s has not done so in %(left)s, it "
        "is paid by itself."
    ),
    ("running", MERCHANT): N_(
        "By law the money must be sent by %(day)s (%(article)s). You can pay now; in %(left)s it is paid by itself, "
        "wherever the goods are."
    ),
    ("running", PLATFORM): N_("By law the money is due by %(day)s (%(article)s), in %(left)s."),
    ("paying", BUYER): N_(
        "The law's day for your money has come (%(article)s), so the payment was started by itself. If it has not gone "
        "in %(left)s, the people in charge are told."
    ),
    ("paying", MERCHANT): N_(
        "The law's day for the money has come (%(article)s): the payment was started. If it has not gone in %(left)s, "
        "the people in charge are told."
    ),
    ("paying", PLATFORM): N_(
        "The law's day has come (%(article)s); the payment was started and is checked in %(left)s."
    ),
    ("overdue", BUYER): N_(
        "By law your money was due by %(day)s (%(article)s), and it has not gone yet. %(shop)s is reminded every "
        "working day, the next time in %(left)s; your claim stands."
    ),
    ("overdue", MERCHANT): N_(
        "By law the money was due by %(day)s (%(article)s). See what holds it up: pay, record what was paid, or come "
        "to an agreement. It is tried again in %(left)s."
    ),
    ("overdue", PLATFORM): N_(
        "By law the money was due by %(day)s (%(article)s) and has not gone; it is tried again in %(left)s."
    ),
    ("paid", BUYER): N_("The money that the law demands has been paid."),
    ("paid", MERCHANT): N_("The money that the law demands has been paid."),
    ("paid", PLATFORM): N_("The money that the law demands has been paid."),
    ("fell_away", BUYER): N_("The law asks for no money in this case any more."),
    ("fell_away", MERCHANT): N_("The law asks for no money in this case any more."),
    ("fell_away", PLATFORM): N_("The law asks for no money in this case any more."),
}

LABELS = {
    "pay_in_time": N_("Pay now, without waiting for the goods"),
    "escalate": N_("Try again to pay"),
}

say(MONEY_DUE, SENTENCES, LABELS)
