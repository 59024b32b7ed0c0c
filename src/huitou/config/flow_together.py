"""How our machines hang together: the plan that `core.flow.together` proves and `core.flow.walk` walks.

Only this floor knows all areas. What a state waits for stands in the tables; here is what they do not say: what is set
to work beside, what gives birth to a case, and which steps move money. Names only; a wrong one is a finding.
"""

from huitou.core.flow import machines
from huitou.core.flow.together import Begets, Beside, Pays, PaysAhead, Plan

PAYS = Pays(
    "refund",
    calls="call",
    paid="succeeded",
    unpaid="failed",
    only_unpaid=("queue_again", "hand_to_shop"),
    at_rest=("hand_to_shop",),
)
# An instant refund: paid before the goods are back, claimed back where they never come.
AHEAD = PaysAhead(
    "advance", pays="pay", beside="case", causes="pay_early", looks="follow", settled="settled", claims="claimed",
    earned=("resolved",),
)  # fmt: skip
BESIDES = (
    Beside("case", "awaiting_goods", opens="advance"),
    # The replacement goes out first; the return is open from the same moment.
    Beside("case", "replacing_first", opens="goods_return", always=True),
    # A case that pays for one line and replaces another one does both at the same time.
    Beside("case", "refunding", opens="replacement"),
    # The law's clock on the money runs beside whatever the case waits for.
    *(Beside("case", state, opens="money_due") for state in ("awaiting_goods", "refunding")),
    # Contested goods that are neither paid for nor replaced go back to the buyer.
    *(Beside("case", state, opens="send_back") for state in ("refunding", "replacing", "closed")),
)
BEGETS = (
    # What a cancellation or a lost parcel pays back is a case's matter, agreed from the start.
    Begets("order_change", ("cancelled", "lost"), child="case", state="refunding"),
    # An insured way back is claimed once the goods have come.
    Begets("goods_return", ("accepted", "contested"), child="freight_claim", state="open"),
)


def plan() -> Plan:
    """The plan over all machines. Django must be set up."""
    from huitou.cases.catching_up import CAUGHT_UP

    known = machines()
    return Plan(
        known,
        pays=PAYS,
        besides=BESIDES,
        ahead=AHEAD,
        begets=tuple(birth for birth in BEGETS if birth.machine in known),
        caught_up=CAUGHT_UP,
    )
