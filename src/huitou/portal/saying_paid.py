"""What a buyer brings about who says that they have paid the shop: said before the last tap, and on the policy's page.

Called by the pages of changes and cases and by the policy's page. The rule itself: `orders.paid_by_word`.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from huitou.core.money import Money, format_money
from huitou.orders.paid_by_word import ANSWERS, LOOKS, SaysPaid
from huitou.orders.queries import silence_counts

N_ = str
DAYS: Final = {"looks": LOOKS.workdays, "answers": ANSWERS.workdays}
CONFIRMED: Final = N_(
    "The shop has %(looks)s working days to see whether it has come. Without an answer it counts as paid."
)
# By machine: what no answer does where silence does not confirm it.
ENDS: Final[Mapping[str, str]] = {
    "order_change": N_(
        "The shop has %(answers)s working days to say whether it has come; here its silence does not count as paid. "
        "Without an answer the goods do not go there, and what you paid is owed back to you."
    ),
    "replacement": N_(
        "The shop has %(answers)s working days to say whether it has come; here its silence does not count as paid. "
        "Without an answer you get your money back instead, and what you paid on top is owed back to you."
    ),
    "repair": N_(
        "The shop has %(answers)s working days to say whether it has come; here its silence does not count as paid. "
        "Without an answer your goods come back to you all the same, and what is still to be paid you settle with the "
        "shop."
    ),
}


def before_saying_paid(machine: str, subject: SaysPaid, money: Money, limit: Money) -> str:
    """What saying that `money` was paid brings about, in the active language. `limit`: `silence_limit` of the shop."""
    return _(CONFIRMED if silence_counts(subject, money, limit) else ENDS[machine]) % DAYS


def paying_rule(limit: Money) -> str:
    """The whole rule, for the policy's page."""
    if limit.minor:
        said = _(
            "A change of address, an exchange or a repair can cost you more. You pay that to the shop directly and say "
            "so on its page. Up to %(limit)s in all for one order the shop then has %(looks)s working days to look, "
            "and without an answer it counts as paid. Above that, or once the shop has said that it has not come, "
            "silence does not count as paid."
        )
    else:
        said = _(
            "A change of address, an exchange or a repair can cost you more. You pay that to the shop directly and say "
            "so on its page. The shop's silence does not count as paid."
        )
    ends = _(
        "Then somebody of the shop has %(answers)s working days to answer. Without an answer the goods do not go to "
        "the other address, an exchange becomes your money back, repaired goods come back to you, and what you paid "
        "for another address or an exchange is owed back to you."
    )
    return f"{said} {ends}" % {**DAYS, "limit": format_money(limit)}
