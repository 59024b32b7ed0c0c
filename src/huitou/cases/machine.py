"""The after-sales case: what buyer and shop agree on. Pure data; imports no Django model.

Goods (`logistics/machine.py`) and money (`refunds/machine.py`) are machines of their own; the case hands over to them
and takes their ends as its steps. A right given by law or by the published policy waits for no merchant: such a case
starts agreed (`awaiting_goods` or `refunding`).
"""

from huitou.core.actors import Role
from huitou.core.flow import Delegated, Final, Guard, Machine, Step, Waiting, days, hours, workdays

goods_come_back = Guard("goods_come_back", lambda case: case.goods_come_back)
nothing_comes_back = Guard("nothing_comes_back", lambda case: not case.goods_come_back)
within_the_verdict = Guard("within_the_verdict", lambda case: case.allowed)
beyond_the_verdict = Guard("beyond_the_verdict", lambda case: not case.allowed)
attempts_left = Guard("attempts_left", lambda case: case.attempt < case.ATTEMPTS)
agreed_goods_back = Guard("agreed_goods_back", lambda case: case.waits_for_nobody and case.goods_come_back)
agreed_nothing_back = Guard("agreed_nothing_back", lambda case: case.waits_for_nobody)
offer_keeps_goods = Guard("offer_keeps_goods", lambda case: case.open_offer_keeps_goods)
offer_returns_goods = Guard("offer_returns_goods", lambda case: not case.open_offer_keeps_goods)
goods_still_with_buyer = Guard("goods_still_with_buyer", lambda case: case.goods_with_buyer)
something_is_left = Guard("something_is_left", lambda case: case.reduced_minor > 0)
nothing_is_left = Guard("nothing_is_left", lambda case: case.reduced_minor == 0)

OPENS_RETURN = ("opens the return",)
PAYS = ("requests the refund",)
AGREE = "cases.agree"
RULE = "disputes.rule"

