"""What each state of an advance says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `left` (time until the deadline), `sum` (what is paid ahead), `owed` (what the buyer owes).
"""

from huitou.core.actors import Role
from huitou.core.flow.texts import say
from huitou.instant.machine import ADVANCE

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("promised", BUYER): N_(
        "Instant refund: %(sum)s goes back to you as soon as the courier has scanned your parcel, before the goods are "
        "checked. You need not do anything else. Without a scan in %(left)s you are paid after the check, as usual."
    ),
    ("promised", MERCHANT): N_(
        "Instant refund promised: %(sum)s is paid at the courier's first scan. Without a scan in %(left)s it lapses, "
        "and the money goes back after the check."
    ),
    ("promised", PLATFORM): N_("An instant refund of %(sum)s is promised; it lapses in %(left)s without a scan."),
    ("owed", BUYER): N_(
        "Instant refund: %(sum)s is on its way to you ahead of the goods. Please send them as agreed: what does not "
        "come back, or comes back otherwise, you owe %(shop)s."
    ),
    ("owed", MERCHANT): N_(
        "%(sum)s was paid ahead of the goods. When the return ends, this settles itself; what did not come becomes a "
        "claim. There is nothing for you to do."
    ),
    ("owed", PLATFORM): N_("%(sum)s was paid ahead of the goods, which are owed."),
    ("claimed", BUYER): N_(
        "You owe %(shop)s %(owed)s: it was paid to you ahead of goods that did not come back as agreed. Transfer it or "
        "send the goods after all within %(left)s, or object if this is not so. Your card is never charged; from your "
        "next refunds up to half is kept back. After that time nothing more is asked, but you get no instant refunds."
    ),
    ("claimed", MERCHANT): N_(
        "The buyer owes you %(owed)s. Record it when they pay or the goods come. Otherwise it is kept back from their "
        "next refunds, and written off in %(left)s."
    ),
    ("claimed", PLATFORM): N_("The buyer owes the shop %(owed)s; it is written off in %(left)s."),
    ("objected", BUYER): N_(
        "You have objected to the claim of %(owed)s. %(shop)s answers within %(left)s; if it says nothing, the claim "
        "is dropped. Until then nothing is kept back."
    ),
    ("objected", MERCHANT): N_(
        "The buyer objects to the claim of %(owed)s. Look at the parcel and the inspection, and answer within "
        "%(left)s; otherwise the claim is dropped and the sum is your loss."
    ),
    ("objected", PLATFORM): N_("The buyer objects to the claim of %(owed)s; the shop has %(left)s to answer."),
    ("settled", BUYER): N_("Instant refund: %(sum)s went back to you, and everything is settled. Thank you."),
    ("settled", MERCHANT): N_("Instant refund of %(sum)s: settled."),
    ("settled", PLATFORM): N_("The instant refund of %(sum)s is settled."),
    ("lapsed", BUYER): N_("There is no instant refund here: you are paid after the check, as usual."),
    ("lapsed", MERCHANT): N_("The instant refund lapsed; the money goes back after the check, as usual."),
    ("lapsed", PLATFORM): N_("The instant refund lapsed; the case goes on as usual."),
    ("waived", BUYER): N_("%(shop)s no longer asks for what was paid ahead. You owe nothing."),
    ("waived", MERCHANT): N_("The claim was dropped. The sum is booked as a loss of instant refunds."),
    ("waived", PLATFORM): N_("The shop dropped its claim."),
    ("written_off", BUYER): N_(
        "What was paid ahead was not settled in time. %(shop)s asks for it no longer; you get no instant refunds there."
    ),
    ("written_off", MERCHANT): N_("Not settled in time: written off as a loss of instant refunds."),
    ("written_off", PLATFORM): N_("The claim was written off."),
}

LABELS = {
    "decline": N_("Pay me after the check instead"),
    "stop": N_("Do not pay ahead"),
    "object": N_("Object: this is not so"),
    "record_payment": N_("Record a payment"),
    "record_goods": N_("The goods have come"),
    "waive": N_("Drop the claim"),
    "uphold": N_("Keep the claim"),
}

say(ADVANCE, SENTENCES, LABELS)
