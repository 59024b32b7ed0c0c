"""A case with everything a person needs to decide it: line, sentence, bill, verdict in words, promises, proof, stream.

Built from `cases.queries.case_page` for desk and platform; seven further queries at most, whatever the size. Called
inside `in_shop`; never writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import get_language, gettext

from huitou.accounts.models import Staff
from huitou.cases.models import Case, CaseLine, Kind
from huitou.cases.queries import CasePage
from huitou.cases.standing import case_journey, deadline_of, waited_on
from huitou.cases.stream import Entry, stream
from huitou.cases.values import say_state
from huitou.core.actors import Role
from huitou.core.flow.texts import gap
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.core.turning_line import Journey
from huitou.orders.models import CustomerContact, Order
from huitou.policies.models import PolicyVersion
from huitou.policies.pages import PageEntry, render_policy
from huitou.policies.rules.facts import OrderFacts
from huitou.policies.rules.verdict import Ground, Verdict
from huitou.policies.texts import evidence_label, kind_label, reason_label, say
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund, StoredSheet
from huitou.refunds.queries.refunds import FOR_PEOPLE
from huitou.refunds.sheet import Sheet
from huitou.refunds.sheet_texts import bill
from huitou.refunds.values import say_state as say_refund

LATELY = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground of the verdict in words; `anchor` is its place on the policy's page."""

    rule: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a bill as the bill component shows it; `amount` is "" where the row only informs."""

    label: str
    why: str
    amount: Money | str


@dataclass(frozen=True, slots=True)
class Bill:
    """Rows and their sum."""

    rows: Sequence[Row]
    total: Money


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who asks. `orders` is of all times, `returns` of the year before the request, as the policy counts them."""

    contact: CustomerContact | None
    orders: int
    returns: int
    since: datetime | None
    latest: Sequence[Case]

    @property
    def name(self) -> str:
        return self.contact.name if self.contact is not None else ""


@dataclass(frozen=True)
class Dossier:
    """All of it, for one reader."""

    page: CasePage
    shop: Shop
    order: Order
    at: datetime
    reader: Role
    version: PolicyVersion
    buyer: Buyer
    stream: Sequence[Entry]

    @property
    def case(self) -> Case:
        return self.page.case

    @cached_property
    def verdict(self) -> Verdict:
        """What the policy said to the wish."""
        return Verdict.from_json(self.case.judged["verdict"])

    @cached_property
    def sentence(self) -> str:
        """How things stand, whose turn it is, what silence does. A refund that needs a person speaks for its case."""
        if self.stuck is not None:
            return say_refund(self.stuck, self.reader, self.at)
        return say_state(self.case, self.reader, self.shop, self.at, self.page.offer)

    @property
    def stuck(self) -> Refund | None:
        """The refund of the case that waits for a person, if there is one."""
        return next((refund for refund in self.page.refunds if refund.state in FOR_PEOPLE), None)

    @property
    def deadline(self) -> datetime | None:
        return self.stuck.deadline_at if self.stuck is not None else deadline_of(self.case)

    @property
    def my_turn(self) -> bool:
        """Whether the reader's side is waited for."""
        if self.stuck is not None:
            return REFUND.waiting(self.stuck.state).on == self.reader  # type: ignore[union-attr]
        return self.reader in waited_on(self.case)

    @cached_property
    def journey(self) -> Journey:
        return case_journey(self.case)

    @cached_property
    def bill(self) -> Bill:
        """What is to be paid, with the reason of every row."""
        return bill_of(self.case.sheet)

    @cached_property
    def reduced_bill(self) -> Bill | None:
        """What the shop wants to pay after checking the goods."""
        return bill_of(self.case.reduced_sheet) if self.case.reduced_sheet is not None else None

    @cached_property
    def offered_bill(self) -> Bill | None:
        """What the open offer comes to."""
        offer = self.page.offer
        return bill_of(offer.sheet) if offer is not None and not offer.remedy else None

    @cached_property
    def reasons(self) -> list[Reason]:
        """Why the verdict is as it is."""
        return [_reason(ground) for ground in (*self.verdict.reasons, *self.verdict.still)]

    @cached_property
    def promises(self) -> list[PageEntry]:
        """The parts of the published policy that the verdict names, as the buyer read them."""
        named = {reason.rule for reason in self.reasons}
        page = render_policy(self.version, get_language() or "en")
        return [entry for section in page.sections for entry in section.entries if entry.number in named]

    @cached_property
    def evidence_asked(self) -> list[str]:
        """The proof that the rule asks for, in words."""
        return [evidence_label(code) for code in self.verdict.evidence]

    def _wish_of(self, line: CaseLine) -> str:
        """How these pieces are settled, where that is not said by the case's own kind: which variant, which way."""
        variant = gettext("to %(variant)s") % {"variant": line.variant} if line.variant is not None else ""
        own = kind_label(line.kind) if self.case.kind == Kind.MIXED else ""
        return gap().join(part for part in (own, variant) if part)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The pieces of the case with the buyer's reason in words."""
        return [
            {
                "line": line.order_line,
                "quantity": line.quantity,
                "reason": reason_label(line.reason),
                "wish": self._wish_of(line),
                "opened": line.opened,
            }
            for line in self.page.lines
        ]


def dossier(page: CasePage, shop: Shop, reader: Role, at: datetime) -> Dossier:
    """Read what the page does not bring along: order, policy version, buyer, names of the people who acted."""
    case = page.case
    order = Order.objects.select_related("customer").get(pk=case.order_id)
    return Dossier(
        page=page,
        shop=shop,
        order=order,
        at=at,
        reader=reader,
        version=PolicyVersion.objects.get(pk=case.policy_version_id),
        buyer=_buyer(case),
        stream=stream(page, shop, reader, names_of(event.actor_id for event in page.events)),
    )


def bill_of(stored: StoredSheet) -> Bill:
    """The stored sheet as a bill in the active language."""
    return bill_of_sheet(stored.as_sheet())


def bill_of_sheet(sheet: Sheet) -> Bill:
    """A sheet that is not stored: a preview."""
    rows = [
        Row(row.label, row.why, Money(row.amount_minor, sheet.currency) if row.amount_minor else "")
        for row in bill(sheet)
    ]
    return Bill(rows, Money(sheet.total_minor, sheet.currency))


def names_of(actor_ids: Any) -> Mapping[str, str]:
    """Actor id → name of the people among them. One query, none where no person acted."""
    keys = {actor_id.removeprefix("staff:") for actor_id in actor_ids if actor_id.startswith("staff:")}
    if not keys:
        return {}
    return {f"staff:{pk}": name for pk, name in Staff.objects.filter(pk__in=keys).values_list("pk", "name")}


def _reason(ground: Ground) -> Reason:
    return Reason(ground.rule, "rule-" + ground.rule.replace(".", "-"), say(ground))


def _buyer(case: Case) -> Buyer:
    facts = OrderFacts.from_json(case.judged["facts"]).customer
    others = Case.objects.filter(customer_id=case.customer_id).exclude(pk=case.pk).select_related("sheet")
    return Buyer(
        contact=CustomerContact.objects.filter(customer_id=case.customer_id).first(),
        orders=facts.orders,
        returns=facts.returns,
        since=facts.since,
        latest=list(others.order_by("-opened_at", "-pk")[:LATELY]),
    )
