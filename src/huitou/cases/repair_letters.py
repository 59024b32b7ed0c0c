"""The letters of a repair: which step tells whom, with the quote, the workshop's words and the warranty in it.

One table; the sentence is that of the page. Called by `repair_mails`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from huitou.cases.carrier_names import carrier_name
from huitou.cases.letters import Told, letter_for
from huitou.cases.models import Case
from huitou.core.models import Shop
from huitou.core.money import format_money
from huitou.core.when import written
from huitou.notifications.letters import BillLine, Fact, Letter
from huitou.services.cover import warranties_of
from huitou.services.models import Repair, RepairNote
from huitou.services.showing import quote_rows

N_ = str

TOLD: Mapping[str, tuple[Told, ...]] = {
    "services.repair.accepted_repair": (Told("buyer", N_("Your repair has begun, at no cost: %(ref)s")),),
    "services.repair.quoted": (Told("buyer", N_("A quote for your repair, %(quote)s: %(ref)s")),),
    "services.repair.accepted_quote": (Told("staff", N_("To repair for %(quote)s: %(ref)s")),),
    "services.repair.declined_quote": (
        Told("buyer", N_("Your goods come back unrepaired: %(ref)s")),
        Told("staff", N_("To send back unrepaired: %(ref)s")),
    ),
    "services.repair.waived_quote": (Told("buyer", N_("Your repair costs you nothing after all: %(ref)s")),),
    "services.repair.found_nothing": (Told("buyer", N_("The workshop found no fault: %(ref)s")),),
    "services.repair.finished": (Told("buyer", N_("Repaired, please pay %(quote)s: %(ref)s"), ("awaiting_payment",)),),
    "services.repair.said_paid": (Told("staff", N_("See whether it was paid: %(ref)s")),),
    "services.repair.denied_payment": (Told("buyer", N_("Your payment has not come: %(ref)s")),),
    "services.repair.counted_as_paid": (
        Told("buyer", N_("It counts as paid, your goods go back to you: %(ref)s")),
        Told("staff", N_("Counts as paid, though nobody looked: to send back %(ref)s")),
    ),
    "services.repair.ended_unanswered": (
        Told("buyer", N_("The shop did not say whether your payment came, your goods come back: %(ref)s")),
        Told("staff", N_("You did not say whether it was paid, to send back: %(ref)s")),
    ),
    "services.repair.failed": (Told("buyer", N_("Your goods come back unrepaired: %(ref)s"), ("to_send_back",)),),
    "services.repair.sent_back": (Told("buyer", N_("Your goods are on their way back: %(ref)s")),),
    "services.repair.delivered": (Told("buyer", N_("Your repair receipt: %(ref)s")),),
    "services.repair.received": (Told("buyer", N_("Your repair receipt: %(ref)s")),),
}


def repair_letter(
    case: Case,
    repair: Repair,
    shop: Shop,
    told: Told,
    at: datetime,
    *,
    name: str = "",
    secret: str = "",
    checkpoint: str = "",
) -> Letter:
    """The letter in the active language: the case's own, with what the workshop found, did and asks for."""
    plain = replace(told, subject="%(ref)s")
    letter = letter_for(case, shop, plain, at, name=name, secret=secret, checkpoint=checkpoint)
    bill = [BillLine(label, format_money(amount)) for label, amount in quote_rows(repair)]
    if bill:
        bill.append(BillLine(gettext("The repair costs"), format_money(repair.quote), True))
    return replace(
        letter,
        subject=gettext(told.subject) % {"ref": case.ref, "quote": format_money(repair.quote)},
        paragraphs=_words(repair),
        bill_title=gettext("The repair") if bill else "",
        bill=bill or _nothing_to_pay(),
        facts=[*letter.facts, *_facts(case, repair, shop)],
    )


def _words(repair: Repair) -> list[str]:
    """What was found, then the workshop's own words in order."""
    notes = RepairNote.objects.filter(repair=repair, erased_at=None).exclude(action="confirm_payment")
    found = [str(repair.get_diagnosis_display())] if repair.diagnosis else []
    return [*found, *notes.order_by("at", "pk").values_list("body", flat=True)]


def _nothing_to_pay() -> list[BillLine]:
    return [BillLine(gettext("The repair costs"), gettext("nothing"), True)]


def _facts(case: Case, repair: Repair, shop: Shop) -> Sequence[Fact]:
    zone = ZoneInfo(shop.timezone)
    facts = [Fact(gettext("Repair"), repair.ref)]
    if repair.tracking_number:
        parcel = " ".join(word for word in (carrier_name(repair.carrier), repair.tracking_number) if word)
        facts.append(Fact(gettext("Parcel"), parcel))
    if repair.state == "returned":
        if repair.outcome:
            facts.append(Fact(gettext("Result"), str(repair.get_outcome_display())))
        facts.append(Fact(gettext("At the workshop since"), written(repair.opened_at, zone, "date")))
        ends = [one.until for one in warranties_of(case.order).values()]
        if ends and min(ends) > repair.opened_at:
            facts.append(Fact(gettext("Warranty until"), written(min(ends), zone, "date")))
    return facts
