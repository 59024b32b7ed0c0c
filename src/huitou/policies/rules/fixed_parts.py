"""The parts of the policy page that every policy has: how to read it, costs, times, what else holds, how to apply.

Used by `rules.sentences`. English msgids with raw params, as in grounds.
"""

from __future__ import annotations

from collections.abc import Iterator

from huitou.policies.rules import numbers
from huitou.policies.rules.document import Document, Shipping
from huitou.policies.rules.page import Entry, Sentence
from huitou.policies.rules.vocabulary import N_, REASONS

# For one item of an order, over all cases (`cases.attempts` counts them).
MOST_ATTEMPTS = 5


def reading(document: Document) -> Iterator[Entry]:
    """How the rules and the clock are read."""
    yield Entry(
        numbers.READING_ORDER,
        (
            Sentence(N_("First look whether section 3 names your goods. Then read section 2 from the top.")),
            Sentence(N_("The first rule that fits your case decides; later ones do not count for it.")),
        ),
    )
    yield Entry(
        numbers.CLOCK,
        (
            Sentence(N_("Time limits start with the delivery of the last parcel of the order, not with the purchase.")),
            Sentence(
                N_("The day after the delivery is day 1; the last day ends at midnight (time zone %(zone)s)."),
                {"zone": document.timezone},
            ),
        ),
    )
    yield Entry(numbers.LAST_DAY, tuple(_last_day(document)))
    yield Entry(
        numbers.PROMISE,
        (
            Sentence(
                N_("Late means after the promised day. Where no day was promised, it is %(days)s after the purchase."),
                {"days": document.terms.promise_days},
            ),
        ),
    )
    if document.markets:
        msgid = N_("This policy covers deliveries to: %(countries)s.")
        covered = Sentence(msgid, {"countries": sorted(document.markets)})
    else:
        covered = Sentence(N_("This policy covers deliveries to every country the shop delivers to."))
    yield Entry(numbers.MARKETS, (covered,))
    if document.serves:
        yield Entry(numbers.SERVES, tuple(served(document)))
    if document.listed:
        msgid = N_("These goods fall under the three guarantees of Chinese law: %(names)s.")
        yield Entry(numbers.LISTED, (Sentence(msgid, {"names": list(document.listed.shown)}),))


def served(document: Document) -> Iterator[Sentence]:
    """Where the shop delivers to, where not, and what that means for a case."""
    serves = document.serves
    if serves.countries:
        yield Sentence(N_("The shop delivers to: %(countries)s."), {"countries": sorted(serves.countries)})
    for place in serves.without:
        msgid = N_("In %(country)s it does not deliver to: %(names)s.")
        yield Sentence(msgid, {"country": place.country, "names": list(place.regions.shown)})
    yield Sentence(
        N_("Where it does not deliver, it cannot send you other goods or repaired ones; returns and refunds stay.")
    )


def _last_day(document: Document) -> Iterator[Sentence]:
    calendar = document.calendar
    if not calendar.next_working_day:
        yield Sentence(N_("A time limit also ends when its last day is a weekend or a holiday."))
        return
    yield Sentence(N_("When the last day is a day off, the time limit ends on the next working day."))
    if calendar.days_off:
        yield Sentence(N_("Days off: %(weekdays)s."), {"weekdays": sorted(calendar.days_off)})
    if calendar.holidays:
        holidays = [day.isoformat() for day in sorted(calendar.holidays)]
        yield Sentence(N_("Holidays: %(dates)s."), {"dates": holidays})


def costs(document: Document) -> Iterator[Entry]:
    """Who pays for the way back, by the side at fault."""
    heads = {
        "buyer": N_("When you changed your mind (%(reasons)s):"),
        "merchant": N_("When the shop is at fault (%(reasons)s):"),
        "carrier": N_("When something happened on the way (%(reasons)s):"),
    }
    for side, number in numbers.COSTS.items():
        reasons = [reason.code for reason in REASONS.values() if reason.fault == side]
        head = Sentence(heads[side], {"reasons": reasons})
        yield Entry(number, (head, shipping_sentence(document, document.return_shipping[side])))


