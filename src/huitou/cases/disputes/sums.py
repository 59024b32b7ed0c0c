"""What a ruling or a proposal may come to, and the bill of it. Called by the dispute's verbs and by its pages.

Never above what was paid for the case's pieces and is still there; from which sum on two arbitrators decide.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.cases.judging import agreed_sheet, most_to_offer
from huitou.cases.models import Case, Dispute, Outcome
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.money import Money, exponent, format_money
from huitou.refunds.models import StoredSheet

# In whole units of the currency: about what a first instance decides alone on the big marketplaces.
SECOND_OPINION_ABOVE = {"CNY": 5_000, "TWD": 20_000, "JPY": 100_000, "KRW": 1_000_000, "HKD": 6_000, "BRL": 4_000}
SECOND_OPINION_ELSEWHERE = 700
# Sums are compared within bands of the same currency: below a fiftieth, a tenth, the whole of the bound, above it.
BANDS = (50, 10, 1)


class AmountOutOfBounds(Invalid):
    """More than was paid for these items, or less than nothing."""

    code = "ruling_out_of_bounds"
    message = _("Grant between zero and %(most)s: more was not paid for these items, or has gone back already.")


def second_opinion_above(currency: str) -> int:
    """The sum in minor units above which a second arbitrator confirms a ruling."""
    return int(SECOND_OPINION_ABOVE.get(currency, SECOND_OPINION_ELSEWHERE) * 10 ** exponent(currency))


def band_of(money: Money) -> int:
    """The value band of a sum, 0 (small) to 3; sums of one band and currency are alike enough to compare."""
    bound = second_opinion_above(money.currency)
    return next((place for place, part in enumerate(BANDS) if money.minor * part <= bound), len(BANDS))


def most_to_grant(case: Case) -> Money:
    """The highest sum that can be ruled or proposed. Inside `in_shop`."""
    return most_to_offer(case)


def demand_within(case: Case, amount_minor: int) -> None:
    """Raise AmountOutOfBounds for a sum below zero or above what was paid and is still there."""
    most = most_to_grant(case)
    if not 0 <= amount_minor <= most.minor:
        raise AmountOutOfBounds(most=format_money(most))


def sheet_of_sum(
    case: Case, amount_minor: int, *, goods_back: bool, ruled: bool, actor: Actor, at: datetime
) -> StoredSheet:
    """The bill of a sum above zero that was ruled (else: agreed to by both) for the case's pieces.

    Raises AmountOutOfBounds.
    """
    demand_within(case, amount_minor)
    kind = "ruled" if ruled else "amount"
    return agreed_sheet(case, amount_minor, keeps_goods=not goods_back, actor=actor, at=at, kind=kind)


def sum_of(dispute: Dispute, outcome: Outcome, amount_minor: int | None) -> int:
    """What the outcome comes to in minor units, before it is checked."""
    case = dispute.case
    if outcome == Outcome.WISH:
        return int(case.sheet.total_minor)
    if outcome == Outcome.FINDINGS:
        return case.reduced_minor
    return 0 if outcome == Outcome.NOTHING else int(amount_minor or 0)
