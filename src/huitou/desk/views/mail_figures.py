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
from huitou.retention.telling import bounds_text, message_name, share_text


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of mail in words: each share with its bounds, "" where there are none."""

    name: str
    found: MailFigures
    opening: tuple[str, str]
    clicking: tuple[str, str]
    coming: tuple[str, str]
    ordering: tuple[str, str]
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
    opening, clicking, coming, ordering = (
        (share_text(share), bounds_text(share)) for share in (one.opening, one.clicking, one.coming, one.ordering)
    )
    net = format_money(Money(one.net_minor, currency))
    return Row(message_name(one.kind), one, opening, clicking, coming, ordering, net)
