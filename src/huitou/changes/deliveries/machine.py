"""One wish of a buyer for the delivery of one parcel. Pure data; imports no Django model.

Another address is no such wish but a change of the order (`changes/machine.py`), with its own interception.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Machine, Step, Waiting, days, hours, minutes

BUYER, MERCHANT, CARRIER, SYSTEM = Role.BUYER, Role.MERCHANT, Role.CARRIER, Role.SYSTEM
DECIDE = "changes.decide"

DELIVERY_REQUEST = Machine(
    "delivery_request",
    # The carrier's interface is asked by a job. An answer that is open, or none, makes it a person's task: a carrier
    # is never asked twice by a machine.
    Waiting("asking_carrier", on=CARRIER, for_=minutes(30, "carrier_answers_wish"), then="pass_on"),
    Step("asking_carrier", CARRIER, "accept", to="arranged"),
    Step("asking_carrier", CARRIER, "decline", to="declined"),
    Step("asking_carrier", CARRIER, "deliver", to="overtaken"),
    Step("asking_carrier", SYSTEM, "pass_on", to="to_arrange"),
    Waiting("to_arrange", on=MERCHANT, for_=hours(24, "merchant_arranges_wish"), then="lapse"),
    Step("to_arrange", MERCHANT, "arrange", to="arranged", permission=DECIDE),
    Step("to_arrange", MERCHANT, "decline", to="declined", permission=DECIDE),
    Step("to_arrange", BUYER, "withdraw", to="withdrawn"),
    Step("to_arrange", CARRIER, "deliver", to="overtaken"),
    Step("to_arrange", SYSTEM, "lapse", to="lapsed"),
    # Promised by the carrier, kept at the door. Until then it can still turn out to be impossible.
    Waiting("arranged", on=CARRIER, for_=days(30, "carrier_keeps_wish"), then="end"),
    Step("arranged", CARRIER, "deliver", to="settled"),
    Step("arranged", MERCHANT, "decline", to="declined", permission=DECIDE),
    Step("arranged", SYSTEM, "end", to="settled"),
    Final("settled"),
    Final("declined"),
    Final("lapsed"),
    Final("withdrawn"),
    Final("overtaken"),
    initial=["asking_carrier", "to_arrange"],
)
