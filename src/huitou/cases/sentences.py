"""What each state of a case says to each reader, and what its actions are called. Data; translated by gettext.

Placeholders: `shop`, `sum` (what is to be paid), `left` (time until the deadline), `offer` (the open offer's sum),
`reduced` (what the shop wants to pay after the inspection).
"""

from huitou.cases.machine import CASE
from huitou.core.actors import Role
from huitou.core.flow.texts import say

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
        "%(shop)s offers you %(offer)s. You have %(left)s to accept or decline; if you say nothing, the offer "
        "lapses and your original wish stands."
    ),
    ("offered", MERCHANT): N_(
        "You offered %(offer)s. The buyer has %(left)s; without an answer the offer lapses and your own clock goes on."
    ),
    ("offered", PLATFORM): N_("%(shop)s offered %(offer)s; the buyer has %(left)s to answer."),
    ("refused", BUYER): N_(
        "%(shop)s refused, and the reason is below. Within %(left)s you can change your wish or call in the "
        "platform; after that the case is closed."
    ),
    ("refused", MERCHANT): N_(
        "You refused. The buyer has %(left)s to change the wish or call in the platform; then the case is closed."
    ),
    ("refused", PLATFORM): N_("%(shop)s refused; the buyer has %(left)s to call you in."),
    ("disputed", BUYER): N_(
        "The platform is looking at both sides and rules within %(left)s. If it does not, you get %(sum)s."
    ),
    ("disputed", MERCHANT): N_(
        "The platform rules within %(left)s; if it does not, the buyer gets %(sum)s. You can still agree yourself."
    ),
    ("disputed", PLATFORM): N_(
        "Rule within %(left)s. Without a ruling the buyer gets %(sum)s. Both sides read your grounds."
    ),
    ("awaiting_goods", BUYER): N_("Agreed. Send the goods back and you get %(sum)s once they are checked."),
    ("awaiting_goods", MERCHANT): N_("Agreed: %(sum)s is paid once the goods are back and checked."),
    ("awaiting_goods", PLATFORM): N_("Agreed; the goods are on their way back."),
    ("contested", BUYER): N_(
        "%(shop)s checked the goods and wants to pay %(reduced)s instead of %(sum)s, for the reason below. "
        "You have %(left)s to accept or object; if you say nothing, %(reduced)s is paid."
    ),
    ("contested", MERCHANT): N_(
        "You reduced the refund to %(reduced)s. The buyer has %(left)s to object; then it is paid."
    ),
    ("contested", PLATFORM): N_("%(shop)s reduced the refund after checking the goods; the buyer has %(left)s."),
    ("goods_disputed", BUYER): N_(
        "The platform decides whether you get %(sum)s or %(reduced)s, within %(left)s. If it does not, you get %(sum)s."
    ),
    ("goods_disputed", MERCHANT): N_(
        "The platform decides within %(left)s whether %(sum)s or %(reduced)s is paid; if it does not, the whole sum is."
    ),
    ("goods_disputed", PLATFORM): N_(
        "Rule within %(left)s: the whole %(sum)s, or %(reduced)s as the shop found. "
        "Without a ruling the buyer gets all."
    ),
    ("refunding", BUYER): N_("Your refund of %(sum)s is on its way to the payment method that you used."),
    ("refunding", MERCHANT): N_("The refund of %(sum)s is being paid. There is nothing for you to do."),
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
    ("withdrawn", BUYER): N_("You took this back. While the time limit lasts, you can apply again from the order."),
    ("withdrawn", MERCHANT): N_("The buyer took this back. There is nothing to do."),
    ("withdrawn", PLATFORM): N_("The buyer took this back."),
    ("declined", BUYER): N_(
        "%(shop)s did not agree to this wish beyond its policy. The reason is below; write to the shop if it changed."
    ),
    ("declined", MERCHANT): N_("You declined a wish beyond your policy. There is nothing more to do."),
    ("declined", PLATFORM): N_("The shop declined a wish beyond its policy."),
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
    "withdraw": N_("Take it back"),
    "revise": N_("Change my wish"),
    "call_in_platform": N_("Call in the platform"),
    "rule_for_buyer": N_("Rule for the buyer: %(sum)s"),
    "rule_for_merchant": N_("Rule for the shop"),
    "accept_reduction": N_("Accept %(reduced)s"),
    "object": N_("Object"),
    "waive": N_("Pay the whole %(sum)s"),
    "pay_again": N_("Pay %(sum)s again"),
}

say(CASE, SENTENCES, LABELS)