CASE = Machine(
    "case",
    # Asked: within the verdict, the shop's silence is agreement, to exactly the sheet that was shown.
    Waiting("requested", on=Role.MERCHANT, for_=hours(48, "merchant_answers"), then="agree", keeps_clock=True),
    Step("requested", Role.MERCHANT, "agree", to="awaiting_goods", when=goods_come_back, effects=OPENS_RETURN),
    Step("requested", Role.MERCHANT, "agree", to="refunding", when=nothing_comes_back, effects=PAYS),
    Step("requested", Role.MERCHANT, "offer", to="offered"),
    Step("requested", Role.MERCHANT, "refuse", to="refused"),
    Step("requested", Role.BUYER, "withdraw", to="withdrawn"),
    # Asked beyond the verdict: goodwill, which silence does not grant.
    Waiting("goodwill", on=Role.MERCHANT, for_=hours(48, "merchant_answers"), then="lapse", keeps_clock=True),
    Step("goodwill", Role.MERCHANT, "agree", to="awaiting_goods", when=goods_come_back, effects=OPENS_RETURN),
    Step("goodwill", Role.MERCHANT, "agree", to="refunding", when=nothing_comes_back, effects=PAYS),
    Step("goodwill", Role.MERCHANT, "offer", to="offered"),
    Step("goodwill", Role.MERCHANT, "refuse", to="declined"),
    Step("goodwill", Role.BUYER, "withdraw", to="withdrawn"),
    Step("goodwill", Role.SYSTEM, "lapse", to="lapsed"),
    # An offer: the buyer's silence lets it lapse, and the shop's clock goes on where it stood.
    Waiting("offered", on=Role.BUYER, for_=hours(72, "buyer_answers"), then="lapse_offer"),
    Step("offered", Role.BUYER, "accept_offer", to="refunding", when=offer_keeps_goods, effects=PAYS),
    Step(
        "offered",
        Role.BUYER,
        "accept_offer",
        to="awaiting_goods",
        when=offer_returns_goods,
        effects=OPENS_RETURN,
    ),
    Step("offered", Role.BUYER, "decline_offer", to="requested", when=within_the_verdict),
    Step("offered", Role.BUYER, "decline_offer", to="goodwill", when=beyond_the_verdict),
    Step("offered", Role.BUYER, "withdraw", to="withdrawn"),
    Step("offered", Role.MERCHANT, "agree", to="awaiting_goods", when=goods_come_back, effects=OPENS_RETURN),
    Step("offered", Role.MERCHANT, "agree", to="refunding", when=nothing_comes_back, effects=PAYS),
    Step("offered", Role.SYSTEM, "lapse_offer", to="requested", when=within_the_verdict),
    Step("offered", Role.SYSTEM, "lapse_offer", to="goodwill", when=beyond_the_verdict),
    # Refused: the buyer changes the wish (into a right: agreed at once), calls in the platform, or lets it be.
    Waiting("refused", on=Role.BUYER, for_=days(7, "buyer_objects"), then="close"),
    Step(
        "refused",
        Role.BUYER,
        "revise",
        to="awaiting_goods",
        when=attempts_left,
        lands=agreed_goods_back,
        effects=OPENS_RETURN,
    ),
    Step(
        "refused",
        Role.BUYER,
        "revise",
        to="refunding",
        when=attempts_left,
        lands=agreed_nothing_back,
        effects=PAYS,
    ),
    Step("refused", Role.BUYER, "revise", to="requested", when=attempts_left),
    Step("refused", Role.BUYER, "call_in_platform", to="disputed"),
    Step("refused", Role.BUYER, "withdraw", to="withdrawn"),
    Step("refused", Role.MERCHANT, "agree", to="awaiting_goods", when=goods_come_back, effects=OPENS_RETURN),
    Step("refused", Role.MERCHANT, "agree", to="refunding", when=nothing_comes_back, effects=PAYS),
    Step("refused", Role.SYSTEM, "close", to="closed"),
    # The platform (or, in a shop that stands alone, its owner) rules; its silence is a ruling for the buyer.
    Waiting("disputed", on=Role.PLATFORM, for_=days(5, "platform_rules"), then="rule_for_buyer"),
    Step(
        "disputed",
        Role.PLATFORM,
        "rule_for_buyer",
        to="awaiting_goods",
        when=goods_come_back,
        effects=OPENS_RETURN,
        permission=RULE,
    ),
    Step(
        "disputed",
        Role.PLATFORM,
        "rule_for_buyer",
        to="refunding",
        when=nothing_comes_back,
        effects=PAYS,
        permission=RULE,
    ),
    Step("disputed", Role.PLATFORM, "rule_for_merchant", to="closed", permission=RULE),
    Step("disputed", Role.MERCHANT, "agree", to="awaiting_goods", when=goods_come_back, effects=OPENS_RETURN),
    Step("disputed", Role.MERCHANT, "agree", to="refunding", when=nothing_comes_back, effects=PAYS),
    Step("disputed", Role.BUYER, "withdraw", to="withdrawn"),
    # Agreed, the goods come back.
    Delegated(
        "awaiting_goods",
        to=("goods_return",),
        exits={
            "goods_return.accepted": "pay",
            "goods_return.lost": "pay",
            "goods_return.contested": "contest",
            "goods_return.expired": "expire",
            "goods_return.cancelled": "expire",
        },
    ),
    Step("awaiting_goods", Role.SYSTEM, "pay", to="refunding", effects=PAYS),
    Step("awaiting_goods", Role.SYSTEM, "contest", to="contested"),
    Step("awaiting_goods", Role.SYSTEM, "expire", to="expired"),
    Step("awaiting_goods", Role.BUYER, "withdraw", to="withdrawn", when=goods_still_with_buyer),
    # The goods are back and not as agreed: the shop pays less, with reason; the buyer may object.
    Waiting("contested", on=Role.BUYER, for_=hours(72, "buyer_answers"), then="accept_reduction"),
    Step("contested", Role.BUYER, "accept_reduction", to="refunding", when=something_is_left, effects=PAYS),
    Step("contested", Role.BUYER, "accept_reduction", to="closed", when=nothing_is_left),
    Step("contested", Role.BUYER, "object", to="goods_disputed"),
    Step("contested", Role.MERCHANT, "waive", to="refunding", effects=PAYS, permission=AGREE),
    Waiting("goods_disputed", on=Role.PLATFORM, for_=days(5, "platform_rules"), then="rule_for_buyer"),
    Step("goods_disputed", Role.PLATFORM, "rule_for_buyer", to="refunding", effects=PAYS, permission=RULE),
    Step(
        "goods_disputed",
        Role.PLATFORM,
        "rule_for_merchant",
        to="refunding",
        when=something_is_left,
        effects=PAYS,
        permission=RULE,
    ),
    Step(
        "goods_disputed",
        Role.PLATFORM,
        "rule_for_merchant",
        to="closed",
        when=nothing_is_left,
        permission=RULE,
    ),
    Step("goods_disputed", Role.MERCHANT, "waive", to="refunding", effects=PAYS, permission=AGREE),
    # The money is on its way. A refund that a person had to give up is owed all the same.
    Delegated("refunding", to=("refund",), exits={"refund.succeeded": "resolve", "refund.failed": "miss"}),
    Step("refunding", Role.SYSTEM, "resolve", to="resolved"),
    Step("refunding", Role.SYSTEM, "miss", to="unpaid"),
    Waiting("unpaid", on=Role.MERCHANT, for_=workdays(1, "merchant_pays"), then="pay_again"),
    Step("unpaid", Role.MERCHANT, "pay_again", to="refunding", effects=PAYS, permission="refunds.resolve"),
    Final("resolved"),
    Final("withdrawn"),
    Final("declined"),
    Final("lapsed"),
    Final("closed"),
    Final("expired"),
    initial=["requested", "goodwill", "awaiting_goods", "refunding"],
)
