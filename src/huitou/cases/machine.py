"""The after-sales case: what buyer and shop agree on. Pure data; imports no Django model.

Goods back (`logistics/machine.py`), money (`refunds/machine.py`), goods out again (`logistics/replacing.py`) and
repairs (`services/machine.py`) are machines of their own; the case hands over to them, one after the other, and takes
their ends as its steps. A right given by law or by the published policy waits for no merchant: such a case starts
agreed.
"""

from dataclasses import replace
from typing import Any

from huitou.core.actors import Role
from huitou.core.flow import Delegated, Final, Guard, Machine, Step, Waiting, days, hours, workdays

could_ship_first = Guard("could_ship_first", lambda case: case.could_ship_first)
ships_first = Guard("ships_first", lambda case: case.ships_first)
goods_come_back = Guard("goods_come_back", lambda case: case.goods_come_back and not case.ships_first)
money_at_once = Guard("money_at_once", lambda case: not case.goods_come_back and case.owes_money)
replaced_at_once = Guard("replaced_at_once", lambda case: not case.goods_come_back and not case.owes_money)
money_owed = Guard("money_owed", lambda case: case.owes_money)
replaces = Guard("replaces", lambda case: case.replaces)
repairs = Guard("repairs", lambda case: case.repairs)
nothing_owed = Guard("nothing_owed", lambda case: not (case.owes_money or case.replaces or case.repairs))
no_repair = Guard("no_repair", lambda case: not case.repairs)
nothing_else = Guard("nothing_else", lambda case: not (case.replaces or case.repairs))
only_money_owed = Guard(
    "only_money_owed",
    lambda case: case.owes_money and not (case.replaces or case.repairs or case.paid_early),
)
already_replaced = Guard("already_replaced", lambda case: case.ships_first and not case.replaces)
not_replaced_yet = Guard("not_replaced_yet", lambda case: not case.ships_first or case.replaces)
within_the_verdict = Guard("within_the_verdict", lambda case: case.allowed)
beyond_the_verdict = Guard("beyond_the_verdict", lambda case: not case.allowed)
attempts_left = Guard("attempts_left", lambda case: case.attempt < case.ATTEMPTS)
offers_left = Guard("offers_left", lambda case: case.offers_left)
sum_contested = Guard("sum_contested", lambda case: case.owes_money and not case.ships_first)
may_settle = Guard("may_settle", lambda case: sum_contested.test(case) and case.offers_left)
stands_requested = Guard("stands_requested", lambda case: case.stands == "requested")
stands_goodwill = Guard("stands_goodwill", lambda case: case.stands == "goodwill")
stands_refused = Guard("stands_refused", lambda case: case.stands == "refused")
stands_contested = Guard("stands_contested", lambda case: case.stands == "contested")
accepted_with_return = Guard("accepted_with_return", lambda case: case.goods_come_back and case.stands != "contested")
choice_due = Guard("choice_due", lambda case: case.choice_due)
choice_at_once = Guard("choice_at_once", lambda case: case.choice_at_once)
could_merge = Guard("could_merge", lambda case: case.could_merge)
not_begun = Guard("not_begun", lambda case: case.goods_with_buyer and not case.ships_first and not case.paid_early)
could_pay_early = Guard("could_pay_early", lambda case: case.could_pay_early)
goods_still_with_buyer = Guard("goods_still_with_buyer", lambda case: case.goods_with_buyer)
something_is_left = Guard("something_is_left", lambda case: case.reduced_minor > 0)
pieces_to_replace = Guard("pieces_to_replace", lambda case: case.reduced_minor == 0 and case.replaces_what_is_good)
dispute_over = Guard("dispute_over", lambda case: case.dispute_is_over)
goods_to_come = Guard("goods_to_come", lambda case: case.goods_to_come)
goods_at_shop = Guard("goods_at_shop", lambda case: not case.goods_to_come)
nothing_granted = Guard("nothing_granted", lambda case: case.nothing_granted)
nothing_is_left = Guard("nothing_is_left", lambda case: case.reduced_minor == 0 and not case.replaces_what_is_good)

SHIPS = ("ships the replacement",)
OPENS_RETURN = ("opens the return",)
PAYS = ("requests the refund",)
REPAIRS = ("opens the repair",)
AGREE = "cases.agree"
REFUSE = "cases.refuse"
OFFER = "cases.offer"
DISPUTE_EXITS = {"dispute.ruled": "follow", "dispute.settled": "follow", "dispute.withdrawn": "withdraw"}


