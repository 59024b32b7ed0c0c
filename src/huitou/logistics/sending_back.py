"""Back to the buyer: goods that the shop did not take and did not pay for. Pure data; imports no Django model.

They are the buyer's own, so this never ends by silence on the shop's side: it is reminded until the goods are on their
way, or until both have settled it otherwise.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Machine, Step, Waiting, days, workdays

SHIPS = "goods.ship"

SEND_BACK = Machine(
    "send_back",
    Waiting("to_send", on=Role.MERCHANT, for_=workdays(3, "merchant_sends_back"), then="fall_behind"),
    Step("to_send", Role.MERCHANT, "send", to="on_the_way", permission=SHIPS),
    Step("to_send", Role.BUYER, "leave", to="left"),
    Step("to_send", Role.SYSTEM, "fall_behind", to="overdue"),
    Waiting("overdue", on=Role.SYSTEM, for_=days(3, "merchant_reminded"), then="remind", also=(Role.MERCHANT,)),
    Step("overdue", Role.MERCHANT, "send", to="on_the_way", permission=SHIPS),
    Step("overdue", Role.BUYER, "leave", to="left"),
    Step("overdue", Role.SYSTEM, "remind", to="overdue"),
    Waiting("on_the_way", on=Role.CARRIER, for_=days(15, "carrier_delivers"), then="trace"),
    Step("on_the_way", Role.CARRIER, "deliver", to="delivered"),
    Step("on_the_way", Role.MERCHANT, "deliver", to="delivered", permission=SHIPS),
    Step("on_the_way", Role.BUYER, "receive", to="delivered"),
    Step("on_the_way", Role.SYSTEM, "trace", to="missing"),
    Waiting("missing", on=Role.SYSTEM, for_=days(5, "merchant_reminded"), then="remind", also=(Role.MERCHANT,)),
    Step("missing", Role.CARRIER, "deliver", to="delivered"),
    Step("missing", Role.MERCHANT, "deliver", to="delivered", permission=SHIPS),
    Step("missing", Role.BUYER, "receive", to="delivered"),
    Step("missing", Role.BUYER, "settle", to="settled"),
    Step("missing", Role.SYSTEM, "remind", to="missing"),
    Final("delivered"),
    Final("left"),
    Final("settled"),
    initial=["to_send"],
)
