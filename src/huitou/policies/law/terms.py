"""Holds the clocks of a policy against the law: answer, hand-over, inspection and refund, promised delivery, and the
days from the notice to the money.

Used by `law.compare`. The clocks are six numbers that hold for every case alike, so comparing each is exact. That of
the money after the notice, which may wait for the goods or the proof (`law.paying`), is never later than the law's if
its days are no more than the law's: goods are never handed over before the notice. More days are later in some case:
where the goods went off at once. Laws that count from the arrival alone are met by inspection and refund together.
"""

from __future__ import annotations

from collections.abc import Iterator

from huitou.policies.law.statute import AtLeast, AtMost, Money, Statute
from huitou.policies.rules.document import Terms
from huitou.policies.rules.problems import Problem
from huitou.policies.rules.vocabulary import N_

HOURS = 24


def clocks_below(terms: Terms, statutes: tuple[Statute, ...], country: str) -> Iterator[Problem]:
    """Yield every clock of the policy that gives the buyer less time, or takes the shop more, than the law."""
    for statute in statutes:
        msgid = _fault(terms, statute)
        if msgid and isinstance(statute.says, Money | AtLeast | AtMost):
            days = statute.says.least_days if isinstance(statute.says, Money) else statute.says.days
            params = {"days": days, "article": statute.article, "country": country}
            yield Problem("below_law", "terms", msgid, params)


def _fault(terms: Terms, statute: Statute) -> str:
    match statute.topic, statute.says:
        case "money", Money(least_days=days) if terms.inspect_days + terms.refund_days > days:
            return N_("inspection and refund take more than %(days)s after the goods arrive: %(article)s (%(country)s)")
        case "money", Money(least_days=days, counted_from="notice" | "sent") if (terms.notice_days or 0) > days:
            return N_("the money may come more than %(days)s after the buyer's notice: %(article)s (%(country)s)")
        case "hand_over", AtLeast(days=days) if terms.hand_over_days < days:
            return N_("the buyer must have at least %(days)s to send the goods: %(article)s (%(country)s)")
        case "answer", AtMost(days=days) if terms.answer_hours > days * HOURS:
            return N_("the shop must answer within %(days)s: %(article)s (%(country)s)")
        case "delivery", AtMost(days=days) if terms.promise_days > days:
            return N_("where no day is promised, the delivery must come within %(days)s: %(article)s (%(country)s)")
        case _:
            return ""