def before_goods(way: Guard) -> Guard:
    """The same way, while the goods are not at the shop."""
    return Guard(f"{way.code}_before_goods", lambda case: case.stands != "contested" and way.test(case))


def waits_for_nobody(way: Guard) -> Guard:
    """The same way, for a wish that is agreed as it is made."""
    return Guard(f"agreed_{way.code}", lambda case: case.waits_for_nobody and way.test(case))


def agreed(state: str, who: Role, action: str, **more: Any) -> tuple[Step, ...]:
    """The ways on from an agreement: the choice of who had enough repairs, ship first, goods back, money at once, or a
    replacement at once.
    """
    return (
        Step(state, who, action, to="remedy_due", when=choice_due, **more),
        Step(state, who, action, to="replacing_first", when=ships_first, effects=SHIPS, **more),
        Step(state, who, action, to="awaiting_goods", when=goods_come_back, effects=OPENS_RETURN, **more),
        Step(state, who, action, to="refunding", when=money_at_once, effects=PAYS, **more),
        Step(state, who, action, to="replacing", when=replaced_at_once, effects=SHIPS, **more),
    )


def accepted(state: str, who: Role, **more: Any) -> tuple[Step, ...]:
    """The ways on from an accepted offer, as the offer has changed the case: goods back, money, or other goods."""
    return (
        Step(state, who, "accept_offer", to="awaiting_goods", lands=accepted_with_return, effects=OPENS_RETURN, **more),
        Step(state, who, "accept_offer", to="refunding", lands=money_owed, effects=PAYS, **more),
        Step(state, who, "accept_offer", to="replacing", effects=SHIPS, **more),
    )


def offer_gone(state: str, who: Role, action: str, **more: Any) -> tuple[Step, ...]:
    """The ways back from an offer that nobody accepted: the case stands where it stood."""
    ways = (stands_requested, stands_goodwill, stands_refused, stands_contested)
    return tuple(Step(state, who, action, to=way.code.removeprefix("stands_"), when=way, **more) for way in ways)


def agreed_before_goods(state: str) -> tuple[Step, ...]:
    """The shop agrees to the wish while an offer is open. Goods that are back are not agreed on: they are checked."""
    return tuple(replace(step, when=before_goods(step.when)) for step in agreed(state, Role.MERCHANT, "agree")
                 if step.when is not None)  # fmt: skip


def revised(state: str, when: Guard | None = None, *, asks_goodwill: bool = True) -> tuple[Step, ...]:
    """The ways on from a changed wish: into a right it is agreed at once, else the shop answers (again).

    Shipping first is the shop's word alone, and was given for the wish as it was: no changed wish leads there.
    `asks_goodwill`: the new wish may go beyond the policy. After a refusal it may not.
    """
    to = {"awaiting_goods": goods_come_back, "refunding": money_at_once, "replacing": replaced_at_once}
    effects = {"awaiting_goods": OPENS_RETURN, "refunding": PAYS, "replacing": SHIPS}
    goodwill = (Step(state, Role.BUYER, "revise", to="goodwill", when=when, lands=beyond_the_verdict),)
    return (
        Step(state, Role.BUYER, "revise", to="remedy_due", when=when, lands=choice_at_once),
        *(
            # A right is not counted (`cases.attempts`), so this way stays open when the attempts are used up.
            Step(state, Role.BUYER, "revise", to=end, when=when, lands=waits_for_nobody(way), effects=effects[end])
            for end, way in to.items()
        ),
        *(goodwill if asks_goodwill else ()),
        Step(state, Role.BUYER, "revise", to="requested", when=when or attempts_left),
    )  # fmt: skip


def merged(state: str) -> tuple[Step, ...]:
    """The way out of a case whose wish goes on in another case of the order, at the same stage."""
    return (
        Step(state, Role.BUYER, "merge", to="merged", when=could_merge),
        Step(state, Role.MERCHANT, "merge", to="merged", when=could_merge, permission=AGREE),
    )


