"""What each state of a case says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `sum` (what is to be paid), `what` (the kind of the case), `left` (time until the deadline),
`offer` (the open offer's sum), `reduced` (what the shop wants to pay after the inspection), `into` (the case in which
a merged one goes on).
"""

from huitou.cases.disputes import sentences as of_disputes  # noqa: F401  (they register themselves)
from huitou.cases.machine import CASE
from huitou.cases.paying_by_law import sentences as of_money_due  # noqa: F401  (they register themselves)
from huitou.core.actors import Role
from huitou.core.flow.texts import say, say_where

N_ = str
BUYER, MERCHANT, PLATFORM = Role.BUYER, Role.MERCHANT, Role.PLATFORM

SENTENCES = {
    ("requested", BUYER): N_(
        "%(shop)s has %(left)s to decide. If it says nothing, you get the refund shown here: %(sum)s."
    ),
    ("requested", MERCHANT): N_(
        "The buyer asks for %(sum)s. You have %(left)s to answer; if you say nothing, this is agreed."
    ),
    ("requested", PLATFORM): N_("%(shop)s has %(left)s to answer the buyer; silence is agreement."),
    ("goodwill", BUYER): N_(
        "This goes beyond the policy, so %(shop)s decides freely. If it does not answer within %(left)s, "
        "your wish lapses and nothing changes."
    ),
    ("goodwill", MERCHANT): N_(
        "The buyer asks for %(sum)s beyond your policy. You may agree; if you say nothing for %(left)s, it lapses."
    ),
    ("goodwill", PLATFORM): N_("A goodwill request: %(shop)s has %(left)s, then it lapses."),
    ("offered", BUYER): N_(
        "%(shop)s offers you %(offer)s. You have %(left)s to accept, decline or offer something else; if you say "
        "nothing, the offer lapses and your original wish stands."
    ),
    ("offered", MERCHANT): N_(
        "You offered %(offer)s. The buyer has %(left)s; without an answer the offer lapses and your own clock goes on."
    ),
    ("offered", PLATFORM): N_("%(shop)s offered %(offer)s; the buyer has %(left)s to answer."),
    ("counter_offered", BUYER): N_(
        "You offered %(shop)s: %(offer)s. It has %(left)s to answer; if it says nothing, your offer lapses and "
        "everything stands as before."
    ),
    ("counter_offered", MERCHANT): N_(
        "The buyer offers: %(offer)s. You have %(left)s to accept, decline or offer something else; if you say "
        "nothing, the offer lapses and everything stands as before."
    ),
    ("counter_offered", PLATFORM): N_("The buyer offered %(offer)s; %(shop)s has %(left)s to answer."),
    ("refused", BUYER): N_(
        "%(shop)s refused, and the reason is below. Within %(left)s you can change your wish or call in the "
        "platform; after that the case is closed."
    ),
    ("refused", MERCHANT): N_(
        "You refused. The buyer has %(left)s to change the wish or call in the platform; then the case is closed."
    ),
    ("refused", PLATFORM): N_("%(shop)s refused; the buyer has %(left)s to call you in."),
    ("disputed", BUYER): N_("Your refused request is in dispute."),
    ("disputed", MERCHANT): N_("Your refusal is in dispute."),
    ("disputed", PLATFORM): N_("The shop's refusal is in dispute."),
    ("awaiting_goods", BUYER): N_("Agreed. Send the goods back and you get %(sum)s once they are checked."),
    ("awaiting_goods", MERCHANT): N_("Agreed: %(sum)s is paid once the goods are back and checked."),
    ("awaiting_goods", PLATFORM): N_("Agreed; the goods are on their way back."),
    ("replacing_first", BUYER): N_(
        "Agreed: your replacement goes out before your goods are back. Please send them back all the same."
    ),
    ("replacing_first", MERCHANT): N_("Agreed: the replacement goes out first, the goods come back afterwards."),
    ("replacing_first", PLATFORM): N_("Agreed: the replacement goes out first, the goods come back afterwards."),
    ("replacing", BUYER): N_("Agreed: %(shop)s sends you other goods."),
    ("replacing", MERCHANT): N_("Agreed: the replacement is yours to send."),
    ("replacing", PLATFORM): N_("Agreed: the shop sends other goods."),
    ("repairing", BUYER): N_("%(shop)s takes care of the repair."),
    ("repairing", MERCHANT): N_("The repair is yours to see through."),
    ("repairing", PLATFORM): N_("The shop takes care of the repair."),
    ("remedy_due", BUYER): N_(
        "Repair did not put your goods right. Choose within %(left)s: your money back, or the same again. If you say "
        "nothing, it is your money."
    ),
    ("remedy_due", MERCHANT): N_(
        "Repair did not put the goods right. The buyer has %(left)s to choose money or a replacement; silence chooses "
        "the money."
    ),
    ("remedy_due", PLATFORM): N_("The repair failed; the buyer has %(left)s to choose money or a replacement."),
    ("contested", BUYER): N_(
        "%(shop)s checked the goods and wants to pay %(reduced)s instead of %(sum)s, for the reason below. "
        "You have %(left)s to accept or object; if you say nothing, %(reduced)s is paid."
    ),
    ("contested", MERCHANT): N_(
        "You reduced the refund to %(reduced)s. The buyer has %(left)s to object; then it is paid."
    ),
    ("contested", PLATFORM): N_("%(shop)s reduced the refund after checking the goods; the buyer has %(left)s."),
    ("goods_disputed", BUYER): N_("Whether you get %(sum)s or %(reduced)s is in dispute."),
    ("goods_disputed", MERCHANT): N_("Whether %(sum)s or %(reduced)s is paid is in dispute."),
    ("goods_disputed", PLATFORM): N_("In dispute: the whole %(sum)s, or %(reduced)s as the shop found."),
    ("refunding", BUYER): N_("Your refund of %(sum)s is on its way."),
    ("refunding", MERCHANT): N_("The refund of %(sum)s is being paid."),
    ("refunding", PLATFORM): N_("The refund of %(sum)s is being paid."),
    ("unpaid", BUYER): N_(
        "The payment of %(sum)s did not go through yet. %(shop)s tries again within %(left)s; you keep your claim."
    ),
    ("unpaid", MERCHANT): N_(
        "%(sum)s is still owed to the buyer. Pay it within %(left)s; then it is tried again by itself."
    ),
    ("unpaid", PLATFORM): N_("%(sum)s is still owed to the buyer; it is tried again within %(left)s."),
    ("resolved", BUYER): N_("Done: %(sum)s was paid back to you. Banks may need a few days to show it."),
    ("resolved", MERCHANT): N_("Done: %(sum)s was paid back to the buyer."),
    ("resolved", PLATFORM): N_("Done: %(sum)s was paid back to the buyer."),
    ("unreturned", BUYER): N_("You kept both the replacement and your first goods. %(shop)s may ask you for them."),
    ("unreturned", MERCHANT): N_(
        "The buyer has the replacement and did not send the goods back. It counts against their standing."
    ),
    ("unreturned", PLATFORM): N_("The buyer has the replacement and did not send the goods back."),
    ("withdrawn", BUYER): N_("You took this back. While the time limit lasts, you can apply again from the order."),
    ("withdrawn", MERCHANT): N_("The buyer took this back. There is nothing to do."),
    ("withdrawn", PLATFORM): N_("The buyer took this back."),
    ("declined", BUYER): N_(
        "%(shop)s did not agree to this wish beyond its policy. The reason is below; write to the shop if it changed."
    ),
    ("declined", MERCHANT): N_("You declined a wish beyond your policy. There is nothing more to do."),
    ("declined", PLATFORM): N_("The shop declined a wish beyond its policy."),
    ("merged", BUYER): N_("This goes on in case %(into)s, with everything that was said and shown here."),
    ("merged", MERCHANT): N_("This goes on in case %(into)s. There is nothing to do here."),
    ("merged", PLATFORM): N_("This goes on in case %(into)s."),
    ("lapsed", BUYER): N_(
        "%(shop)s did not answer, so your wish beyond the policy lapsed. Your rights under the policy are unchanged."
    ),
    ("lapsed", MERCHANT): N_("This goodwill request lapsed without an answer."),
    ("lapsed", PLATFORM): N_("This goodwill request lapsed without an answer."),
    ("closed", BUYER): N_("This case is closed. While the time limit lasts, you can apply again from the order."),
    ("closed", MERCHANT): N_("This case is closed. There is nothing to do."),
    ("closed", PLATFORM): N_("This case is closed."),
    ("expired", BUYER): N_(
        "The goods were not handed over in time, so the return was closed and you keep them. While the time limit "
        "lasts, you can apply again from the order."
    ),
    ("expired", MERCHANT): N_("The goods were not handed over in time; the case is closed."),
    ("expired", PLATFORM): N_("The goods were not handed over in time; the case is closed."),
}

