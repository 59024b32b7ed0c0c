"""A buyer withdraws from the contract of an order: everything that can go back as a right does, with a receipt at once.

Called by the withdrawal function of the portal (a job, after order and contact were matched) and by the API. The
receipt is a mail that is kept: content, date and time of the statement, and what follows from it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from huitou.cases.judging import NoPolicy, binding_version, returns_lately
from huitou.cases.models import Case
from huitou.cases.models.case import Kind
from huitou.cases.queries.receipts import RECEIPT
from huitou.cases.verbs.open_case import open_case
from huitou.cases.wishing import WishedLine
from huitou.cases.withdrawal_letter import Kept, Statement, receipt
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.notifications.languages import supported
from huitou.notifications.models import Mail
from huitou.notifications.verbs import send
from huitou.orders.access import access_order
from huitou.orders.models import CustomerContact, Order
from huitou.orders.queries import lines_of
from huitou.parcels.queries import facts as order_facts
from huitou.policies.queries import document_of
from huitou.policies.rules import options
from huitou.policies.rules.verdict import LineOptions
from huitou.policies.texts import say

# Nobody who withdraws has to say why; this is the reason under which policies list it.
WITHDRAWN = "no_longer_wanted"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What became of a statement: the cases that it opened, what stays as it is and why, and the receipt."""

    order: Order
    cases: Sequence[Case]
    kept: Sequence[Kept]
    receipt: Mail


@verb
def withdraw_contract(*, order: UUID | str, name: str, actor: Actor, at: datetime, locale: str = "") -> Withdrawal:
    """Take the buyer's statement of `at`: open a case for all that goes back as a right, and send the receipt.

    Where nothing can, the receipt says why and what can still be done; nothing is opened. The same statement again
    finds everything in its case and says so. `locale`: of the reader, else that of the buyer's contact.
    Raises: NotFound, Forbidden.
    """
    actor.require("cases.open")
    found = access_order(actor, order, lock=True)
    shop = Shop.objects.get(pk=found.shop_id)
    contact = CustomerContact.objects.filter(customer_id=found.customer_id).first()
    language = supported(locale or (contact.locale if contact else "") or found.locale, shop.locale)
    with override(language):
        statement = Statement(name=name.strip()[:120], number=found.number, contact=contact.email if contact else "",
                              at=at)  # fmt: skip
        cases, kept = _withdrawn(found, statement, actor, at)
        letter = receipt(shop, found, statement, cases, kept, name=contact.name if contact else "")
    mail = send(
        shop_id=shop.pk,
        key=f"{RECEIPT}:{found.pk}:{at.isoformat()}",
        to_email=contact.email if contact else None,
        to_name=contact.name if contact else "",
        locale=language,
        letter=letter,
        about=("orders.order", found.pk),
        at=at,
    )
    return Withdrawal(found, cases, kept, mail)


def _withdrawn(order: Order, statement: Statement, actor: Actor, at: datetime) -> tuple[list[Case], list[Kept]]:
    lines = {str(line.pk): line for line in lines_of(order)}
    try:
        document = document_of(binding_version(order))
    except NoPolicy as error:
        return [], [Kept(line.title, error.text) for line in lines.values()]
    facts = order_facts(order, returns=returns_lately(order.customer_id, at))
    wishes: Mapping[str, list[WishedLine]] = defaultdict(list)
    kept: list[Kept] = []
    for option in options(document, facts, at):
        kind = _as_a_right(option)
        if kind:
            line = lines[option.line_id]
            wishes[kind].append(WishedLine(line=line.pk, quantity=option.available, reason=WITHDRAWN))
        else:
            kept.append(Kept(lines[option.line_id].title, _why_not(option)))
    cases: list[Case] = []
    for kind, wished in wishes.items():
        try:
            with transaction.atomic():
                cases.append(
                    open_case(order=order.pk, kind=Kind(kind), lines=wished, note=statement.text, actor=actor, at=at)
                )
        except HuitouError as error:
            kept += [Kept(lines[str(line.line)].title, error.text) for line in wished]
    return cases, kept


def _as_a_right(option: LineOptions) -> str:
    """The kind by which the line goes back without a reason, "" where it does not as a right."""
    reason = option.for_reason(WITHDRAWN)
    for choice in reason.possible if reason else ():
        if choice.verdict.entitled and not choice.verdict.evidence:
            return choice.kind
    return ""


def _why_not(option: LineOptions) -> str:
    """The ground of the policy, with what can still be done; or that nothing is left of the line."""
    reason = option.for_reason(WITHDRAWN)
    if reason is None or not reason.choices:
        return _("All pieces stand in a case or were given back already.")
    verdict = reason.choices[0].verdict
    return " ".join(say(ground) for ground in (*verdict.reasons[:1], *verdict.still))
