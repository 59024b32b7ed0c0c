"""An advance: a refund that was paid ahead of the goods, until they have come or the debt is settled. Pure data.

The money itself moves by `refunds/machine.py`, the goods by `logistics/machine.py`, the agreement by
`cases/machine.py`; this table only says what the buyer owes meanwhile. Nothing here ever charges a card.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, days, workdays

BUYER, MERCHANT, SYSTEM = Role.BUYER, Role.MERCHANT, Role.SYSTEM
DECIDES = "instant.decide"

goods_settled_it = Guard("goods_settled_it", lambda advance: advance.case_over and advance.open_minor == 0)
goods_did_not = Guard("goods_did_not", lambda advance: advance.case_over and advance.open_minor > 0)
paid_back = Guard("paid_back", lambda advance: advance.open_minor == 0)
not_objected = Guard("not_objected", lambda advance: advance.objected_at is None)

ADVANCE = Machine(
    "advance",
    # Granted; paid at the courier's first scan, or in the same moment for those in the best standing.
    Waiting("promised", on=BUYER, for_=days(30, "promise_stands"), then="lapse"),
    Step("promised", SYSTEM, "pay", to="owed", effects=("pays the case's sheet ahead of the goods",)),
    Step("promised", BUYER, "decline", to="lapsed"),
    Step("promised", MERCHANT, "stop", to="lapsed", permission=DECIDES),
    Step("promised", SYSTEM, "lapse", to="lapsed"),
    # Paid. The goods are owed; the return has its own clocks, and the end of the case decides.
    Waiting("owed", on=SYSTEM, for_=days(1, "advance_checked"), then="follow"),
    Step("owed", SYSTEM, "follow", to="settled", lands=goods_settled_it),
    Step("owed", SYSTEM, "follow", to="claimed", lands=goods_did_not),
    Step("owed", SYSTEM, "follow", to="owed"),
    # The goods did not come, or were not as agreed: what was paid too much is a claim on the buyer.
    Waiting("claimed", on=BUYER, for_=days(30, "buyer_pays_back"), then="write_off", keeps_clock=True),
    Step("claimed", BUYER, "object", to="objected", when=not_objected),
    Step("claimed", SYSTEM, "charge", to="settled", lands=paid_back),
    Step("claimed", SYSTEM, "charge", to="claimed"),
    Step("claimed", MERCHANT, "record_payment", to="settled", lands=paid_back, permission=DECIDES),
    Step("claimed", MERCHANT, "record_payment", to="claimed", permission=DECIDES),
    Step("claimed", MERCHANT, "record_goods", to="settled", permission=DECIDES),
    Step("claimed", MERCHANT, "waive", to="waived", permission=DECIDES),
    Step("claimed", SYSTEM, "write_off", to="written_off"),
    # The buyer says that it is not so. A shop that does not answer lets the claim go.
    Waiting("objected", on=MERCHANT, for_=workdays(5, "merchant_answers_objection"), then="waive"),
    Step("objected", MERCHANT, "uphold", to="claimed", permission=DECIDES),
    Step("objected", MERCHANT, "record_goods", to="settled", permission=DECIDES),
    Step("objected", MERCHANT, "waive", to="waived", permission=DECIDES),
    Final("settled"),
    Final("lapsed"),
    Final("waived"),
    Final("written_off"),
    initial=["promised"],
)
