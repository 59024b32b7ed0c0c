"""Journeys that the tests of the turning line draw."""

from huitou.core.turning_line import Coin, Journey, Mark, Stop

D, N, A, T = Mark.DONE, Mark.NOW, Mark.AHEAD, Mark.TROUBLE

STRAIGHT = Journey((Stop("Packed", D), Stop("On the road", N, "Thu"), Stop("Delivered", A)))
RETURNING = Journey(
    (Stop("Shipped", D, "12 Nov"), Stop("Delivered", D)),
    (Stop("Agreed", D), Stop("On the way back", N), Stop("Inspected", A)),
    coin=Coin.AHEAD,
    home=Stop("¥128.00 to you", D),
)
PAYING = Journey((Stop("Shipped", D), Stop("Lost", T)), coin=Coin.TRAVELLING, home=Stop("¥128.00", A, "by Thu"))
PAID = Journey((Stop("Shipped", D), Stop("Delivered", D)), (Stop("Returned", D),), coin=Coin.HOME)
EXCHANGE = Journey(
    (Stop("Shipped", D), Stop("Delivered", D)),
    (Stop("Handed over", D), Stop("At the shop", D)),
    (Stop("Packed", N), Stop("Delivered", A)),
)
