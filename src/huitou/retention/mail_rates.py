"""What became of a kind of mail, as rates that say how sure they are. Pure: counts in, bounds out.

What a machine fetched counts for nobody: it may hide a reader or none. So an opening rate is a least (people who were
seen) and a most (as if a reader were behind every machine), and the truth lies between.
"""

import math
from dataclasses import dataclass

from huitou.retention.attribution import wilson

# Below so many mails a share is hardly more than chance: its interval is told beside it.
FEWEST_MAILS = 400
LEAST_MAILS = 10


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `number`; `unsure` more of them may be hits."""

    hits: int
    number: int
    unsure: int = 0

    @property
    def least(self) -> float | None:
        """As far as is known; None where there is nothing to count."""
        return self.hits / self.number if self.number else None

    @property
    def most(self) -> float | None:
        """If all that is unsure were hits."""
        return (self.hits + self.unsure) / self.number if self.number else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """95 % bounds that hold both kinds of doubt; None where there are so many that they say nothing more, or so
        few that nothing can be said.
        """
        if not LEAST_MAILS <= self.number < FEWEST_MAILS:
            return None
        low, _high = wilson(self.hits, self.number)
        _low, high = wilson(self.hits + self.unsure, self.number)
        return max(low, 0.0), min(high, 1.0)


@dataclass(frozen=True, slots=True)
class MailFigures:
    """One kind of mail. `lost`: refused, come back or without an address; `picture`, `led`: mails of which opening and
    clicking were measured; `came`: readers' visits by the mail's link; people and sums of orders paid afterwards.
    """

    kind: str
    written: int
    gone: int
    lost: int
    picture: int
    opened: int
    fetched: int
    led: int
    followed: int
    probed: int
    came: int
    people: int
    ordered: int
    net_minor: int

    @property
    def arrived(self) -> Share:
        """Of those written, the ones that went out and, as far as is known, did not come back."""
        return Share(self.gone, self.written, self.written - self.gone - self.lost)

    @property
    def opening(self) -> Share:
        """Of those with a picture."""
        return Share(self.opened, self.picture, self.fetched)

    @property
    def clicking(self) -> Share:
        """Of those whose link is led through us; what only a machine looked at is no click."""
        return Share(self.followed, self.led)

    @property
    def coming(self) -> Share:
        """Of those that went out: the order's page was opened by the mail's link."""
        return Share(self.came, self.gone)

    @property
    def ordering(self) -> Share:
        """Of the people who were written to."""
        return Share(self.ordered, self.people)


def per_hundred(share: float) -> int:
    """Whole per cent, half up."""
    return math.floor(100 * share + 0.5)
