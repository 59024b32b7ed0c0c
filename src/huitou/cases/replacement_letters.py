"""The letters of a replacement: which step tells whom, with what is sent, the difference and the parcel in it.

One table; the sentence is that of the page. Called by `replacement_mails`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext

from huitou.cases.carrier_names import carrier_name
from huitou.cases.letters import Told, letter_for
from huitou.cases.models import Case
from huitou.core.models import Shop
from huitou.core.money import format_money
from huitou.logistics.models import Replacement
from huitou.notifications.letters import BillLine, Fact, Letter

N_ = str

TOLD: Mapping[str, tuple[Told, ...]] = {
    "logistics.replacement.opened": (
        Told("buyer", N_("Please pay %(difference)s for your exchange: %(ref)s"), ("awaiting_difference",)),
        Told("staff", N_("To send: %(ref)s"), ("to_ship",)),
    ),
    "logistics.replacement.confirmed_difference": (
        Told("buyer", N_("Your payment has come, your replacement goes out: %(ref)s")),
        Told("staff", N_("To send: %(ref)s")),
    ),
    "logistics.replacement.said_paid": (Told("staff", N_("See whether it was paid: %(ref)s")),),
    "logistics.replacement.denied_payment": (Told("buyer", N_("Your payment has not come: %(ref)s")),),
    "logistics.replacement.counted_as_paid": (
        Told("buyer", N_("It counts as paid, your replacement goes out: %(ref)s")),
        Told("staff", N_("Counts as paid, though nobody looked: to send %(ref)s")),
    ),
    "logistics.replacement.ended_unanswered": (
        Told("buyer", N_("The shop did not say whether your payment came: %(ref)s")),
        Told("staff", N_("You did not say whether it was paid: %(ref)s")),
    ),
    "logistics.replacement.waived_difference": (
        Told("buyer", N_("You need not pay the difference: %(ref)s")),
        Told("staff", N_("To send: %(ref)s")),
    ),
    "logistics.replacement.shipped": (Told("buyer", N_("Your replacement is on its way: %(ref)s")),),
    "logistics.replacement.shipped_again": (Told("buyer", N_("Another replacement is on its way: %(ref)s")),),
    "logistics.replacement.fallen_behind": (
        Told("buyer", N_("Your replacement is late, choose: %(ref)s")),
        Told("staff", N_("A replacement is late: %(ref)s")),
    ),
    "logistics.replacement.waited_on": (Told("staff", N_("The buyer waits on, to send: %(ref)s")),),
    "logistics.replacement.traced": (Told("buyer", N_("We are looking for your replacement: %(ref)s")),),
    "logistics.replacement.delivered": (Told("buyer", N_("Your replacement has arrived: %(ref)s")),),
}


def replacement_letter(
    case: Case,
    replacement: Replacement,
    shop: Shop,
    told: Told,
    at: datetime,
    *,
    name: str = "",
    secret: str = "",
    checkpoint: str = "",
) -> Letter:
    """The letter in the active language: the case's own, with what is sent instead of a refund."""
    plain = replace(told, subject="%(ref)s")
    letter = letter_for(case, shop, plain, at, name=name, secret=secret, checkpoint=checkpoint)
    difference = format_money(replacement.difference)
    due = BillLine(gettext("To pay on top"), difference, True)
    return replace(
        letter,
        subject=gettext(told.subject) % {"ref": case.ref, "difference": difference},
        bill_title=gettext("The difference") if replacement.state == "awaiting_difference" else "",
        bill=[due] if replacement.state == "awaiting_difference" else [],
        facts=[*letter.facts, *_facts(replacement)],
    )


def _facts(replacement: Replacement) -> Sequence[Fact]:
    facts = [Fact(gettext("Replacement"), replacement.ref), Fact(gettext("Goods"), _goods(replacement))]
    if replacement.tracking_number:
        parcel = " ".join(word for word in (carrier_name(replacement.carrier), replacement.tracking_number) if word)
        facts.append(Fact(gettext("Parcel"), parcel))
    return facts


def _goods(replacement: Replacement) -> str:
    lines = replacement.lines.select_related("order_line", "variant").order_by("order_line__position")
    return " · ".join(f"{line.variant or line.order_line.title} × {line.quantity}" for line in lines)
