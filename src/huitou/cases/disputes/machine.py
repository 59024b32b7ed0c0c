"""The dispute: both sides give evidence, the platform asks, mediates and rules, and either side may appeal once.

Pure data; imports no Django model. The case stands still meanwhile (`disputed`, `goods_disputed`) and follows the end.
In a shop that stands alone its owner is the last instance: there nobody else could hear a second opinion or an appeal.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, days, hours

stands_alone = Guard("stands_alone", lambda dispute: dispute.alone)
has_platform = Guard("has_platform", lambda dispute: not dispute.alone)
one_arbitrator_decides = Guard(
    "one_arbitrator_decides", lambda dispute: not dispute.alone and not dispute.above_second_opinion
)
two_arbitrators_decide = Guard(
    "two_arbitrators_decide", lambda dispute: not dispute.alone and dispute.above_second_opinion
)
questions_left = Guard("questions_left", lambda dispute: dispute.questions < dispute.MOST_QUESTIONS)
proposals_left = Guard("proposals_left", lambda dispute: dispute.proposed < dispute.MOST_PROPOSALS)
buyer_appealed = Guard("buyer_appealed", lambda dispute: dispute.appealed_by == Role.BUYER)
shop_appealed = Guard("shop_appealed", lambda dispute: dispute.appealed_by == Role.MERCHANT)

SHOW, AGREE, REFUSE = "cases.add_evidence", "cases.agree", "cases.refuse"
RULE, LEAD = "disputes.rule", "disputes.lead"
BOTH = (Role.MERCHANT,)
EVIDENCE = hours(48, "dispute_evidence")
ANSWER = hours(48, "dispute_question")
MEDIATION = hours(48, "mediation_answers")
APPEAL = days(7, "dispute_appeals")
FOLLOWS = ("the case follows",)


def given_up(state: str) -> tuple[Step, ...]:
    """Until there is a ruling, either side can end the dispute by giving the other what it asks."""
    return (
        Step(state, Role.BUYER, "withdraw", to="withdrawn", effects=FOLLOWS),
        Step(state, Role.MERCHANT, "concede", to="settled", permission=AGREE, effects=FOLLOWS),
    )


DISPUTE = Machine(
    "dispute",
    # Both sides show what they have. Who has said all waits for the other; the clock is the same for both.
    Waiting("evidence", on=Role.BUYER, also=BOTH, for_=EVIDENCE, then="close_round"),
    Step("evidence", Role.BUYER, "rest", to="evidence_of_merchant"),
    Step("evidence", Role.MERCHANT, "rest", to="evidence_of_buyer", permission=SHOW),
    Step("evidence", Role.SYSTEM, "close_round", to="deliberating"),
    *given_up("evidence"),
    Waiting("evidence_of_buyer", on=Role.BUYER, for_=EVIDENCE, then="close_round"),
    Step("evidence_of_buyer", Role.BUYER, "rest", to="deliberating"),
    Step("evidence_of_buyer", Role.SYSTEM, "close_round", to="deliberating"),
    *given_up("evidence_of_buyer"),
    Waiting("evidence_of_merchant", on=Role.MERCHANT, for_=EVIDENCE, then="close_round"),
    Step("evidence_of_merchant", Role.MERCHANT, "rest", to="deliberating", permission=SHOW),
    Step("evidence_of_merchant", Role.SYSTEM, "close_round", to="deliberating"),
    *given_up("evidence_of_merchant"),
    # The arbitrator: asks one side, proposes to both, or rules. Questions and proposals stop this clock, within bounds.
    Waiting("deliberating", on=Role.PLATFORM, for_=days(5, "platform_rules"), then="escalate"),
    Step("deliberating", Role.PLATFORM, "rule", to="ruled", when=stands_alone, permission=RULE, effects=FOLLOWS),
    Step("deliberating", Role.PLATFORM, "rule", to="appealable", when=one_arbitrator_decides, permission=RULE),
    Step("deliberating", Role.PLATFORM, "rule", to="second_opinion", when=two_arbitrators_decide, permission=RULE),
    Step("deliberating", Role.PLATFORM, "propose", to="mediating", when=proposals_left, permission=RULE),
    Step("deliberating", Role.PLATFORM, "ask_buyer", to="asked_buyer", when=questions_left, permission=RULE),
    Step("deliberating", Role.PLATFORM, "ask_merchant", to="asked_merchant", when=questions_left, permission=RULE),
    Step("deliberating", Role.PLATFORM, "escalate", to="escalated", permission=RULE),
    *given_up("deliberating"),
    Waiting("asked_buyer", on=Role.BUYER, for_=ANSWER, then="close_round"),
    Step("asked_buyer", Role.BUYER, "answer", to="deliberating"),
    Step("asked_buyer", Role.SYSTEM, "close_round", to="deliberating"),
    *given_up("asked_buyer"),
    Waiting("asked_merchant", on=Role.MERCHANT, for_=ANSWER, then="close_round"),
    Step("asked_merchant", Role.MERCHANT, "answer", to="deliberating", permission=SHOW),
    Step("asked_merchant", Role.SYSTEM, "close_round", to="deliberating"),
    *given_up("asked_merchant"),
    # A proposal binds only when both accept it in time.
    Waiting("mediating", on=Role.BUYER, also=BOTH, for_=MEDIATION, then="lapse_proposal"),
    Step("mediating", Role.BUYER, "accept_proposal", to="mediating_merchant"),
    Step("mediating", Role.MERCHANT, "accept_proposal", to="mediating_buyer", permission=AGREE),
    Step("mediating", Role.BUYER, "decline_proposal", to="deliberating"),
    Step("mediating", Role.MERCHANT, "decline_proposal", to="deliberating", permission=REFUSE),
    Step("mediating", Role.SYSTEM, "lapse_proposal", to="deliberating"),
    *given_up("mediating"),
    Waiting("mediating_buyer", on=Role.BUYER, for_=MEDIATION, then="lapse_proposal"),
    Step("mediating_buyer", Role.BUYER, "accept_proposal", to="settled", effects=FOLLOWS),
    Step("mediating_buyer", Role.BUYER, "decline_proposal", to="deliberating"),
    Step("mediating_buyer", Role.SYSTEM, "lapse_proposal", to="deliberating"),
    *given_up("mediating_buyer"),
    Waiting("mediating_merchant", on=Role.MERCHANT, for_=MEDIATION, then="lapse_proposal"),
    Step("mediating_merchant", Role.MERCHANT, "accept_proposal", to="settled", permission=AGREE, effects=FOLLOWS),
    Step("mediating_merchant", Role.MERCHANT, "decline_proposal", to="deliberating", permission=REFUSE),
    Step("mediating_merchant", Role.SYSTEM, "lapse_proposal", to="deliberating"),
    *given_up("mediating_merchant"),
    # Above a value a second arbitrator looks at the ruling before anybody is told of it.
    Waiting("second_opinion", on=Role.PLATFORM, for_=days(2, "second_opinion"), then="escalate"),
    Step("second_opinion", Role.PLATFORM, "confirm", to="appealable", permission=RULE),
    Step("second_opinion", Role.PLATFORM, "dissent", to="escalated", permission=RULE),
    Step("second_opinion", Role.SYSTEM, "escalate", to="escalated"),
    *given_up("second_opinion"),
    # The senior arbitrator; a platform that says nothing twice has ruled for the buyer.
    Waiting("escalated", on=Role.PLATFORM, for_=days(2, "senior_rules"), then="rule_for_buyer"),
    Step("escalated", Role.PLATFORM, "rule", to="ruled", when=stands_alone, permission=LEAD, effects=FOLLOWS),
    Step("escalated", Role.PLATFORM, "rule", to="appealable", when=has_platform, permission=LEAD),
    Step("escalated", Role.SYSTEM, "rule_for_buyer", to="ruled", when=stands_alone, effects=FOLLOWS),
    Step("escalated", Role.SYSTEM, "rule_for_buyer", to="appealable", when=has_platform),
    *given_up("escalated"),
    # Ruled: either side may appeal once, with new evidence. Both accept, or the time passes: it is carried out.
    Waiting("appealable", on=Role.BUYER, also=BOTH, for_=APPEAL, then="execute"),
    Step("appealable", Role.BUYER, "appeal", to="appealed_by_buyer"),
    Step("appealable", Role.MERCHANT, "appeal", to="appealed_by_merchant", permission=REFUSE),
    Step("appealable", Role.BUYER, "accept_ruling", to="appealable_by_merchant"),
    Step("appealable", Role.MERCHANT, "accept_ruling", to="appealable_by_buyer", permission=AGREE),
    Step("appealable", Role.SYSTEM, "execute", to="ruled", effects=FOLLOWS),
    Waiting("appealable_by_buyer", on=Role.BUYER, for_=APPEAL, then="execute"),
    Step("appealable_by_buyer", Role.BUYER, "appeal", to="appealed_by_buyer"),
    Step("appealable_by_buyer", Role.BUYER, "accept_ruling", to="ruled", effects=FOLLOWS),
    Step("appealable_by_buyer", Role.SYSTEM, "execute", to="ruled", effects=FOLLOWS),
    Waiting("appealable_by_merchant", on=Role.MERCHANT, for_=APPEAL, then="execute"),
    Step("appealable_by_merchant", Role.MERCHANT, "appeal", to="appealed_by_merchant", permission=REFUSE),
    Step("appealable_by_merchant", Role.MERCHANT, "accept_ruling", to="ruled", permission=AGREE, effects=FOLLOWS),
    Step("appealable_by_merchant", Role.SYSTEM, "execute", to="ruled", effects=FOLLOWS),
    # Appealed: the other side answers the new evidence, then another arbitrator than the first decides for good.
    Waiting("appealed_by_buyer", on=Role.MERCHANT, for_=EVIDENCE, then="close_round"),
    Step("appealed_by_buyer", Role.MERCHANT, "answer", to="appealed", permission=SHOW),
    Step("appealed_by_buyer", Role.SYSTEM, "close_round", to="appealed"),
    Step("appealed_by_buyer", Role.BUYER, "withdraw_appeal", to="ruled", effects=FOLLOWS),
    Waiting("appealed_by_merchant", on=Role.BUYER, for_=EVIDENCE, then="close_round"),
    Step("appealed_by_merchant", Role.BUYER, "answer", to="appealed"),
    Step("appealed_by_merchant", Role.SYSTEM, "close_round", to="appealed"),
    Step("appealed_by_merchant", Role.MERCHANT, "withdraw_appeal", to="ruled", permission=AGREE, effects=FOLLOWS),
    Waiting("appealed", on=Role.PLATFORM, for_=days(5, "platform_reviews"), then="execute"),
    Step("appealed", Role.PLATFORM, "sustain", to="ruled", permission=RULE, effects=FOLLOWS),
    Step("appealed", Role.PLATFORM, "rule_again", to="ruled", permission=RULE, effects=FOLLOWS),
    Step("appealed", Role.BUYER, "withdraw_appeal", to="ruled", when=buyer_appealed, effects=FOLLOWS),
    Step(
        "appealed",
        Role.MERCHANT,
        "withdraw_appeal",
        to="ruled",
        when=shop_appealed,
        permission=AGREE,
        effects=FOLLOWS,
    ),
    Step("appealed", Role.SYSTEM, "execute", to="ruled", effects=FOLLOWS),
    Final("ruled"),
    Final("settled"),
    Final("withdrawn"),
    initial=["evidence"],
)

# In which states each side may still show evidence: its round, a question put to it, and before and in an appeal.
ROUNDS = {
    Role.BUYER: (
        "evidence", "evidence_of_buyer", "asked_buyer", "appealable", "appealable_by_buyer", "appealed_by_merchant",
    ),
    Role.MERCHANT: (
        "evidence", "evidence_of_merchant", "asked_merchant", "appealable", "appealable_by_merchant",
        "appealed_by_buyer",
    ),
}  # fmt: skip
