"""What each kind of event says: one sentence to the one who did it, one to the others, one for silence.

Data, translated by gettext; `cases.telling` fills and says them. Placeholders: `who`, `shop`, the facts' sums
(`total_minor` → `total`), and the facts as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.machine import CASE
from huitou.cases.paying_by_law.machine import MONEY_DUE
from huitou.core.actors import Role
from huitou.core.flow import Machine
from huitou.core.verbs import past
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.sending_back import SEND_BACK
from huitou.refunds.machine import REFUND
from huitou.services.machine import REPAIR

N_ = str
EVERYBODY = frozenset({Role.BUYER, Role.MERCHANT, Role.PLATFORM})
THE_HOUSE = EVERYBODY - {Role.BUYER}


@dataclass(frozen=True, slots=True)
class Telling:
    """`told`: of somebody (`who`). `own`: to the one who did it. `alone`: by silence or a machine."""

    told: str = ""
    own: str = ""
    alone: str = ""
    readers: frozenset[Role] = EVERYBODY


OF_CASES: Mapping[str, Telling] = {
    "open": Telling(N_("%(who)s asked for %(total)s."), N_("You asked for %(total)s.")),
    "agree": Telling(
        N_("%(who)s agreed to %(total)s."),
        alone=N_("The shop did not answer in time: that counts as agreement to %(total)s."),
    ),
    "refuse": Telling(N_("%(who)s refused.")),
    "offer": Telling(N_("%(who)s offered %(amount)s."), N_("You offered %(amount)s.")),
    "accept_offer": Telling(
        N_("%(who)s accepted the offer of %(amount)s."), N_("You accepted the offer of %(amount)s.")
    ),
    "decline_offer": Telling(N_("%(who)s declined the offer."), N_("You declined the offer.")),
    "recall_offer": Telling(N_("%(who)s took the offer back."), N_("You took your offer back.")),
    "lapse_offer": Telling(alone=N_("The offer lapsed without an answer. Everything stands as it was.")),
    "withdraw": Telling(
        N_("%(who)s took the request back."),
        N_("You took the request back."),
        alone=N_("The goods are kept, so the request was taken back."),
    ),
    "revise": Telling(N_("%(who)s changed the request to %(total)s."), N_("You changed the request to %(total)s.")),
    "merge": Telling(N_("%(who)s put this case into %(into_ref)s."), N_("You put this case into %(into_ref)s.")),
    "call_in_platform": Telling(N_("%(who)s called in the platform."), N_("You called in the platform.")),
    "follow": Telling(alone=N_("What was decided is being carried out: the buyer gets %(total)s.")),
    "fulfil": Telling(alone=N_("The goods are accepted: what was agreed follows."), readers=THE_HOUSE),
    "pay_in_time": Telling(alone=N_("The law's last day for the money came before the goods were back and checked.")),
    "lose_goods": Telling(alone=N_("The goods were lost on the way: what was agreed follows."), readers=THE_HOUSE),
    "agree_and_ship_first": Telling(N_("%(who)s agreed and sends the replacement first.")),
    "receive": Telling(alone=N_("The replacement has arrived.")),
    "await_goods": Telling(alone=N_("The replacement has arrived. The goods are still to come back.")),
    "refund_instead": Telling(alone=N_("The replacement does not come: %(total)s is paid back instead.")),
    "owe_remedy": Telling(alone=N_("The repair did not work out. The buyer chooses.")),
    "choose_refund": Telling(
        N_("%(who)s chose the money: %(total)s."),
        N_("You chose your money: %(total)s."),
        alone=N_("There was no answer in time: %(total)s is paid back."),
    ),
    "choose_replacement": Telling(N_("%(who)s chose the same again."), N_("You chose the same again.")),
    "contest": Telling(alone=N_("After checking the goods, the shop wants to pay %(total)s instead of %(before)s.")),
    "accept_reduction": Telling(
        N_("%(who)s accepted %(total)s."),
        N_("You accepted %(total)s."),
        alone=N_("There was no objection in time: %(total)s is paid."),
    ),
    "object": Telling(N_("%(who)s objected."), N_("You objected.")),
    "waive": Telling(N_("%(who)s pays the whole %(total)s after all.")),
    "expire": Telling(alone=N_("The goods were not handed over in time.")),
    "pay_early": Telling(alone=N_("%(total)s goes back at once, ahead of the goods.")),
    "resolve": Telling(alone=N_("Done: %(total)s went back."), readers=THE_HOUSE),
    "miss": Telling(alone=N_("The payment did not go through. It is still owed.")),
    "pay_again": Telling(N_("%(who)s started the payment again."), alone=N_("The payment was started again.")),
    "lapse": Telling(alone=N_("The shop did not answer, so the wish beyond the policy lapsed.")),
    "close": Telling(alone=N_("Nobody objected in time: the case was closed.")),
}
OF_GOODS: Mapping[str, Telling] = {
    "open": Telling(alone=N_("The return was opened."), readers=THE_HOUSE),
    "join": Telling(alone=N_("The goods of two cases go back together now, in one return."), readers=THE_HOUSE),
    "hand_over": Telling(N_("%(who)s handed the goods over. %(parcel)s"), N_("You handed the goods over. %(parcel)s")),
    "collect": Telling(N_("The carrier collected the goods."), alone=N_("The carrier collected the goods.")),
    "cancel": Telling(N_("%(who)s keeps the goods."), N_("You keep the goods.")),
    "arrive": Telling(N_("The goods arrived at the shop."), alone=N_("The goods arrived at the shop.")),
    "accept_goods": Telling(
        N_("%(who)s checked the goods: all good."),
        alone=N_("The goods were not checked in time: they count as accepted."),
    ),
    "ask_label": Telling(N_("%(who)s asked for the shop's label."), N_("You asked for the shop's label.")),
    "give_label": Telling(N_("%(who)s gave its label."), alone=N_("The shop's label is there.")),
    "order_label": Telling(N_("%(who)s has a label bought from the carrier."), readers=THE_HOUSE),
    "void_label": Telling(N_("%(who)s gave the label back. It can no longer be used.")),
    "do_without_label": Telling(
        N_("%(who)s sends the goods without the shop's label."),
        N_("You send the goods without the shop's label."),
        alone=N_("The shop gave no label in time: the goods can go another way."),
    ),
    "book_pick_up": Telling(N_("%(who)s booked the courier for %(slot)s."), N_("You booked the courier for %(slot)s.")),
    "change_pick_up": Telling(N_("%(who)s moved the pick-up to %(slot)s."), N_("You moved the pick-up to %(slot)s.")),
    "cancel_pick_up": Telling(N_("%(who)s called the courier off."), N_("You called the courier off.")),
    "miss_pick_up": Telling(
        N_("The courier did not pick the goods up. %(again)s"),
        alone=N_("The courier did not pick the goods up. %(again)s"),
    ),
    "decline_pick_up": Telling(alone=N_("The carrier has no courier for that time; another one has to be chosen.")),
    "report_findings": Telling(N_("%(who)s checked the goods for the shop.")),
    "confirm_findings": Telling(
        N_("%(who)s confirmed what the check found."),
        alone=N_("The shop did not object to what the check found: it counts."),
    ),
    "contest_goods": Telling(N_("%(who)s checked the goods and found something wrong.")),
    "expire": Telling(alone=N_("The time for handing over ended; the return was closed.")),
    "trace": Telling(alone=N_("The parcel is overdue. The shop asks the carrier.")),
    "declare_lost": Telling(
        N_("%(who)s declared the parcel lost."), alone=N_("The parcel was not found and counts as lost.")
    ),
}
OF_REPLACEMENTS: Mapping[str, Telling] = {
    "open": Telling(alone=N_("The replacement was opened."), readers=THE_HOUSE),
    "confirm_difference": Telling(N_("%(who)s received %(difference)s."), alone=N_("%(difference)s was received.")),
    "say_paid": Telling(
        N_("%(who)s says that %(difference)s were paid."), N_("You said that you have paid %(difference)s.")
    ),
    "deny_payment": Telling(N_("%(who)s has not received %(difference)s yet.")),
    "count_as_paid": Telling(alone=N_("Nobody contradicted: %(difference)s counts as paid.")),
    "end_unanswered": Telling(
        alone=N_("The shop did not say whether %(difference)s came: nothing is sent, and the sum is owed back.")
    ),
    "waive_difference": Telling(N_("%(who)s sends it without %(difference)s.")),
    "ship": Telling(N_("%(who)s sent the replacement. %(parcel)s")),
    "ship_again": Telling(N_("%(who)s sent another replacement. %(parcel)s")),
    "fall_behind": Telling(alone=N_("The replacement was not sent in time.")),
    "wait_on": Telling(N_("%(who)s waits on."), N_("You wait on.")),
    "give_up": Telling(
        N_("%(who)s gave up the replacement."),
        N_("You chose your money."),
        alone=N_("The replacement does not come."),
    ),
    "trace": Telling(alone=N_("The replacement is overdue. The shop asks the carrier.")),
    "deliver": Telling(N_("The replacement was delivered."), alone=N_("The replacement was delivered.")),
    "receive": Telling(N_("%(who)s has the replacement."), N_("You have the replacement.")),
}
OF_SEND_BACKS: Mapping[str, Telling] = {
    "open": Telling(alone=N_("What was neither taken nor paid for goes back to the buyer.")),
    "send": Telling(N_("%(who)s sent the goods back. %(parcel)s")),
    "fall_behind": Telling(alone=N_("The goods were not sent back in time; the shop is reminded.")),
    "remind": Telling(alone=N_("The shop was reminded of the buyer's goods.")),
    "trace": Telling(alone=N_("The parcel is overdue. The shop asks the carrier.")),
    "deliver": Telling(N_("The goods were delivered."), alone=N_("The goods were delivered.")),
    "receive": Telling(N_("%(who)s has the goods."), N_("You have the goods.")),
    "leave": Telling(N_("%(who)s left the goods with the shop."), N_("You left the goods with the shop.")),
    "settle": Telling(
        N_("%(who)s said that the shop made good for the goods."), N_("You said that the shop made good for the goods.")
    ),
}
OF_REPAIRS: Mapping[str, Telling] = {
    "open": Telling(alone=N_("The goods are at the workshop."), readers=THE_HOUSE),
    "give_to_workshop": Telling(N_("%(who)s decided which workshop does the repair."), readers=THE_HOUSE),
    "accept_repair": Telling(N_("%(who)s repairs the goods at no cost.")),
    "quote": Telling(N_("%(who)s quoted %(quote)s for the repair.")),
    "accept_quote": Telling(N_("%(who)s agreed to %(quote)s."), N_("You agreed to %(quote)s.")),
    "decline_quote": Telling(
        N_("%(who)s wants the goods back unrepaired."),
        N_("You want the goods back unrepaired."),
        alone=N_("There was no answer to the quote: the goods come back unrepaired."),
    ),
    "waive_quote": Telling(N_("%(who)s repairs at no cost after all.")),
    "find_nothing": Telling(N_("%(who)s found no fault.")),
    "note_work": Telling(N_("%(who)s wrote about the work.")),
    "finish": Telling(N_("%(who)s repaired the goods.")),
    "confirm_payment": Telling(N_("%(who)s received %(quote)s for the repair.")),
    "say_paid": Telling(N_("%(who)s says that %(quote)s were paid."), N_("You said that you have paid %(quote)s.")),
    "deny_payment": Telling(N_("%(who)s has not received %(quote)s yet.")),
    "count_as_paid": Telling(alone=N_("Nobody contradicted: %(quote)s counts as paid.")),
    "end_unanswered": Telling(
        alone=N_("The shop did not say whether %(quote)s came: the goods go back, and nothing counts as paid.")
    ),
    "abandon": Telling(
        N_("%(who)s leaves the goods with the shop."),
        N_("You leave the goods with the shop."),
        alone=N_("The repair was not paid for in time: the goods stay with the shop."),
    ),
    "fail": Telling(N_("%(who)s could not repair the goods."), alone=N_("The repair took too long.")),
    "send_back": Telling(N_("%(who)s sent the goods back. %(parcel)s")),
    "trace": Telling(alone=N_("The parcel is overdue. The shop asks the carrier.")),
    "deliver": Telling(N_("The goods were delivered."), alone=N_("The goods were delivered.")),
    "receive": Telling(N_("%(who)s has the goods."), N_("You have the goods.")),
}
OF_MONEY: Mapping[str, Telling] = {
    "request": Telling(N_("A refund of %(amount)s was started."), alone=N_("A refund of %(amount)s was started.")),
    "succeed": Telling(
        N_("%(who)s recorded the payment of %(paid)s."), alone=N_("The payment service paid %(paid)s back.")
    ),
    "need_person": Telling(alone=N_("The payment of %(amount)s needs a person of the shop. It is not lost.")),
    "escalate": Telling(
        N_("%(who)s brought in the last instance for the payment."),
        alone=N_("The payment of %(amount)s was passed on to the last instance."),
        readers=THE_HOUSE,
    ),
    "retry": Telling(N_("%(who)s started the payment again."), readers=THE_HOUSE),
    "confirm": Telling(N_("%(who)s confirmed the payment of %(amount)s as the second person."), readers=THE_HOUSE),
    "ask_other_way": Telling(N_("%(who)s asked to pay %(amount)s another way than it came."), readers=THE_HOUSE),
    "allow_other_way": Telling(N_("%(who)s allowed it: %(amount)s is paid by hand."), readers=THE_HOUSE),
    "decline_other_way": Telling(N_("%(who)s did not allow another way."), readers=THE_HOUSE),
    "fail": Telling(N_("%(who)s gave the payment up."), alone=N_("The payment was given up."), readers=THE_HOUSE),
    "become_unknown": Telling(
        alone=N_("The payment service did not answer clearly; it is asked again."), readers=THE_HOUSE
    ),
    "hand_to_shop": Telling(alone=N_("No machine can pay this refund: the shop pays it by hand."), readers=THE_HOUSE),
}


OF_MONEY_DUE: Mapping[str, Telling] = {
    "begin": Telling(alone=N_("The law's clock for the money begins."), readers=THE_HOUSE),
    "pay_in_time": Telling(
        N_("%(who)s does not wait for the goods and pays."),
        alone=N_("The law's last day for the money is over: it is paid."),
    ),
    "escalate": Telling(
        N_("%(who)s tried again to pay what is due by law."),
        alone=N_("The money that is due by law has not gone; it is tried again and the shop is told."),
    ),
}


THE_PLATFORM = frozenset({Role.PLATFORM})
OF_DISPUTES: Mapping[str, Telling] = {
    "open": Telling(alone=N_("The dispute about %(value)s was opened."), readers=THE_HOUSE),
    "rest": Telling(N_("%(who)s has shown all."), N_("You have shown all you have.")),
    "close_round": Telling(alone=N_("The time is over: it goes on with what is there.")),
    "ask_buyer": Telling(N_("%(who)s asked the buyer.")),
    "ask_merchant": Telling(N_("%(who)s asked the shop.")),
    "answer": Telling(N_("%(who)s answered."), N_("You answered.")),
    "propose": Telling(N_("%(who)s proposed %(amount)s to both sides.")),
    "accept_proposal": Telling(N_("%(who)s accepted the proposal."), N_("You accepted the proposal.")),
    "decline_proposal": Telling(N_("%(who)s declined the proposal."), N_("You declined the proposal.")),
    "lapse_proposal": Telling(alone=N_("Not both sides accepted the proposal in time.")),
    "rule": Telling(N_("%(who)s ruled: the buyer gets %(amount)s.")),
    "rule_for_buyer": Telling(alone=N_("There was no ruling in time: the buyer gets %(amount)s.")),
    "confirm": Telling(N_("A second arbitrator confirmed the ruling: the buyer gets %(amount)s.")),
    "dissent": Telling(N_("%(who)s did not confirm the ruling."), readers=THE_PLATFORM),
    "escalate": Telling(
        N_("%(who)s handed the dispute to the senior arbitrator."),
        alone=N_("There was no ruling in time: the senior arbitrator decides."),
    ),
    "accept_ruling": Telling(N_("%(who)s accepted the ruling."), N_("You accepted the ruling.")),
    "appeal": Telling(N_("%(who)s appealed against the ruling."), N_("You appealed against the ruling.")),
    "withdraw_appeal": Telling(N_("%(who)s took the appeal back."), N_("You took the appeal back.")),
    "sustain": Telling(N_("%(who)s let the ruling stand: the buyer gets %(amount)s.")),
    "rule_again": Telling(N_("%(who)s ruled on the appeal: the buyer gets %(amount)s.")),
    "execute": Telling(alone=N_("The ruling is final: the buyer gets %(amount)s.")),
    "concede": Telling(N_("%(who)s gives the buyer %(amount)s after all.")),
    "withdraw": Telling(N_("%(who)s ended the dispute."), N_("You ended the dispute.")),
    "take": Telling(N_("%(who)s has taken the dispute."), readers=THE_PLATFORM),
    "hand_over": Telling(N_("%(who)s handed the dispute over."), readers=THE_PLATFORM),
    "declare_conflict": Telling(N_("%(who)s declared an interest."), readers=THE_PLATFORM),
}
# A ruling that still needs a second arbitrator is told to neither side.
RULED_IN_SECRET = Telling(N_("%(who)s ruled; a second arbitrator must confirm it."), readers=THE_PLATFORM)


def _by_kind(area: str, machine: Machine, tellings: Mapping[str, Telling]) -> dict[str, Telling]:
    return {f"{area}.{machine.name}.{past(action)}": telling for action, telling in tellings.items()}


# A wish that is a right, or that the policy agrees to by itself, waits for nobody.
AGREED_AT_ONCE = {
    f"cases.{CASE.name}.{past('open')}": Telling(
        N_("%(who)s asked for %(total)s. That was agreed at once."),
        N_("You asked for %(total)s. That was agreed at once."),
    ),
    f"cases.{CASE.name}.{past('revise')}": Telling(
        N_("%(who)s changed the request to %(total)s. That was agreed at once."),
        N_("You changed the request to %(total)s. That was agreed at once."),
    ),
}

# What pays nothing is told by its name: an exchange at the same price, goods sent again, a repair.
NO_MONEY = _by_kind(
    "cases",
    CASE,
    {
        "open": Telling(N_("%(who)s asked for this: %(what)s."), N_("You asked for this: %(what)s.")),
        "revise": Telling(
            N_("%(who)s changed the request to this: %(what)s."), N_("You changed the request to this: %(what)s.")
        ),
        "agree": Telling(N_("%(who)s agreed."), alone=N_("The shop did not answer in time: that counts as agreement.")),
        "resolve": Telling(alone=N_("Done."), readers=THE_HOUSE),
        "follow": Telling(alone=N_("What was decided is being carried out.")),
        "accept_reduction": Telling(
            N_("%(who)s accepted what the shop found."),
            N_("You accepted what the shop found."),
            alone=N_("There was no objection in time: what the shop found counts."),
        ),
        "waive": Telling(N_("%(who)s settles it as agreed after all.")),
    },
)
# Neither before nor after the check: a sum that falls to nothing is told with its sums.
NEVER_MONEY = _by_kind(
    "cases", CASE, {"contest": Telling(alone=N_("The shop checked the goods and found something wrong."))}
)
NO_MONEY_AT_ONCE = _by_kind(
    "cases",
    CASE,
    {
        "open": Telling(
            N_("%(who)s asked for this: %(what)s. That was agreed at once."),
            N_("You asked for this: %(what)s. That was agreed at once."),
        ),
        "revise": Telling(
            N_("%(who)s changed the request to this: %(what)s. That was agreed at once."),
            N_("You changed the request to this: %(what)s. That was agreed at once."),
        ),
    },
)

TELLINGS: Mapping[str, Telling] = {
    **_by_kind("cases", CASE, OF_CASES),
    **_by_kind("cases", DISPUTE, OF_DISPUTES),
    "cases.dispute.taken": OF_DISPUTES["take"],
    **_by_kind("cases", MONEY_DUE, OF_MONEY_DUE),
    **_by_kind("logistics", GOODS_RETURN, OF_GOODS),
    **_by_kind("logistics", REPLACEMENT, OF_REPLACEMENTS),
    **_by_kind("logistics", SEND_BACK, OF_SEND_BACKS),
    **_by_kind("services", REPAIR, OF_REPAIRS),
    **_by_kind("refunds", REFUND, OF_MONEY),
    "cases.goods.strayed": Telling(
        alone=N_("A parcel of this return arrived at the shop although the return was over. It goes back to the buyer.")
    ),
    "cases.case.absorbed": Telling(
        N_("%(who)s put %(merged_ref)s into this case. Together it is %(total)s."),
        N_("You put %(merged_ref)s into this case. Together it is %(total)s."),
    ),
    "cases.sheet.corrected": Telling(
        alone=N_("Only %(total)s of %(before)s was still there to be paid back for this order.")
    ),
    "cases.sheet.covered": Telling(
        alone=N_("%(covered)s of it was paid back outside this case; %(total)s of %(before)s is left.")
    ),
    "cases.sheet.uncovered": Telling(
        alone=N_("A payment outside this case failed, so it is owed again: %(total)s instead of %(before)s.")
    ),
    "cases.rest.paid": Telling(alone=N_("%(covered)s of what was still missing was paid back outside this case.")),
    "cases.evidence.added": Telling(N_("%(who)s added a photo."), N_("You added a photo.")),
}
