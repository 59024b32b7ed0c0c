"""What other shops' systems call a state of after-sales, and what it is with us; or why we do without it.

Data only, in our own words. Read by `config.peers_page`, which writes docs/peers.md; a test holds every name against
the machines, and every state of ours against this list.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """A peer's state or code. `ours`: machine.state names, none where we do without it; `words`: how, or why not."""

    code: str
    ours: tuple[str, ...]
    words: str


def match(code: str, ours: str, words: str) -> Match:
    """`ours` as names with blanks between them."""
    return Match(code, tuple(ours.split()), words)


PEERS: dict[str, tuple[Match, ...]] = {
    "Taobao and Tmall": (
        match("WAIT_SELLER_AGREE", "case.requested case.goodwill", "Within the policy silence agrees; beyond it, not."),
        match("SELLER_REFUSE_BUYER", "case.refused case.contested", "Refused before, or after the goods were seen."),
        match("WAIT_BUYER_RETURN_GOODS", "goods_return.awaiting_hand_over", "The case waits in `awaiting_goods`."),
        match(
            "WAIT_SELLER_CONFIRM_GOODS",
            "goods_return.on_the_way goods_return.arrived",
            "On the road and on the bench are two waits with two owners.",
        ),
        match("SUCCESS", "case.resolved", "Only once the money has arrived, not when it was ordered."),
        match("CLOSED", "case.withdrawn case.closed case.expired case.lapsed", "Why it ended is part of the state."),
        match(
            "cs_status 1, 6 (none, done)",
            "dispute.ruled dispute.settled dispute.withdrawn",
            "A dispute is a machine of its own; none means that there is none.",
        ),
        match(
            "cs_status 2–3 (needed, in)", "dispute.evidence dispute.deliberating", "Evidence first, then the ruling."
        ),
        match(
            "cs_status 4–5 (first review, supervisor)",
            "dispute.second_opinion dispute.escalated dispute.appealed",
            "A second arbitrator above a value, a senior one after silence, another one on appeal.",
        ),
        match(
            "good_status",
            "goods_return.awaiting_hand_over goods_return.on_the_way",
            "Where the goods are is read off the return and the parcels; no second field can contradict it.",
        ),
        match(
            "refund_phase (in sale, after sale)",
            "order_change.requested",
            "Before the hand-over it is a change of the order, afterwards a case.",
        ),
        match(
            "advance_status 0–5", "", "The platform pays no refund in advance; it grants sums of its own in a ruling."
        ),
        match(
            "operation cannot_refuse", "case.awaiting_goods", "A right starts agreed, so there is nothing to refuse."
        ),
        match("7 (await re-sent goods)", "replacement.on_the_way", "The buyer says that it came, or the carrier does."),
        match(
            "8 (await the seller's address)",
            "goods_return.awaiting_hand_over",
            "The address is the shop's setting, so an agreement never waits for it.",
        ),
    ),
    "WeChat Shop": (
        match("MERCHANT_PROCESSING", "case.requested case.goodwill", "48 hours, as there."),
        match(
            "counter-offer, buyer to confirm",
            "case.offered case.counter_offered",
            "Each side may make one; the other side's clock stands still meanwhile.",
        ),
        match("PLATFORM_REFUNDING", "case.refunding refund.calling refund.accepted", "The money has its own machine."),
        match(
            "MERCHANT_REFUND_SUCCESS, MERCHANT_RETURN_SUCCESS", "case.resolved refund.succeeded", "One end for both."
        ),
        match("MERCHANT_REJECT_REFUND, MERCHANT_REJECT_RETURN", "case.refused", "7 days for the buyer, as there."),
        match("USER_WAIT_RETURN", "case.awaiting_goods goods_return.awaiting_hand_over", "7 days, as there."),
        match("RETURN_CLOSED", "goods_return.expired case.expired", "The goods were never handed over."),
        match("USER_CANCELD", "case.withdrawn goods_return.cancelled", "Taken back by the buyer."),
        match(
            "MERCHANT_WAIT_RECEIPT",
            "goods_return.on_the_way goods_return.arrived",
            "3 days on the bench, not 10 in all: the carrier's time is not the shop's.",
        ),
        match("PLATFORM_REFUND_FAIL", "refund.needs_person case.unpaid", "A person looks; the debt stays."),
        match(
            "USER_WAIT_CONFIRM (paid offline)",
            "refund.by_hand",
            "The shop records its transfer, and the buyer is told.",
        ),
        match("MERCHANT_OVERDUE_REFUND", "refund.escalated", "Reminded every working day; it never lapses."),
        match("MERCHANT_FAIL", "dispute.ruled case.closed", "Ruled for the shop."),
        match("16 merchant to ship", "replacement.to_ship case.replacing", "Two working days, then the buyer chooses."),
        match("17 buyer to receive", "replacement.on_the_way", "The carrier's word counts as well."),
        match(
            "18 exchange refused, MERCHANT_REJECT_RESHIP", "replacement.given_up", "What cannot be sent is paid for."
        ),
        match("19 merchant received", "goods_return.arrived", "By the carrier's scan or by hand."),
        match("15 exchange done", "replacement.delivered case.resolved", "Delivered ends it."),
        match("fast exchange", "case.replacing_first", "Ships first; the goods are awaited all the same."),
        match("dispute 100, 101, 103", "dispute.evidence dispute.deliberating", "Both sides begin at the same time."),
        match("dispute 102", "dispute.withdrawn", "The buyer gives it up."),
        match(
            "dispute 104, 106, 108 (evidence owed)",
            "dispute.evidence_of_buyer dispute.evidence_of_merchant dispute.asked_buyer dispute.asked_merchant",
            "Who has said all waits for the other.",
        ),
        match("dispute 105, 107 (supplied)", "dispute.deliberating", "Back with the arbitrator."),
        match("dispute 305, 307, 109 (evidence late)", "dispute.deliberating", "Silence closes the round."),
        match("dispute 110 (merchant to confirm)", "dispute.appealable", "Either side may accept or appeal."),
        match("dispute 111 (merchant appeal)", "dispute.appealed_by_merchant dispute.appealed", "The buyer may, too."),
        match("dispute 112 (mediated)", "dispute.mediating dispute.settled", "Binds when both accept in time."),
        match("dispute 113–115 (check, pay again)", "case.refunding refund.unknown", "The refund's own machine asks."),
        match("dispute 116", "dispute.ruled", "Closed."),
        match("guarantee claim", "", "No third document: fakes and damage are reasons of a case, with their own rule."),
    ),
    "TikTok Shop": (
        match("seller has not answered (48 h)", "case.requested", "Silence agrees."),
        match("buyer after a rejection (48 h)", "case.refused", "7 days with us; a policy may set another term."),
        match("buyer to upload a waybill (5 d)", "goods_return.awaiting_hand_over", "A term of the policy."),
        match("seller to confirm receipt (8 d)", "goods_return.arrived", "Counted from the arrival."),
        match(
            "extension on request",
            "goods_return.on_the_way",
            "No state: every wait can be given more time by the side that waits.",
        ),
    ),
    "Douyin": (
        match("6 applied", "case.requested", ""),
        match("7 buyer returning", "goods_return.awaiting_hand_over", ""),
        match(
            "8 awaiting the seller (re-send, repair)", "replacement.to_ship repair.diagnosing", "Each its own machine."
        ),
        match("11 buyer shipped", "goods_return.on_the_way", ""),
        match("12 success", "case.resolved", ""),
        match("13 seller shipped", "replacement.on_the_way repair.on_the_way", ""),
        match("14 buyer received", "replacement.delivered repair.returned", ""),
        match("27 refused", "case.refused", ""),
        match("28 failed or closed", "case.closed case.withdrawn case.expired", "The reason is the state."),
        match("29 refused after the return", "goods_return.contested case.contested", "With findings for each piece."),
        match("51 order cancelled", "order_change.cancelled", "A change of the order; what it pays is a case."),
        match("53 reverse trade done", "", "The ledger of the order says it; no state repeats it."),
        match("refund_status 1 to refund", "refund.reserved", "Set aside on the payment."),
        match(
            "refund_status 2 running",
            "refund.calling refund.accepted refund.unknown",
            "An answer that was lost is neither success nor failure.",
        ),
        match("refund_status 3 ok", "refund.succeeded", ""),
        match("refund_status 4 failed", "refund.failed case.unpaid", "Given up by a person; the debt stays."),
        match("refund_status 5 recovered", "", "A refund that was paid is never taken back by us."),
    ),
    "Pinduoduo": (
        match("0 none", "", "There is no case."),
        match("2, 3 awaiting the seller", "case.requested case.goodwill", ""),
        match("4 seller agreed", "case.awaiting_goods case.refunding", "Agreeing leads on at once."),
        match("5 platform agreed", "dispute.ruled", "The case follows."),
        match("6 rejected, awaiting the buyer", "case.refused", ""),
        match("7 awaiting the buyer's shipment", "goods_return.awaiting_hand_over", ""),
        match("8 platform handling", "case.disputed case.goods_disputed", "Before, or after the goods were seen."),
        match("9 platform refused", "dispute.ruled case.closed", ""),
        match("10 success", "case.resolved", ""),
        match("11 withdrawn", "case.withdrawn", ""),
        match("12 overdue, failed", "case.expired case.lapsed", ""),
        match("13 past the buyer's validity", "", "The policy's window says so before anything is opened."),
        match("14–18 exchange, re-send", "replacement.to_ship replacement.on_the_way replacement.delivered", ""),
        match("21 awaiting consent to a repair", "repair.diagnosing case.requested", ""),
        match("22 buyer to send", "goods_return.awaiting_hand_over", "A return like any other."),
        match("24 repair closed", "repair.failed repair.unclaimed", ""),
        match("25 repaired", "repair.to_send_back", ""),
        match("27 buyer to receive", "repair.on_the_way", ""),
        match("31 refused at the door, agreed", "order_change.coming_back", "Money when the goods are back."),
        match("32 re-send to ship", "replacement.to_ship", ""),
        match("33 recall", "order_change.intercepting", "The shop asks the carrier to stop the parcel."),
    ),
    "JD": (
        match("10 applied", "case.requested", "One case holds several pieces, not one order for each unit."),
        match("20 audit failed", "case.refused case.declined", ""),
        match("21 audit by the platform's people", "", "The shop answers; the platform hears disputes only."),
        match("22 audit by the merchant", "case.requested case.goodwill", ""),
        match(
            "31, 32 receipt",
            "goods_return.on_the_way goods_return.arrived",
            "One receiver: the shop, or whom it names for it.",
        ),
        match(
            "33, 34 processing",
            "goods_return.reported repair.repairing case.refunding",
            "Who checks for the shop reports; the shop decides.",
        ),
        match("40 user confirms", "case.contested repair.quoted", "Only where there is something to confirm."),
        match("50 done", "case.resolved", ""),
        match("60 cancelled", "case.withdrawn", ""),
    ),
    "Youzan": (
        match("1 applied", "case.requested", ""),
        match("10 refused", "case.refused", ""),
        match("20 awaiting the return", "case.awaiting_goods", ""),
        match("30 awaiting receipt", "goods_return.on_the_way", ""),
        match(
            "40 not received, refused",
            "goods_return.traced goods_return.contested",
            "Not received is traced; not as agreed is contested.",
        ),
        match("45 exchange shipped", "replacement.on_the_way", ""),
        match("50 closed", "case.closed case.withdrawn", ""),
        match("60 success", "case.resolved", ""),
    ),
    "Shopify": (
        match("REQUESTED", "case.requested", "With a deadline: there it may wait for ever."),
        match("OPEN", "case.awaiting_goods", ""),
        match("DECLINED", "case.refused case.declined", "The pieces are free for another case."),
        match("CANCELED", "goods_return.cancelled case.withdrawn", ""),
        match("CLOSED", "case.resolved", "Not opened again: the buyer opens a new case."),
        match(
            "ReverseFulfillmentOrder OPEN, CLOSED, CANCELED",
            "goods_return.on_the_way goods_return.accepted goods_return.cancelled",
            "",
        ),
        match("disposition", "goods_return.accepted", "No state: each piece's end is written with the inspection."),
        match("hold while the buyer owes", "replacement.awaiting_difference", "Seven days, then money instead."),
    ),
    "Medusa": (
        match("open, requested", "case.requested", ""),
        match("partially_received, received", "goods_return.arrived", "Counts for each line, not a state."),
        match("canceled", "goods_return.cancelled", ""),
        match(
            "OrderChange pending, requested",
            "order_change.requested",
            "The preview is the verb's own computation, so nothing pending is stored.",
        ),
        match("OrderChange confirmed", "order_change.changed", ""),
        match("OrderChange declined, canceled", "order_change.refused order_change.withdrawn", ""),
        match("claim: refund, replace", "case.refunding case.replacing", "Kinds of a case."),
        match("pending_difference", "", "The sheet is computed before anybody agrees; no balance is left open."),
    ),
    "Saleor": (
        match(
            "refunded, returned, refunded_and_returned",
            "case.resolved goods_return.accepted",
            "Money and goods each have their own end.",
        ),
        match("replaced", "replacement.to_ship", "No draft order: what goes out is known."),
        match("granted refund: none, pending", "refund.reserved refund.calling", ""),
        match("granted refund: success, failure", "refund.succeeded refund.failed", ""),
    ),
    "Solidus": (
        match("awaiting", "goods_return.awaiting_hand_over", ""),
        match("received", "goods_return.arrived", ""),
        match("in_transit", "goods_return.on_the_way", ""),
        match("lost_in_transit", "goods_return.lost", "The shop's risk once handed over."),
        match("short_shipped, shipped_wrong_item", "goods_return.contested", "Findings of the inspection."),
        match("given_to_customer", "send_back.delivered case.resolved", "Goods that were not taken go back."),
        match("cancelled", "goods_return.cancelled", ""),
        match("expired", "goods_return.expired", "And something does fire it: the deadline."),
        match("unexchanged", "case.unreturned", "The replacement is there, the goods never came."),
        match("acceptance: pending, manual_intervention_required", "goods_return.arrived", ""),
        match("acceptance: accepted, rejected", "goods_return.accepted goods_return.contested", ""),
        match("reimbursed, errored", "refund.succeeded refund.needs_person", ""),
    ),
    "OCA rma and Magento": (
        match("draft", "", "A wish that is not sent yet is not stored."),
        match("confirmed, Authorized", "case.awaiting_goods", ""),
        match("received, Return Received", "goods_return.arrived", ""),
        match("waiting_return", "send_back.to_send", "Goods that go back to the buyer."),
        match("waiting_replacement", "replacement.to_ship", ""),
        match("refunded, returned, replaced, finished", "case.resolved", ""),
        match("locked, Processed and Closed", "case.closed", ""),
        match("Denied, Rejected", "case.refused case.declined", ""),
        match("Partially Authorized, Partially Received", "case.contested", "Pieces differ within one case."),
        match("Approved", "goods_return.accepted", ""),
    ),
}
