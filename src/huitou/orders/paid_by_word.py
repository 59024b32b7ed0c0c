"""A buyer says that they have paid the shop by hand: whose turn that is, for how long, when silence confirms it.

The one rule of all machines in which a buyer can say so (changes of orders, exchanges, repairs); their tables name its
waits and guards, `orders.verbs.take_word` applies it, `orders.queries.silence_counts` says it beforehand. Pure: imports
no Django.

The first word is confirmed by two working days of silence, as long as all that was left to silence for the order does
not exceed a sum that the shop sets. A word after the shop has said no, or above that sum, waits five working days for a
person; silence then says neither yes nor no: what was to be paid for does not come about, and what the buyer says to
have paid stands among what is owed by hand.
"""

from typing import Final
from uuid import UUID

from huitou.core.flow import Guard, workdays
from huitou.core.money import Money

# How often the buyer may say so: once more after the shop has not found it.
WORDS: Final = 2
# Working days of the shop's own calendar: no weekend and no holiday says that money came.
LOOKS: Final = workdays(2, "merchant_checks_payment")
ANSWERS: Final = workdays(5, "merchant_answers_payment")
# In most currencies 200.00: what another address, the difference of an exchange or a small repair costs. Up to there a
# buyer who waits loses more than a shop that did not look; above it a look is worth a person's minute.
SILENCE_UP_TO_MINOR: Final = 20_000


class SaysPaid:
    """What a subject needs for it: `said_paid` counts the words; `silence_confirms` holds while one is taken."""

    order_id: UUID
    said_paid: int
    silence_confirms: bool = False


may_say_paid: Final = Guard("may_say_paid", lambda one: one.said_paid < WORDS)
silence_confirms: Final = Guard("silence_confirms", lambda one: one.silence_confirms)


def confirmed_by_silence(*, word: int, minor: int, up_to_minor: int, before_minor: int = 0) -> bool:
    """Whether silence confirms the buyer's `word` (1 is the first) that `minor` were paid; all in the same unit.

    `before_minor`: what was left to silence for the same order before.
    """
    return word == 1 and before_minor + minor <= up_to_minor


def would_confirm(subject: SaysPaid, money: Money, limit: Money, before_minor: int = 0) -> bool:
    """The same of the subject's next word that `money` was paid; never in another currency than the limit's."""
    word = subject.said_paid + 1
    return money.currency == limit.currency and confirmed_by_silence(
        word=word, minor=money.minor, up_to_minor=limit.minor, before_minor=before_minor
    )
