"""What was given for reaching a sum ("200 off 1,000"), when what the buyer keeps no longer reaches it.

Called by `refunds.sheet` only. Cumulative: what is taken back of a promotion after all refunds so far is a function of
what the buyer keeps, so the order of partial returns does not matter, and with the last piece all of it is given back.
"""

from collections.abc import Iterator

from huitou.core.money import portion
from huitou.refunds.sheet_facts import LineFact, Promotion, SheetFacts

N_ = str  # marks msgids for extraction; they are said later, in the reader's language

# Label and reason of what is taken back, by the kind of promotion.
TAKEN = {
    "discount": (
        N_("Taken back of “%(promotion)s”"),
        N_("What is kept comes to %(kept)s, which is less than was needed for it."),
    ),
    "free_shipping": (
        N_("Delivery that was free by “%(promotion)s”"),
        N_("What is kept comes to %(kept)s, which is less than was needed for free delivery."),
    ),
}
GIVEN_BACK = (
    N_("Given back of “%(promotion)s”"),
    N_("An earlier refund took more back of it than is due now."),
)
STAYS = N_("“%(promotion)s” stays")
WHY_STAYS = {
    "law": N_("By the law of the buyer's country nothing of it is taken back when part of the order is returned."),
    "fault": N_("The buyer is not at fault, so nothing of it is taken back."),
    "shop": N_("The shop takes nothing of it back."),
}


def due_back(promotion: Promotion, facts: SheetFacts) -> int:
    """What the buyer no longer has a right to, once this sheet is paid: minor units, zero or more.

    That is the discount that the kept pieces still carry (or the delivery that was free), less what they still reach.
    Nothing is kept: nothing is due.
    """
    lines = {line.line_id: line for line in facts.lines}
    shares = [(lines[line_id], share) for line_id, share in promotion.shares]
    if not any(_kept(line) for line, _share in shares):
        return 0
    worth = kept_worth(promotion, facts)
    if promotion.kind == "free_shipping":
        carried = _off(promotion, sum(line.unit_price_minor * line.bought for line, _share in shares))
    else:
        carried = sum(share - portion(share, line.bought - _kept(line), line.bought) for line, share in shares)
    return max(0, carried - _off(promotion, worth))


def kept_worth(promotion: Promotion, facts: SheetFacts) -> int:
    """The goods that count and are kept, at their price, minor units."""
    counting = {line_id for line_id, _share in promotion.shares}
    return sum(line.unit_price_minor * _kept(line) for line in facts.lines if line.line_id in counting)


def changes(facts: SheetFacts) -> Iterator[tuple[int, Promotion, int]]:
    """Place, promotion and what changes of it with this sheet: above zero is taken back, below zero is given back."""
    if not any(line.payable for line in facts.lines):
        return  # nothing comes back, so nothing is kept less
    for place, promotion in enumerate(facts.promotions):
        change = due_back(promotion, facts) - promotion.taken_minor
        if change:
            yield place, promotion, change


def taken_before(facts: SheetFacts) -> int:
    """What earlier refunds took back of all promotions: by so much a line may get back more than it cost.

    Also what was given back since: it went to whatever line came back then.
    """
    return sum(promotion.ever_taken_minor for promotion in facts.promotions)


def _kept(line: LineFact) -> int:
    return line.bought - line.refunded_quantity - line.payable


def _off(promotion: Promotion, worth: int) -> int:
    return max((off for start, off in promotion.tiers if worth >= start), default=0)
