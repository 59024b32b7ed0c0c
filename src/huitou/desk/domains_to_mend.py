"""The shop's own domain as a row of the queue, while its records are gone. Called by the queue, inside `reading()`."""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.accounts.domains import telling
from huitou.accounts.domains.names import shown_host
from huitou.accounts.domains.standing import LOST_AFTER
from huitou.accounts.models import PagesDomain
from huitou.accounts.staff_pages import StaffVisit
from huitou.desk.beside_cases import Beside


def domains_to_mend(visit: StaffVisit) -> list[Beside]:
    """Domains in use that fail, and lost ones; none for who cannot change them. One query."""
    if not visit.may("settings.edit"):
        return []
    rows = PagesDomain.objects.filter(failing_since__isnull=False).order_by("failing_since", "pk")
    return [_row(row, visit) for row in rows]


def _row(row: PagesDomain, visit: StaffVisit) -> Beside:
    page = reverse("desk:pages_domain", args=[visit.shop.slug])
    lost = row.state == PagesDomain.State.LOST
    assert row.failing_since is not None  # they were asked for
    return Beside(
        deadline=None if lost else row.failing_since + LOST_AFTER,
        kind=_("Your own domain"),
        ref="",
        href=page,
        item=shown_host(row.host),
        why=telling.sentence(row, ZoneInfo(visit.shop.timezone)),
        sum=None,
        action=_("Look at it"),
        action_href=page,
        harm=telling.state_words(row)[0] if lost else "",
        state=f"{row.host}:{row.state}",
    )