LABELS = {
    "agree": N_("Agree to %(sum)s"),
    "refuse": N_("Refuse"),
    "offer": N_("Offer something else"),
    "accept_offer": N_("Accept %(offer)s"),
    "decline_offer": N_("Decline the offer"),
    "recall_offer": N_("Take the offer back"),
    "withdraw": N_("Take it back"),
    "revise": N_("Change my wish"),
    "merge": N_("Put together with another case"),
    "call_in_platform": N_("Call in the platform"),
    "accept_reduction": N_("Accept %(reduced)s"),
    "object": N_("Object"),
    "waive": N_("Pay the whole %(sum)s"),
    "agree_and_ship_first": N_("Agree and send first"),
    "choose_refund": N_("My money back"),
    "choose_replacement": N_("The same again"),
    "pay_again": N_("Pay %(sum)s again"),
}

# Of an exchange at the same price, goods sent again, a repair.
SENTENCES_WITHOUT_SUM = {
    ("requested", BUYER): N_(
        "%(shop)s has %(left)s to decide. If it says nothing, what you asked for is agreed: %(what)s."
    ),
    ("requested", MERCHANT): N_(
        "The buyer asks for this: %(what)s. You have %(left)s to answer; if you say nothing, this is agreed."
    ),
    ("goodwill", MERCHANT): N_(
        "The buyer asks for this beyond your policy: %(what)s. You may agree; if you say nothing for %(left)s, it "
        "lapses."
    ),
    ("awaiting_goods", BUYER): N_("Agreed: %(what)s. Send the goods back; it goes on once they are checked."),
    ("awaiting_goods", MERCHANT): N_("Agreed: %(what)s, once the goods are back and checked."),
    ("contested", BUYER): N_(
        "%(shop)s checked the goods and found something wrong, for the reason below. You have %(left)s to accept or "
        "object; if you say nothing, it ends as the shop found."
    ),
    ("contested", MERCHANT): N_(
        "You found something wrong with the goods. The buyer has %(left)s to object; then it ends as you found."
    ),
    ("contested", PLATFORM): N_("%(shop)s found something wrong with the goods; the buyer has %(left)s."),
    ("goods_disputed", BUYER): N_("What the shop found when it checked the goods is in dispute."),
    ("goods_disputed", MERCHANT): N_("What you found when you checked the goods is in dispute."),
    ("goods_disputed", PLATFORM): N_("In dispute: what the shop found when it checked the goods."),
    ("resolved", BUYER): N_("Done: the case ended without any money."),
    ("resolved", MERCHANT): N_("Done: the case ended without any money."),
    ("resolved", PLATFORM): N_("Done: the case ended without any money."),
}

