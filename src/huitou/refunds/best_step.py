"""What is best done with a refund that waits for a person: one answer for the queue, its page and the letters. Pure."""

# Failures after which the provider has to be asked by a person: trying again cannot help.
FINAL_FAILURES = frozenset({"card_closed", "key_reused", "unauthorised", "unknown_gateway", "amount_differs"})
STOPPED = ("needs_person", "escalated")
STEPS = {"to_confirm": "confirm", "other_way": "allow", "by_hand": "record"}
# The step of the table by which it is done; a card that is closed is paid another way first.
ACTIONS = {
    "confirm": "confirm", "allow": "allow_other_way", "record": "succeed", "settle": "succeed", "retry": "retry",
}  # fmt: skip


def best_step(state: str, failure_code: str, *, unconfirmed: bool = False) -> str:
    """`confirm`, `allow`, `record`, `settle` or `retry`; empty where nothing waits for a person.

    `unconfirmed`: somebody must look a second time and has not. Without a failure there is nothing to try again: it was
    to be paid or decided by a person, who did not in time.
    """
    if state not in STOPPED:
        return STEPS.get(state, "")
    if unconfirmed:
        return "confirm"
    return "retry" if failure_code and failure_code not in FINAL_FAILURES else "settle"


def best_deed(state: str, failure_code: str, *, unconfirmed: bool = False) -> str:
    """The action's name in the refund's table; empty as above."""
    step = best_step(state, failure_code, unconfirmed=unconfirmed)
    return "ask_other_way" if step == "settle" and failure_code == "card_closed" else ACTIONS.get(step, "")
