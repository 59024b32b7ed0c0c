"""The letters about a shop's own domain, to those who may change its settings: it is in use, it fails, it is lost.

Reads the events of accounts in its own time, once each.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from huitou.accounts.domains import telling
from huitou.accounts.domains.names import shown_host
from huitou.accounts.models import PagesDomain
from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.tenancy import open_shop_row
from huitou.notifications.letters import Fact, Letter, Link
from huitou.notifications.verbs.send_to_staff import send_to_staff

N_ = str
SUBJECTS = {
    "accounts.domain.proven": N_("Your pages are at %(host)s now"),
    "accounts.domain.failing": N_("%(host)s does not lead to your pages any more"),
    "accounts.domain.lost": N_("%(host)s is lost; your pages are at our address again"),
}


@reader(*SUBJECTS)
def tell(events: Sequence[Event]) -> None:
    """Write the letters; none about a domain that was given up or stands otherwise since."""
    shop = open_shop_row()
    for event in events:
        row = PagesDomain.objects.filter(host=event.facts["host"]).first()
        if row is None or not _still(event.kind, row):
            continue
        _send(event, row, shop)


def _still(kind: str, row: PagesDomain) -> bool:
    state = "lost" if kind.endswith(".lost") else "proven"
    return row.state == state and (row.failing_since is None) == kind.endswith(".proven")


def _send(event: Event, row: PagesDomain, shop: Shop) -> None:
    send_to_staff(
        shop_id=shop.pk, permission="settings.edit", key=f"{event.pk}:staff",
        letter=lambda _locale: _letter(event, row, shop), at=event.at,
    )  # fmt: skip


def _letter(event: Event, row: PagesDomain, shop: Shop) -> Letter:
    found = [] if event.kind.endswith(".proven") else [Fact(one.kind, one.told) for one in telling.records(row)]
    return Letter(
        subject=_(SUBJECTS[event.kind]) % {"host": shown_host(row.host)},
        sentence=telling.sentence(row, ZoneInfo(shop.timezone)),
        facts=found,
        button=Link(_("Open the settings"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/settings/domain/"),
        why=_("You get this mail because you look after the shop's settings."),
    )
