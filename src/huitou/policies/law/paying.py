"""By which day the law wants the money back with the buyer: the clock that no agreement and no waiting can stop.

Asked by `cases.paying_by_law` (which lets it act), by verdicts and by the check of a policy's own clock. Whole days,
never moved off a weekend: earlier is always lawful. A rule in working days counts those of its country, which the
caller knows. Pure Python, no I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from huitou.policies.law.book import in_force
from huitou.policies.law.statute import Money, Statute
from huitou.policies.rules.verdict import Ground
from huitou.policies.rules.vocabulary import BUYER_REASONS, N_

RULE = "5.4"
Works = Callable[[date], bool]
"""Whether the law's country works on the day."""
DAY = timedelta(days=1)
SAYS = {
    "notice": N_(
        "By law the money is sent at most %(law_days)s after your notice; the shop may wait until the goods are back "
        "or you have shown that you sent them: %(article)s."
    ),
    "sent": N_(
        "By law the money is sent at most %(law_days)s after the goods are back, or after you have shown that you sent "
        "them: %(article)s."
    ),
    "arrival": N_("By law the money is sent at most %(law_days)s after the goods are back: %(article)s."),
}
NOTHING_BACK = N_("By law the money is sent at most %(law_days)s after your notice: %(article)s.")


@dataclass(frozen=True, slots=True)
class PayClock:
    """How long the shop has: the law's days, or `workdays`; where the policy promises fewer, the policy's."""

    days: int
    counted_from: str
    article: str
    promised_days: int | None = None
    workdays: bool = False

    def due_on(
        self, *, notice: date, sent: date | None, arrived: date | None, goods_come_back: bool, works: Works
    ) -> date | None:
        """The last day for the money. None while the shop may still wait for the goods or for the proof.

        `sent`: when the shop had the proof that the goods are on their way.
        """
        if not goods_come_back:
            law = self._after(notice, works)
            return law if self.promised_days is None else min(law, notice + self.promised_days * DAY)
        handed = min((day for day in (sent, arrived) if day is not None), default=None)
        by_law = self._by_law(notice, handed, arrived, works)
        if self.promised_days is None or handed is None:
            return by_law
        promised = max(notice + self.promised_days * DAY, handed)
        return promised if by_law is None else min(by_law, promised)

    def _by_law(self, notice: date, handed: date | None, arrived: date | None, works: Works) -> date | None:
        if self.counted_from == "arrival":
            return None if arrived is None else self._after(arrived, works)
        if handed is None:
            return None
        if self.counted_from == "notice":
            return max(self._after(notice, works), handed)
        return self._after(handed, works)

    def _after(self, day: date, works: Works) -> date:
        """The last of the law's days after the day."""
        if not self.workdays:
            return day + self.days * DAY
        left = self.days
        while left:
            day += DAY
            left -= works(day)
        return day


def pay_statute(country: str, day: date, reasons: Collection[str]) -> Statute | None:
    """The rule of law about the money for goods sent back for these reasons; None where we know of none.

    Withdrawal is what these rules speak of; goods with a fault only where the rule says so.
    """
    statute = in_force(country, "money", day)
    if statute is None or not isinstance(statute.says, Money):
        return None
    return statute if statute.says.faults_too or set(reasons) <= BUYER_REASONS else None


def clock_of(statute: Statute, promised_days: int | None = None) -> PayClock:
    """The clock of a rule about money. Raises: TypeError for a rule about anything else."""
    if not isinstance(statute.says, Money):
        raise TypeError(f"{statute.article} says nothing of money")
    law = statute.says
    return PayClock(law.days, law.counted_from, statute.article, promised_days, law.workdays)


def pay_ground(statute: Statute, *, goods_come_back: bool) -> Ground:
    """The law's clock as a ground of a verdict, with its article."""
    assert isinstance(statute.says, Money)
    msgid = SAYS[statute.says.counted_from] if goods_come_back else NOTHING_BACK
    law = statute.says
    params = {"law_days": law.days, "counted_in": law.counted_in, "article": statute.article}
    return Ground(RULE, "money_by_law", msgid, params)