def fulfilled(state: str, who: Role, action: str, **more: Any) -> tuple[Step, ...]:
    """The ways on once the goods are back (or need not come): money first, then goods out, then the repair."""
    return (
        Step(state, who, action, to="refunding", when=money_owed, effects=PAYS, **more),
        Step(state, who, action, to="replacing", when=replaces, effects=SHIPS, **more),
        Step(state, who, action, to="repairing", when=repairs, effects=REPAIRS, **more),
        Step(state, who, action, to="resolved", when=nothing_owed, **more),
    )


def followed(state: str) -> tuple[Step, ...]:
    """The ways on from a dispute: what it granted is done. Goods that were checked are at the shop already."""
    ways: dict[str, Guard | None] = {}
    if state == "disputed":
        ways = {"remedy_due": choice_due, "replacing_first": ships_first, "awaiting_goods": goods_come_back}
    ways |= {"refunding": money_owed, "replacing": replaces, "repairing": repairs, "resolved": None}
    effects = {"replacing_first": SHIPS, "awaiting_goods": OPENS_RETURN, "refunding": PAYS, "replacing": SHIPS}
    return (
        Step(state, Role.SYSTEM, "follow", to="closed", when=dispute_over, lands=nothing_granted),
        *(
            Step(state, Role.SYSTEM, "follow", to=to, when=dispute_over, lands=way, effects=effects.get(to, ()))
            for to, way in ways.items()
        ),
    )


