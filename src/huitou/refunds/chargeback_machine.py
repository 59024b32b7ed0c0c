"""The machine of a chargeback: pure data. The buyer's bank takes a payment back; the shop may show why it should not.

Read by verbs, buttons, the sweep, the diagrams and the proof. Only the gateway's word, or a person who read it in its
console, ends one: silence hands nothing in and gives nothing up.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, days, hours

MERCHANT, GATEWAY, SYSTEM = Role.MERCHANT, Role.GATEWAY, Role.SYSTEM
DEFENDS, RESOLVES = "chargebacks.defend", "refunds.resolve"

by_machine = Guard("by_machine", lambda one: one.by_machine)


def answered(state: str) -> tuple[Step, ...]:
    """While evidence is awaited: the shop defends itself, or accepts the loss."""
    return (
        Step(state, MERCHANT, "send_evidence", to="sending", when=by_machine, permission=DEFENDS),
        Step(state, MERCHANT, "record_evidence", to="evidence_sent", permission=DEFENDS),
        Step(state, MERCHANT, "concede", to="undefended", permission=RESOLVES),
        Step(state, GATEWAY, "note_evidence", to="evidence_sent"),
        Step(state, SYSTEM, "lapse", to="undefended"),
    )


def decided(state: str) -> tuple[Step, ...]:
    """The bank's word, which may come at any time."""
    return (
        Step(state, GATEWAY, "win", to="won"),
        Step(state, GATEWAY, "lose", to="lost"),
        Step(state, GATEWAY, "close", to="closed"),
        Step(state, MERCHANT, "record_win", to="won", permission=RESOLVES),
        Step(state, MERCHANT, "record_loss", to="lost", permission=RESOLVES),
    )


CHARGEBACK = Machine(
    "chargeback",
    # Asked about: no money has moved yet.
    Waiting("inquiry", on=MERCHANT, for_=days(7, "chargeback_evidence"), then="lapse"),
    Step("inquiry", GATEWAY, "open", to="opened"),
    *answered("inquiry"),
    *decided("inquiry"),
    # The money was taken. Evidence counts only until the bank's date.
    Waiting("opened", on=MERCHANT, for_=days(7, "chargeback_evidence"), then="lapse"),
    *answered("opened"),
    *decided("opened"),
    # Our worker hands it in; what is lost on the way is handed in again, under the same key.
    Waiting("sending", on=SYSTEM, for_=hours(1, "chargeback_hand_in"), then="hand_in_again"),
    Step("sending", SYSTEM, "hand_in_again", to="sending"),
    Step("sending", GATEWAY, "open", to="sending"),
    Step("sending", GATEWAY, "note_evidence", to="evidence_sent"),
    Step("sending", GATEWAY, "hand_back", to="opened"),
    *decided("sending"),
    Waiting("evidence_sent", on=GATEWAY, for_=days(1, "chargeback_question"), then="ask_gateway"),
    Step("evidence_sent", SYSTEM, "ask_gateway", to="evidence_sent"),
    Step("evidence_sent", GATEWAY, "open", to="opened"),
    *decided("evidence_sent"),
    Waiting("undefended", on=GATEWAY, for_=days(1, "chargeback_question"), then="ask_gateway"),
    Step("undefended", SYSTEM, "ask_gateway", to="undefended"),
    # Our date stands before the bank's: who comes late may still be in time there.
    Step("undefended", MERCHANT, "send_evidence", to="sending", when=by_machine, permission=DEFENDS),
    Step("undefended", MERCHANT, "record_evidence", to="evidence_sent", permission=DEFENDS),
    Step("undefended", GATEWAY, "open", to="opened"),
    Step("undefended", GATEWAY, "note_evidence", to="evidence_sent"),
    *decided("undefended"),
    Final("won"),
    Final("lost"),
    Final("closed"),
    initial=("inquiry", "opened"),
)
