"""What became of the mails about parcels: arrived, opened, followed, and what was bought afterwards."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.money import Money, format_money
from huitou.desk.visit import desk_view, page
from huitou.notifications.measuring import measured_by
from huitou.retention.mail_rates import MailFigures
from huitou.retention.offering import rules_of_shop
from huitou.retention.queries.mails import mail_figures as figures
from huitou.retention.telling import message_name, share_text


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of mail in words."""

    name: str
    found: MailFigures
    opening: str
    clicking: str
    coming: str
    ordering: str
    net: str


@require_safe
@desk_view("cases.view")
def mail_figures(visit: StaffVisit) -> HttpResponse:
    """The page."""
    with visit.reading():
        context = {
            "rows": [_row(one, visit.shop.currency) for one in figures(visit.shop, visit.at)],
            "days": rules_of_shop(visit.shop.pk).days,
            "measured": measured_by(visit.shop),
        }
        return page(visit, "desk/insights/mails.html", context, here="insights")


def _row(one: MailFigures, currency: str) -> Row:
    return Row(
        message_name(one.kind), one, share_text(one.opening), share_text(one.clicking), share_text(one.coming),
        share_text(one.ordering), format_money(Money(one.net_minor, currency)),
    )  # fmt: skip
