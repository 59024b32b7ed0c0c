"""What an order was given for reaching a sum: which lines count, and what of it each line carries. Pure.

Called when orders are checked and written. It never changes what a line paid.
"""

from collections.abc import Sequence

from huitou.core.money import allocate
from huitou.orders.drafts import LineDraft, PromotionDraft

KINDS = ("discount", "free_shipping")


def counting_lines(promotion: PromotionDraft, lines: Sequence[LineDraft]) -> list[LineDraft]:
    """The lines whose goods count towards the sum."""
    return [line for line in lines if not promotion.lines or line.external_id in promotion.lines]


def reached(promotion: PromotionDraft, lines: Sequence[LineDraft]) -> int:
    """What is given for the goods of these lines: the largest tier that they reach, minor units."""
    goods = sum(line.goods_minor for line in lines)
    return max((off for start, off in promotion.tiers if goods >= start), default=0)


def promotion_shares(promotion: PromotionDraft, lines: Sequence[LineDraft]) -> list[int]:
    """How much of the discount each of these lines carries, by their prices; nothing for free shipping."""
    if promotion.kind != "discount" or not any(line.goods_minor for line in lines):
        return [0] * len(lines)
    return allocate(reached(promotion, lines), [line.goods_minor for line in lines])


def promotion_problem(promotion: PromotionDraft, lines: Sequence[LineDraft]) -> str:
    """The code of what cannot be true of it; empty where it can."""
    if not (0 < len(promotion.title) <= 120 and promotion.kind in KINDS and 0 < len(promotion.tiers) <= 20):
        return "promotion_malformed"
    if any(start <= 0 or off <= 0 for start, off in promotion.tiers):
        return "promotion_malformed"
    if not set(promotion.lines) <= {line.external_id for line in lines}:
        return "promotion_malformed"
    counting = counting_lines(promotion, lines)
    if not reached(promotion, counting):
        return "promotion_not_reached"
    shares = promotion_shares(promotion, counting)
    if any(share > line.discount_minor for share, line in zip(shares, counting, strict=True)):
        return "promotion_above_discount"
    return ""