def shipping_sentence(document: Document, shipping: Shipping) -> Sentence:
    """Who pays for the way back, and how."""
    if shipping.by == "buyer" and shipping.way == "own_label":
        return Sentence(N_("You send it back with a carrier of your choice and pay for that."))
    if shipping.by == "buyer":
        params = {"fee_minor": shipping.fee_minor, "currency": document.currency}
        return Sentence(
            N_("You send it back with the shop's label; %(fee_minor)s is taken off the refund for it."), params
        )
    if shipping.way == "shop_label":
        return Sentence(N_("The shop pays for the way back and gives you a label."))
    return Sentence(N_("The shop pays for the way back: send it with carriage paid by the receiver."))


def times(document: Document) -> Iterator[Entry]:
    """The clocks of a case."""
    terms = document.terms
    yield Entry(
        numbers.ANSWER,
        (
            Sentence(
                N_("The shop answers within %(hours)s. If it does not, that counts as agreement."),
                {"hours": terms.answer_hours},
            ),
        ),
    )
    yield Entry(
        numbers.HAND_OVER,
        (
            Sentence(
                N_("You hand the goods to a carrier within %(days)s of the agreement."), {"days": terms.hand_over_days}
            ),
        ),
    )
    if terms.inspect_days:
        inspect = Sentence(
            N_("The shop checks the goods within %(days)s of their arrival. If it does not, they count as accepted."),
            {"days": terms.inspect_days},
        )
    else:
        inspect = Sentence(N_("The shop checks the goods on the day of their arrival, or they count as accepted."))
    yield Entry(numbers.INSPECT, (inspect,))
    yield Entry(
        numbers.REFUND,
        (
            Sentence(
                N_(
                    "The money is sent within %(days)s of the acceptance of the goods, "
                    "or of the agreement if nothing comes back."
                ),
                {"days": terms.refund_days},
            ),
            *_after_notice(terms.notice_days),
            Sentence(N_("It goes back the way you paid.")),
        ),
    )


def _after_notice(days: int | None) -> Iterator[Sentence]:
    """The clock that runs from the buyer's notice, whatever the check of the goods takes."""
    if days is not None:
        yield Sentence(
            N_(
                "It is sent at most %(days)s after your notice in any case, as soon as the goods are back or you have "
                "shown that you sent them."
            ),
            {"days": days},
        )


def rest(document: Document) -> Iterator[Entry]:
    """What holds beyond the rules."""
    yield Entry(numbers.NOT_NAMED, (Sentence(N_("What no rule of section 2 names is not promised here.")),))
    yield Entry(numbers.GOODWILL, tuple(_goodwill(document.terms.goodwill_days)))
    yield Entry(
        numbers.QUANTITY,
        (Sentence(N_("You can choose single pieces, never more than you bought and have not already given back.")),),
    )
    yield Entry(
        numbers.CURRENCY,
        (
            Sentence(
                N_(
                    "Sums hold for orders in the currency of this policy. "
                    "For other orders a rule that asks for the price is passed over, and no fee is taken."
                )
            ),
        ),
    )
    yield Entry(
        numbers.ATTEMPTS,
        (
            Sentence(
                N_("While the time runs you can apply again for an item that was not agreed: %(count)s times at most."),
                {"count": MOST_ATTEMPTS},
            ),
            Sentence(N_("What is your right is not counted and has no such limit.")),
        ),
    )


def _goodwill(days: int) -> Iterator[Sentence]:
    if days:
        yield Sentence(
            N_("You can still ask the shop for it. It does not have to agree, and its silence is no agreement.")
        )
        yield Sentence(N_("The shop takes such requests until %(days)s after the delivery."), {"days": days})
    else:
        yield Sentence(N_("The shop takes no requests beyond these rules."))
    yield Sentence(N_("Rights that the law gives you are not limited by this policy."))


def how() -> Iterator[Entry]:
    """How a buyer applies."""
    steps = (
        N_("Open your order with its number and your e-mail address or phone number; you get a code to enter."),
        N_("Choose the goods, the number of pieces and the reason."),
        N_("Choose one of the solutions. You see the sum, the cost and the last day before you confirm."),
        N_("You follow the case on its own page and get a message at every step."),
    )
    for place, step in enumerate(steps, start=1):
        yield Entry(f"7.{place}", (Sentence(step),))
