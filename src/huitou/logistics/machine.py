"""The goods' way back: one return, from the buyer's hand to the inspection. Pure data; imports no Django model.

What the goods are worth and whether anybody agrees is the case's matter: see `cases/machine.py`.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Machine, Step, Waiting, days

GOODS_RETURN = Machine(
    "goods_return",
    Waiting("awaiting_hand_over", on=Role.BUYER, for_=days(7, "buyer_hands_over"), then="expire"),
    Step("awaiting_hand_over", Role.BUYER, "hand_over", to="on_the_way"),
    Step("awaiting_hand_over", Role.MERCHANT, "arrive", to="arrived", permission="goods.receive"),
    Step("awaiting_hand_over", Role.CARRIER, "collect", to="on_the_way"),
    Step("awaiting_hand_over", Role.BUYER, "cancel", to="cancelled"),
    Step("awaiting_hand_over", Role.SYSTEM, "expire", to="expired"),
    # The carrier's silence is traced by the shop; goods that were handed over are not the buyer's risk.
    Waiting("on_the_way", on=Role.CARRIER, for_=days(15, "carrier_delivers"), then="trace"),
    Step("on_the_way", Role.CARRIER, "arrive", to="arrived"),
    Step("on_the_way", Role.MERCHANT, "arrive", to="arrived", permission="goods.receive"),
    Step("on_the_way", Role.SYSTEM, "trace", to="traced"),
    Waiting("traced", on=Role.MERCHANT, for_=days(5, "merchant_traces"), then="declare_lost"),
    Step("traced", Role.CARRIER, "arrive", to="arrived"),
    Step("traced", Role.MERCHANT, "arrive", to="arrived", permission="goods.receive"),
    Step("traced", Role.MERCHANT, "declare_lost", to="lost", permission="goods.trace"),
    Waiting("arrived", on=Role.MERCHANT, for_=days(3, "merchant_inspects"), then="accept_goods"),
    Step("arrived", Role.MERCHANT, "accept_goods", to="accepted", permission="goods.inspect"),
    Step("arrived", Role.MERCHANT, "contest_goods", to="contested", permission="goods.inspect"),
    Final("accepted"),
    Final("contested"),
    Final("lost"),
    Final("expired"),
    Final("cancelled"),
    initial=["awaiting_hand_over"],
)
