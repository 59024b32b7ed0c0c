"""The receipt of a withdrawal: what was stated and when, word for word, and what follows from it.

Directive 2011/83/EU, Article 11a(4): on a durable medium, with the content and the date and time. Called by
`verbs.withdraw_contract`, in the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from huitou.accounts.domains.addresses import page_url
from huitou.cases.models import Case
from huitou.core.models import Shop
from huitou.core.money import format_money
from huitou.core.when import written
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.orders.models import Order
from huitou.policies.law.book import in_force
from huitou.policies.law.statute import Money
from huitou.policies.texts import article_label

# As long as a name in the statement may be; longer ones are cut with an ellipsis.
NAME_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Statement:
    """What a buyer states: their name, the contract, and where the receipt goes."""

    name: str
    number: str
    contact: str
    at: datetime

    @property
    def text(self) -> str:
        """The statement in words, in the active language."""
        name, number = one_line(self.name, NAME_LONGEST), one_line(self.number, 80)
        if not name:
            return _("I withdraw from the contract for the order %(number)s.") % {"number": number}
        return _("I, %(name)s, withdraw from the contract for the order %(number)s.") % {
            "name": name,
            "number": number,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """An item that the statement does not send back, and why."""

    title: str
    why: str


def receipt(
    shop: Shop, order: Order, statement: Statement, cases: Sequence[Case], kept: Sequence[Kept], *, name: str = ""
) -> Letter:
    """The receipt in the active language. `name`: the contact's, as the order has it.

    What was typed by somebody whom nobody has checked greets nobody: it stands in the statement only, on one line.
    """
    moment = written(statement.at, ZoneInfo(shop.timezone), "exact")
    values = {"at": moment, "shop": shop.name}
    facts = [
        Fact(_("Your statement"), statement.text),
        Fact(_("Received"), moment),
        Fact(_("Order"), order.number),
    ]
    if statement.contact:
        facts.append(Fact(_("Receipt sent to"), statement.contact))
    facts += [Fact(_("Case"), f"{case.ref} · {format_money(case.sum)}") for case in cases]
    return Letter(
        subject=_("Receipt of your withdrawal: order %(number)s") % {"number": one_line(order.number, 80)},
        greeting=_("Hello %(name)s,") % {"name": one_line(name, NAME_LONGEST)} if name else _("Hello,"),
        sentence=_("%(shop)s received your withdrawal on %(at)s.") % values,
        facts=facts,
        paragraphs=_follows(shop, order, statement, cases, kept),
        button=Link(_("Open the order"), page_url(shop, f"/s/{shop.slug}/")),
        closing=_("Keep this mail: it proves what you stated and when."),
        why=_("You get this mail because a withdrawal was stated for this order with your e-mail address."),
    )


def _follows(shop: Shop, order: Order, statement: Statement, cases: Sequence[Case], kept: Sequence[Kept]) -> list[str]:
    said = []
    if any(case.goods_come_back for case in cases):
        said.append(_("Send the goods back; the case says where to and until when."))
    if cases:
        said.append(_money_due(shop, order, statement))
    said += [f"{one.title}: {one.why}" for one in kept]
    return [text for text in said if text]


def _money_due(shop: Shop, order: Order, statement: Statement) -> str:
    """By when the law wants the money to be sent, "" where we know of no such law."""
    zone = ZoneInfo(shop.timezone)
    day = statement.at.astimezone(zone).date()
    statute = in_force(order.country, "money", day)
    if statute is None or not isinstance(statute.says, Money):
        return ""
    law = {"article": article_label(statute.article), "days": statute.says.days}
    if statute.says.counted_from != "notice":
        text = _("The money is due at most %(days)s days after the goods are back (%(article)s).")
        return text % law
    law["date"] = written(statement.at + timedelta(days=statute.says.days), zone, "date")
    text = _(
        "The money is due by %(date)s (%(article)s). The shop may wait until the goods are there, or until it has your "
        "proof that you sent them."
    )
    return text % law