CASE = Machine(
    "case",
    # Asked: within the verdict, the shop's silence is agreement, to exactly the sheet that was shown.
    Waiting("requested", on=Role.MERCHANT, for_=hours(48, "merchant_answers"), then="agree", keeps_clock=True),
    *agreed("requested", Role.MERCHANT, "agree"),
    Step(
        "requested",
        Role.MERCHANT,
        "agree_and_ship_first",
        to="replacing_first",
        when=could_ship_first,
        effects=SHIPS,
        permission=AGREE,
    ),
    Step("requested", Role.MERCHANT, "offer", to="offered"),
    Step("requested", Role.MERCHANT, "refuse", to="refused"),
    Step("requested", Role.BUYER, "offer", to="counter_offered", when=offers_left),
    *revised("requested"),
    Step("requested", Role.BUYER, "withdraw", to="withdrawn"),
    *merged("requested"),
    # Asked beyond the verdict: goodwill, which silence does not grant.
    Waiting("goodwill", on=Role.MERCHANT, for_=hours(48, "merchant_answers"), then="lapse", keeps_clock=True),
    *agreed("goodwill", Role.MERCHANT, "agree"),
    Step(
        "goodwill",
        Role.MERCHANT,
        "agree_and_ship_first",
        to="replacing_first",
        when=could_ship_first,
        effects=SHIPS,
        permission=AGREE,
    ),
    Step("goodwill", Role.MERCHANT, "offer", to="offered"),
    Step("goodwill", Role.MERCHANT, "refuse", to="declined"),
    Step("goodwill", Role.BUYER, "offer", to="counter_offered", when=offers_left),
    *revised("goodwill"),
    Step("goodwill", Role.BUYER, "withdraw", to="withdrawn"),
    *merged("goodwill"),
    Step("goodwill", Role.SYSTEM, "lapse", to="lapsed"),
    # The shop's offer: the buyer's silence lets it lapse, and the shop's clock goes on where it stood.
    Waiting("offered", on=Role.BUYER, for_=hours(72, "buyer_answers"), then="lapse_offer"),
    *accepted("offered", Role.BUYER),
    *offer_gone("offered", Role.BUYER, "decline_offer"),
    Step("offered", Role.BUYER, "offer", to="counter_offered", when=offers_left),
    *revised("offered", goods_still_with_buyer),
    Step("offered", Role.BUYER, "withdraw", to="withdrawn", when=goods_still_with_buyer),
    *agreed_before_goods("offered"),
    *offer_gone("offered", Role.SYSTEM, "lapse_offer"),
    # The buyer's offer: the shop's clock runs on; its silence lets the offer lapse, and the case stands where it stood.
    Waiting(
        "counter_offered", on=Role.MERCHANT, for_=hours(48, "merchant_answers"), then="lapse_offer", keeps_clock=True
    ),
    *accepted("counter_offered", Role.MERCHANT, permission=AGREE),
    *offer_gone("counter_offered", Role.MERCHANT, "decline_offer", permission=OFFER),
    Step("counter_offered", Role.MERCHANT, "offer", to="offered"),
    *offer_gone("counter_offered", Role.BUYER, "recall_offer"),
    *agreed_before_goods("counter_offered"),
    Step("counter_offered", Role.MERCHANT, "refuse", to="refused", when=stands_requested),
    Step("counter_offered", Role.MERCHANT, "refuse", to="declined", when=stands_goodwill),
    *revised("counter_offered", goods_still_with_buyer),
    Step("counter_offered", Role.BUYER, "withdraw", to="withdrawn", when=goods_still_with_buyer),
    *offer_gone("counter_offered", Role.SYSTEM, "lapse_offer"),
    # Refused: the buyer changes the wish (into a right: agreed at once), calls in the platform, or lets it be.
    Waiting("refused", on=Role.BUYER, for_=days(7, "buyer_objects"), then="close"),
    *revised("refused", asks_goodwill=False),
    Step("refused", Role.BUYER, "offer", to="counter_offered", when=offers_left),
    Step("refused", Role.MERCHANT, "offer", to="offered"),
    Step("refused", Role.BUYER, "call_in_platform", to="disputed"),
    Step("refused", Role.MERCHANT, "call_in_platform", to="disputed", permission=REFUSE),
    Step("refused", Role.BUYER, "withdraw", to="withdrawn"),
    *agreed("refused", Role.MERCHANT, "agree"),
    Step("refused", Role.SYSTEM, "close", to="closed"),
    # In dispute: the case stands still, and does what the dispute ends with.
    Delegated("disputed", to=("dispute",), exits=DISPUTE_EXITS),
    *followed("disputed"),
    Step("disputed", Role.SYSTEM, "withdraw", to="withdrawn"),
    # The replacement goes out before the goods are back; they are awaited all the same.
    Delegated(
        "replacing_first",
        to=("replacement",),
        exits={"replacement.delivered": "await_goods", "replacement.given_up": "refund_instead"},
    ),
    Step("replacing_first", Role.SYSTEM, "await_goods", to="awaiting_goods"),
    Step("replacing_first", Role.SYSTEM, "refund_instead", to="awaiting_goods"),
    # Agreed, the goods come back.
    Delegated(
        "awaiting_goods",
        to=("goods_return",),
        exits={
            "goods_return.accepted": "fulfil",
            "goods_return.lost": "lose_goods",
            "goods_return.contested": "contest",
            "goods_return.expired": "expire",
            "goods_return.cancelled": "withdraw",
        },
    ),
    # The money goes ahead of the goods, which stay owed: see `instant/machine.py`.
    Step("awaiting_goods", Role.SYSTEM, "pay_early", to="awaiting_goods", when=could_pay_early, effects=PAYS),
    *fulfilled("awaiting_goods", Role.SYSTEM, "fulfil"),
    # What was to be repaired is lost: the buyer chooses what they get for it.
    Step("awaiting_goods", Role.SYSTEM, "lose_goods", to="remedy_due", when=repairs),
    *fulfilled("awaiting_goods", Role.SYSTEM, "lose_goods"),
    Step("awaiting_goods", Role.SYSTEM, "contest", to="contested"),
    # The law's last day is over: the money does not wait for the goods (`cases/paying_by_law`).
    Step("awaiting_goods", Role.SYSTEM, "pay_in_time", to="refunding", when=only_money_owed, effects=PAYS),
    Step("awaiting_goods", Role.SYSTEM, "expire", to="unreturned", when=already_replaced),
    Step("awaiting_goods", Role.SYSTEM, "expire", to="expired", when=not_replaced_yet),
    Step("awaiting_goods", Role.BUYER, "withdraw", to="withdrawn", when=goods_still_with_buyer),
    *revised("awaiting_goods", not_begun),
    *merged("awaiting_goods"),
    Step("awaiting_goods", Role.SYSTEM, "withdraw", to="unreturned", when=already_replaced),
    Step("awaiting_goods", Role.SYSTEM, "withdraw", to="withdrawn", when=not_replaced_yet),
    # The goods are back and not as agreed: the shop pays less, with reason; the buyer may object.
    Waiting("contested", on=Role.BUYER, for_=hours(72, "buyer_answers"), then="accept_reduction"),
    Step("contested", Role.BUYER, "accept_reduction", to="refunding", when=something_is_left, effects=PAYS),
    Step("contested", Role.BUYER, "accept_reduction", to="replacing", when=pieces_to_replace, effects=SHIPS),
    Step("contested", Role.BUYER, "accept_reduction", to="closed", when=nothing_is_left),
    Step("contested", Role.BUYER, "offer", to="counter_offered", when=may_settle),
    Step("contested", Role.MERCHANT, "offer", to="offered", when=sum_contested),
    Step("contested", Role.BUYER, "object", to="goods_disputed"),
    Step("contested", Role.MERCHANT, "call_in_platform", to="goods_disputed", permission=REFUSE),
    *fulfilled("contested", Role.MERCHANT, "waive", permission=AGREE),
    Delegated("goods_disputed", to=("dispute",), exits={**DISPUTE_EXITS, "dispute.withdrawn": "accept_reduction"}),
    *followed("goods_disputed"),
    Step("goods_disputed", Role.SYSTEM, "accept_reduction", to="refunding", when=something_is_left, effects=PAYS),
    Step("goods_disputed", Role.SYSTEM, "accept_reduction", to="replacing", when=pieces_to_replace, effects=SHIPS),
    Step("goods_disputed", Role.SYSTEM, "accept_reduction", to="closed", when=nothing_is_left),
    # The money is on its way. A refund that a person had to give up is owed all the same.
    Delegated("refunding", to=("refund",), exits={"refund.succeeded": "resolve", "refund.failed": "miss"}),
    Step("refunding", Role.SYSTEM, "resolve", to="replacing", when=replaces, effects=SHIPS),
    Step("refunding", Role.SYSTEM, "resolve", to="repairing", when=repairs, effects=REPAIRS),
    Step("refunding", Role.SYSTEM, "resolve", to="resolved", when=nothing_else),
    Step("refunding", Role.SYSTEM, "miss", to="unpaid"),
    Waiting("unpaid", on=Role.MERCHANT, for_=workdays(1, "merchant_pays"), then="pay_again"),
    Step("unpaid", Role.MERCHANT, "pay_again", to="refunding", effects=PAYS, permission="refunds.resolve"),
    # Other goods go out. What cannot be sent is paid for.
    Delegated(
        "replacing",
        to=("replacement",),
        exits={"replacement.delivered": "receive", "replacement.given_up": "refund_instead"},
    ),
    Step("replacing", Role.SYSTEM, "receive", to="repairing", when=repairs, effects=REPAIRS),
    Step("replacing", Role.SYSTEM, "receive", to="resolved", when=no_repair),
    Step("replacing", Role.SYSTEM, "refund_instead", to="refunding", effects=PAYS),
    # The goods are at the workshop. What cannot be repaired in time is exchanged or paid for, as the buyer likes.
    Delegated(
        "repairing",
        to=("repair",),
        exits={"repair.returned": "resolve", "repair.failed": "owe_remedy", "repair.unclaimed": "close"},
    ),
    Step("repairing", Role.SYSTEM, "resolve", to="resolved"),
    Step("repairing", Role.SYSTEM, "owe_remedy", to="remedy_due"),
    Step("repairing", Role.SYSTEM, "close", to="closed"),
    # Also where the same goods were repaired as often as the law lets a shop try: then nothing has come back yet.
    Waiting("remedy_due", on=Role.BUYER, for_=days(7, "buyer_chooses"), then="choose_refund"),
    Step("remedy_due", Role.BUYER, "choose_refund", to="awaiting_goods", when=goods_to_come, effects=OPENS_RETURN),
    Step("remedy_due", Role.BUYER, "choose_refund", to="refunding", when=goods_at_shop, effects=PAYS),
    Step("remedy_due", Role.BUYER, "choose_replacement", to="awaiting_goods", when=goods_to_come, effects=OPENS_RETURN),
    Step("remedy_due", Role.BUYER, "choose_replacement", to="replacing", when=goods_at_shop, effects=SHIPS),
    Final("resolved"),
    Final("withdrawn"),
    Final("declined"),
    Final("lapsed"),
    Final("closed"),
    Final("expired"),
    Final("unreturned"),
    Final("merged"),
    initial=["requested", "goodwill", "replacing_first", "awaiting_goods", "refunding", "replacing", "remedy_due"],
)
