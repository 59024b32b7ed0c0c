"""The letters of a dispute: which event tells whom, and what they say beyond the case's own letter.

One table; the sentence is that of the page. A ruling's letter carries its bill, its grounds and, where the shop stands
alone, where else a buyer can turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext

from huitou.accounts.domains.addresses import page_url
from huitou.cases.disputes.view import is_known
from huitou.cases.letters import Told, letter_for
from huitou.cases.models import Case, Dispute, Message, Ruling
from huitou.core.models import Shop
from huitou.core.money import Money, format_money
from huitou.notifications.letters import BillLine, Letter, Link
from huitou.refunds.sheet_texts import bill as bill_rows

N_ = str
FINAL = (
    Told("buyer", N_("The ruling is final: %(ref)s"), ("ruled",)),
    Told("staff", N_("The ruling is final: %(ref)s"), ("ruled",)),
)
RULING = (
    Told("buyer", N_("The ruling on %(ref)s"), ("appealable", "ruled")),
    Told("staff", N_("The ruling on %(ref)s"), ("appealable", "ruled")),
)
TO_RULE = Told("platform", N_("To rule: %(ref)s, %(sum)s"), ("deliberating",))
TO_REVIEW = Told("platform", N_("An appeal to decide: %(ref)s, %(sum)s"), ("appealed",))
TO_LEAD = Told("platform", N_("For the senior arbitrator: %(ref)s, %(sum)s"))
# The day that was told is over or moves on: both sides hear who decides now, and until when.
WITH_THE_SENIOR = (
    Told("buyer", N_("The last instance decides now: %(ref)s")),
    Told("staff", N_("The last instance decides now: %(ref)s")),
)

TOLD: Mapping[str, tuple[Told, ...]] = {
    "cases.dispute.opened": (
        Told("buyer", N_("In dispute, show what supports you: %(ref)s")),
        Told("staff", N_("In dispute, show what supports you: %(ref)s")),
    ),
    "cases.dispute.rested": (TO_RULE,),
    "cases.dispute.closed_round": (TO_RULE, TO_REVIEW),
    "cases.dispute.asked_buyer": (Told("buyer", N_("The arbitrator asks you: %(ref)s")),),
    "cases.dispute.asked_merchant": (Told("staff", N_("The arbitrator asks you: %(ref)s")),),
    "cases.dispute.answered": (TO_RULE, TO_REVIEW),
    "cases.dispute.proposed": (
        Told("buyer", N_("A proposal to both sides: %(ref)s")),
        Told("staff", N_("A proposal to both sides: %(ref)s")),
    ),
    "cases.dispute.accepted_proposal": (
        Told("staff", N_("The buyer accepted the proposal: %(ref)s"), ("mediating_merchant",)),
        Told("buyer", N_("The shop accepted the proposal: %(ref)s"), ("mediating_buyer",)),
        Told("buyer", N_("Settled: %(ref)s"), ("settled",)),
        Told("staff", N_("Settled: %(ref)s"), ("settled",)),
    ),
    "cases.dispute.declined_proposal": (
        Told("buyer", N_("No settlement, it will be ruled: %(ref)s")),
        Told("staff", N_("No settlement, it will be ruled: %(ref)s")),
        TO_RULE,
    ),
    "cases.dispute.lapsed_proposal": (
        Told("buyer", N_("No settlement, it will be ruled: %(ref)s")),
        Told("staff", N_("No settlement, it will be ruled: %(ref)s")),
        TO_RULE,
    ),
    "cases.dispute.ruled": (*RULING, Told("platform", N_("A second opinion: %(ref)s, %(sum)s"), ("second_opinion",))),
    "cases.dispute.confirmed": RULING,
    "cases.dispute.dissented": (TO_LEAD, *WITH_THE_SENIOR),
    "cases.dispute.escalated": (TO_LEAD, *WITH_THE_SENIOR),
    "cases.dispute.ruled_for_buyer": RULING,
    "cases.dispute.appealed": (
        Told("staff", N_("The buyer appealed: %(ref)s"), ("appealed_by_buyer",)),
        Told("buyer", N_("The shop appealed: %(ref)s"), ("appealed_by_merchant",)),
    ),
    "cases.dispute.accepted_ruling": FINAL,
    "cases.dispute.withdrawn_appeal": FINAL,
    "cases.dispute.sustained": FINAL,
    "cases.dispute.ruled_again": FINAL,
    "cases.dispute.executed": FINAL,
    "cases.dispute.conceded": (Told("buyer", N_("You get all that you asked for: %(ref)s")),),
    "cases.dispute.withdrawn": (Told("staff", N_("The buyer ended the dispute: %(ref)s")),),
}


def dispute_letter(
    case: Case,
    dispute: Dispute,
    shop: Shop,
    told: Told,
    at: datetime,
    *,
    name: str = "",
    secret: str = "",
    checkpoint: str = "",
    words: Sequence[str] = (),
) -> Letter:
    """The letter in the active language: the case's own, with the ruling or the settlement where there is one.

    `words`: what came with the step; those of the ruling itself stand with its grounds.
    """
    letter = letter_for(case, shop, told, at, name=name, secret=secret, checkpoint=checkpoint, words=words)
    if not is_known(dispute) or told.audience == "platform":
        return letter
    grounds = _grounds(dispute)
    paragraphs = [text for text in letter.paragraphs if text.partition("\n")[2] not in grounds] + grounds
    second = letter.other_link
    if dispute.alone and told.audience == "buyer":
        paragraphs.append(
            gettext(
                "There is no platform above this shop: its owner decided. You keep all your rights by law, and can "
                "turn to the authorities for consumers or to a court."
            )
        )
        second = Link(gettext("Your rights, and where to turn"), rights_url(shop))
    return replace(letter, bill_title=gettext("What the buyer gets"), bill=_bill(dispute), paragraphs=paragraphs,
                   second_link=second)  # fmt: skip


def rights_url(shop: Shop) -> str:
    """The shop's page with the rights of consumers by country."""
    return page_url(shop, f"/s/{shop.slug}/rights/")


def _grounds(dispute: Dispute) -> list[str]:
    """The grounds of the ruling that counts: the code in words, then the arbitrator's own words."""
    rulings = Ruling.objects.filter(dispute=dispute, announced_at__isnull=False)
    ruling = rulings.order_by("-at", "-pk").first() if dispute.ruled_at else None
    if ruling is None or dispute.state in ("settled", "withdrawn"):
        return []
    said = Message.objects.filter(pk=ruling.words_id).values_list("body", flat=True).first() if ruling.words_id else ""
    return [text for text in (str(ruling.get_grounds_display()), said) if text]


def _bill(dispute: Dispute) -> list[BillLine]:
    sheet = dispute.outcome_sheet
    total = BillLine(gettext("The buyer gets"), format_money(dispute.outcome_sum), True)
    if sheet is None or not dispute.outcome_minor:
        return [BillLine(gettext("The buyer gets"), format_money(Money(0, dispute.currency)), True)]
    return [*(BillLine(row.label, row.amount) for row in bill_rows(sheet.as_sheet())), total]
