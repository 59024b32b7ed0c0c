"""How long each wait of a case is: what the policy in force at purchase said, else the table's length."""

from datetime import timedelta

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core.flow import Waiting
from huitou.core.verbs import terms_of
from huitou.policies.rules.document import Terms


@terms_of(CASE)
def length(case: Case, wait: Waiting) -> timedelta | None:
    """The policy's own length of this wait, or None for the table's; an offer stands as long as the shop said."""
    if wait.state == "offered":
        said = case.offers.filter(state="open").values_list("hours", flat=True).first()
        return None if said is None else timedelta(hours=said)
    hours = case.terms.get(wait.for_.name)
    return None if hours is None else timedelta(hours=hours)


def hours_by_name(terms: Terms) -> dict[str, int]:
    """The policy's terms in hours, by the names that the machines' waits carry."""
    return {
        "merchant_answers": terms.answer_hours,
        "buyer_hands_over": terms.hand_over_days * 24,
        "merchant_inspects": terms.inspect_days * 24,
    }