LABELS_WITHOUT_SUM = {
    "agree": N_("Agree: %(what)s"),
    "accept_reduction": N_("Accept what was found"),
    "waive": N_("Settle it as agreed all the same"),
}

# The money went before the goods, which stay owed.
SENTENCES_PAID_AHEAD = {
    ("awaiting_goods", BUYER): N_(
        "Your %(sum)s is paid before the goods are back. Please send them as agreed: what does not come, or comes "
        "otherwise, you owe %(shop)s."
    ),
    ("awaiting_goods", MERCHANT): N_(
        "Agreed, and %(sum)s is paid before the goods are back. What does not come, or comes otherwise, the buyer "
        "owes you."
    ),
    ("awaiting_goods", PLATFORM): N_("Agreed, and %(sum)s is paid ahead; the goods are on their way back."),
    ("contested", BUYER): N_(
        "%(shop)s checked the goods and finds %(reduced)s due instead of the %(sum)s that was paid to you ahead, for "
        "the reason below. You have %(left)s to accept or object; if you say nothing, you owe the difference."
    ),
    ("contested", MERCHANT): N_(
        "You found %(reduced)s due instead of the %(sum)s that was paid ahead. The buyer has %(left)s to object; then "
        "the difference is owed to you."
    ),
    ("contested", PLATFORM): N_(
        "%(shop)s finds %(reduced)s due instead of the %(sum)s that was paid ahead; the buyer has %(left)s."
    ),
    ("goods_disputed", BUYER): N_("Whether you keep %(sum)s or %(reduced)s is in dispute."),
    ("goods_disputed", MERCHANT): N_("Whether the buyer keeps %(sum)s or %(reduced)s is in dispute."),
    ("expired", BUYER): N_(
        "The goods were not handed over in time, so the return was closed and you keep them. What was paid to you "
        "ahead you owe %(shop)s."
    ),
    ("expired", MERCHANT): N_(
        "The goods were not handed over in time; the case is closed, and the buyer owes you what was paid ahead."
    ),
}

# A refund ended with less than was asked for: the provider paid another sum, or a person recorded one.
SENTENCES_PAID_SHORT = {
    ("resolved", BUYER): N_(
        "Done: %(paid)s of %(sum)s was paid back to you. If you miss the rest, write to %(shop)s here."
    ),
    ("resolved", MERCHANT): N_("Done: %(paid)s of %(sum)s was paid back to the buyer. The rest was not paid."),
    ("resolved", PLATFORM): N_("Done: %(paid)s of %(sum)s was paid back to the buyer. The rest was not paid."),
}

say(CASE, SENTENCES, LABELS)
say_where("without_sum", CASE, SENTENCES_WITHOUT_SUM, LABELS_WITHOUT_SUM)
say_where("paid_ahead", CASE, SENTENCES_PAID_AHEAD, {})
say_where("paid_short", CASE, SENTENCES_PAID_SHORT, {})
