"""Tells everyone in a shop who may do something about it, each in their own language."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import override

from huitou.accounts.models import Membership
from huitou.accounts.permissions import SHOP_PERMISSIONS
from huitou.core.tenancy import open_shop_row
from huitou.notifications.languages import supported
from huitou.notifications.letters import Letter
from huitou.notifications.models import Mail
from huitou.notifications.verbs.send import send


def send_to_staff(
    *,
    shop_id: UUID,
    permission: str,
    key: str,
    letter: Callable[[str], Letter],
    about: tuple[str, UUID] | None = None,
    at: datetime,
    topic: str = "",
    apart_from: str = "",
) -> list[Mail]:
    """One mail to each active member of the shop whose role holds the permission (such as `cases.agree`).

    `letter` builds the letter for a language; it is called once per language, with that language active.
    `topic`: what the mail is about, for those who have switched such mails off in this shop (`accounts.topics`).
    `apart_from`: who cannot act on it ("staff:…"); they get it only where nobody else does.
    Each mail's key is `key` and the member's id, so that a second call sends nothing twice. They are written just
    before the commit, with the others of the transaction.
    Raises: NoTransaction.
    """
    roles = [str(role) for role, permissions in SHOP_PERMISSIONS.items() if permission in permissions]
    members = list(
        Membership.objects.filter(shop_id=shop_id, role__in=roles, staff__is_active=True)
        .select_related("staff")
        .exclude(**({"muted__contains": [topic]} if topic else {"pk": None}))
        .order_by("created_at", "pk")
    )
    members = [member for member in members if f"staff:{member.staff_id}" != apart_from] or members
    if not members:
        return []
    fallback = open_shop_row().locale
    letters: dict[str, Letter] = {}
    mails = []
    for member in members:
        language = supported(member.staff.locale, fallback)
        if language not in letters:
            with override(language):
                letters[language] = letter(language)
        mails.append(
            send(
                shop_id=shop_id,
                key=f"{key}:{member.pk}",
                to_email=member.staff.email,
                to_name=member.staff.name,
                locale=language,
                letter=letters[language],
                about=about,
                at=at,
                along=True,
            )
        )
    return mails
