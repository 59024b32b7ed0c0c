"""The letters of a case: which event tells whom, and how a case is put into a letter.

One table; the sentence, the bill and the button come from the case itself, so a letter never says anything else than
the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext

from huitou.accounts.buyers import door_to
from huitou.accounts.domains.addresses import page_url
from huitou.cases.models import Case, Offer
from huitou.cases.offers import ON_OFFER, open_offer
from huitou.cases.standing import case_journey
from huitou.cases.values import say_state
from huitou.core.actors import Role
from huitou.core.flow.texts import well_spaced
from huitou.core.models import Shop
from huitou.core.money import Money, format_money
from huitou.core.turning_line import Journey, Mark
from huitou.core.turning_words import in_words
from huitou.notifications.letters import BillLine, Fact, Letter, Link, Stop
from huitou.refunds.models import StoredSheet
from huitou.refunds.sheet_texts import bill as bill_rows

N_ = str
Audience = Literal["buyer", "staff", "platform"]


@dataclass(frozen=True, slots=True)
class Told:
    """One audience of one kind of event.

    `states`: only where the event led to one of them, `came_from`: where it led away from one; empty = always.
    """

    audience: Audience
    subject: str
    states: tuple[str, ...] = ()
    came_from: tuple[str, ...] = ()

    def is_for(self, left: str, to: str) -> bool:
        """Whether an event that led from one state to the other is told to this audience."""
        return (not self.states or to in self.states) and (not self.came_from or left in self.came_from)


ASKED = ("requested", "goodwill")
# Nobody has agreed to pay anything yet.
OPEN_TO_REFUSAL = (*ASKED, "refused", "disputed")
AGREED = ("awaiting_goods", "refunding", "replacing", "replacing_first")

TOLD: Mapping[str, tuple[Told, ...]] = {
    "cases.case.opened": (
        Told("buyer", N_("We have your request %(ref)s"), ASKED),
        Told("buyer", N_("Agreed: %(ref)s, %(sum)s"), AGREED),
        Told("staff", N_("To decide: %(ref)s, %(sum)s"), ASKED),
    ),
    "cases.case.revised": (
        Told("buyer", N_("Agreed: %(ref)s, %(sum)s"), AGREED),
        Told("staff", N_("Changed by the buyer: %(ref)s, %(sum)s")),
    ),
    "cases.case.agreed": (Told("buyer", N_("Agreed: %(ref)s, %(sum)s")),),
    "cases.case.refused": (Told("buyer", N_("Not agreed: %(ref)s"), ("refused", "declined")),),
    "cases.case.offered": (
        Told("buyer", N_("An offer for you: %(ref)s"), ("offered",)),
        Told("staff", N_("The buyer offers something else: %(ref)s"), ("counter_offered",)),
    ),
    "cases.case.accepted_offer": (
        Told("staff", N_("Offer accepted: %(ref)s"), came_from=("offered",)),
        Told("buyer", N_("Your offer was accepted: %(ref)s"), came_from=("counter_offered",)),
    ),
    "cases.case.declined_offer": (
        Told("staff", N_("Offer declined: %(ref)s"), came_from=("offered",)),
        Told("buyer", N_("Your offer was declined: %(ref)s"), came_from=("counter_offered",)),
    ),
    "cases.case.recalled_offer": (Told("staff", N_("The buyer took the offer back: %(ref)s")),),
    "cases.case.lapsed_offer": (
        Told("buyer", N_("The offer has lapsed: %(ref)s")),
        Told("staff", N_("The offer has lapsed: %(ref)s")),
    ),
    "cases.case.withdrawn": (Told("staff", N_("Taken back by the buyer: %(ref)s")),),
    "cases.case.contested": (Told("buyer", N_("The refund is smaller than expected: %(ref)s")),),
    "cases.case.accepted_reduction": (Told("buyer", N_("Closed: %(ref)s"), ("closed",)),),
    "cases.case.waived": (Told("buyer", N_("You get the whole sum: %(ref)s")),),
    "cases.case.fulfilled": (
        Told("buyer", N_("The goods are accepted, %(sum)s is on its way: %(ref)s"), ("refunding",)),
        Told("buyer", N_("The goods are accepted: %(ref)s"), ("replacing", "repairing", "resolved")),
    ),
    "cases.case.agreed_and_ship_first": (Told("buyer", N_("Agreed, your replacement goes out first: %(ref)s")),),
    "cases.case.refunded_instead": (Told("buyer", N_("Money back instead of the replacement: %(sum)s, %(ref)s")),),
    "cases.case.owed_remedy": (Told("buyer", N_("Your goods could not be repaired: choose, %(ref)s")),),
    "cases.case.resolved": (Told("buyer", N_("Paid back: %(sum)s, %(ref)s"), came_from=("refunding",)),),
    "cases.sheet.covered": (
        Told("buyer", N_("Paid back already outside this case: %(ref)s")),
        Told("staff", N_("Paid back already outside this case: %(ref)s")),
    ),
    "cases.sheet.uncovered": (
        Told("buyer", N_("A payment outside this case failed: %(ref)s")),
        Told("staff", N_("A payment outside this case failed: %(ref)s")),
    ),
    "cases.case.missed": (Told("staff", N_("A refund did not go through: %(ref)s, %(sum)s")),),
    "cases.case.merged": (Told("buyer", N_("Your two cases are one now: %(ref)s")),),
    "cases.case.lapsed": (Told("buyer", N_("No answer from the shop: %(ref)s")),),
    "cases.case.closed": (Told("buyer", N_("Closed: %(ref)s")),),
    "cases.case.expired": (Told("buyer", N_("The return was closed: %(ref)s")),),
}

# The same subjects for a case that pays nothing: an exchange at the same price, goods sent again, a repair.
WITHOUT_SUM: Mapping[str, str] = {
    "Agreed: %(ref)s, %(sum)s": N_("Agreed: %(ref)s"),
    "To decide: %(ref)s, %(sum)s": N_("To decide: %(ref)s"),
    "Changed by the buyer: %(ref)s, %(sum)s": N_("Changed by the buyer: %(ref)s"),
}

READERS = {"buyer": Role.BUYER, "staff": Role.MERCHANT, "platform": Role.PLATFORM}


def letter_for(
    case: Case,
    shop: Shop,
    told: Told,
    at: datetime,
    *,
    name: str = "",
    secret: str = "",
    checkpoint: str = "",
    words: Sequence[str] = (),
) -> Letter:
    """The letter in the active language. `secret` opens the buyer's page; it travels in the link's fragment.

    `words`: what came with the step, a paragraph each. The bill is what the letter is about: an open offer's, what is
    left after a check of the goods, else the case's own.
    `checkpoint`: the head of the case's chain in words (`cases.bundle.verify.checkpoints.in_words`).
    """
    subject = told.subject if case.sum else WITHOUT_SUM.get(told.subject, told.subject)
    money = case.paid_back if case.state == "resolved" else case.sum
    subject = well_spaced(gettext(subject) % {"ref": case.ref, "sum": format_money(money)})
    line = case_journey(case)
    offer = open_offer(case) if case.state in ON_OFFER else None
    sheet, title = _sheet_told(case, offer)
    bill = [BillLine(row.label, row.amount) for row in bill_rows(sheet.as_sheet())] if sheet is not None else []
    total = format_money(Money(sheet.total_minor, sheet.currency)) if sheet is not None else ""
    return Letter(
        subject=subject,
        greeting=gettext("Hello %(name)s,") % {"name": name} if name else "",
        sentence=say_state(case, READERS[told.audience], shop, at, offer),
        journey=in_words(line),
        stops=stops_of(line),
        paragraphs=list(words),
        bill_title=title if bill else "",
        bill=[*bill, BillLine(gettext("Refund"), total, True)] if bill else [],
        facts=[Fact(gettext("Order"), case.order.number), Fact(gettext("Case"), case.ref)],
        button=Link(gettext("Open the case"), link_to(case, shop, told.audience, secret)),
        why=why_with(case, checkpoint),
        secrets=[secret] if secret else [],
    )


def _sheet_told(case: Case, offer: Offer | None) -> tuple[StoredSheet | None, str]:
    """What the letter adds up, and what that is called."""
    if offer is not None:
        return (None if offer.remedy else offer.sheet), gettext("What is offered")
    if case.state == "contested" and case.reduced_sheet is not None:
        return case.reduced_sheet, gettext("After the check of the goods")
    return case.sheet, gettext("What is asked for") if case.state in OPEN_TO_REFUSAL else gettext("The refund")


def why_with(case: Case, checkpoint: str) -> str:
    """The footer: why this mail came, and the head of the case's chain in small print.

    Who keeps the mail can prove later that nothing was rewritten.
    """
    why = gettext("You get this mail because of your case %(ref)s.") % {"ref": case.ref}
    said = gettext("Checkpoint of this case, for your records: %(checkpoint)s") % {"checkpoint": checkpoint}
    return f"{why}\n{said}" if checkpoint else why


def stops_of(line: Journey) -> list[Stop]:
    """The turning line as letters draw it: what is in trouble is where things stand."""
    progress: Mapping[Mark, Literal["done", "now", "ahead"]] = {
        Mark.DONE: "done",
        Mark.NOW: "now",
        Mark.TROUBLE: "now",
        Mark.AHEAD: "ahead",
    }
    out = [Stop(stop.label, progress[stop.mark]) for stop in line.out]
    return out + [Stop(stop.label, progress[stop.mark], "back") for stop in line.lower]


def link_to(case: Case, shop: Shop, audience: Audience, secret: str = "") -> str:
    """The case's page for the audience; `secret` opens the buyer's."""
    base = settings.HUITOU_PUBLIC_URL
    if audience == "buyer":
        page = f"/s/{shop.slug}/cases/{case.ref}/"
        return door_to(shop, page, secret) if secret else page_url(shop, page)
    if audience == "platform":
        return f"{base}/platform/{shop.slug}/cases/{case.ref}/"
    return f"{base}/desk/{shop.slug}/cases/{case.ref}/"
