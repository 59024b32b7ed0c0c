"""The mail to those who look after the shop's accounts for messages, when one sends nothing any more."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _

from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.tenancy import open_shop_row
from huitou.notifications.channels.registry import channel, codes
from huitou.notifications.explanations import explain_stalled
from huitou.notifications.letters import Letter, Link
from huitou.notifications.stalling import KIND
from huitou.notifications.verbs import send_to_staff


@reader(f"{KIND}stalled")
def tell_owner(events: Sequence[Event]) -> None:
    """Once per standstill."""
    shop = open_shop_row()
    for event in events:
        send_to_staff(
            shop_id=shop.pk, permission="channels.edit", key=f"{event.pk}:staff",
            letter=partial(_letter, event, shop),
            about=("notifications.channelaccount", event.subject_id), at=event.at,
        )  # fmt: skip


def _letter(event: Event, shop: Shop, _language: str) -> Letter:
    code = event.facts["provider"]
    name = {"name": str(channel(code).title) if code in codes() else code}
    return Letter(
        subject=_("%(name)s sends no messages any more") % name,
        sentence=explain_stalled(event.facts["why"]),
        paragraphs=[
            _("What it was to carry goes another way: by another provider, or by mail."),
            _("When it is mended, send a test or press “It sends again”. Until then nothing goes this way."),
        ],
        button=Link(_("Look at the account"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/settings/messages/"),
        why=_("You get this mail because you look after the shop's accounts for messages."),
    )
