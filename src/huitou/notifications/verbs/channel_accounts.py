"""The shop's accounts at those who carry messages: entered, changed, tried, closed by its owner. Called by the desk."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.ids import new_id
from huitou.core.locks import lock_or_make
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.notifications.addresses_of_points import stored
from huitou.notifications.channels.protocol import Channel
from huitou.notifications.channels.registry import channel, codes
from huitou.notifications.credentials import enter, opened
from huitou.notifications.models import ChannelAccount, Medium, ShortMessage
from huitou.notifications.reach import POINT_OF
from huitou.notifications.stalling import carries_again
from huitou.notifications.verbs.send_short import write

MAY = "channels.edit"


@verb
def keep_channel_account(*, provider: str, values: Mapping[str, str], actor: Actor, at: datetime) -> ChannelAccount:
    """Enter or change the shop's credentials; a secret left empty stays as it is, or is made where we make it.

    Raises CredentialInvalid, Forbidden, NotFound, Misconfigured.
    """
    actor.require(MAY)
    adapter = _adapter(provider)
    row = lock_or_make(ChannelAccount.objects.filter(provider=provider))
    made = row is None
    if row is None:
        row = ChannelAccount(id=new_id(), shop_id=actor.shop_id, provider=provider, opened_at=at)
    changed = enter(row, {**values, **_made(adapter, row, values)}, adapter)
    row.closed_at, row.changed_at, row.changed_by = None, at, actor.id
    # What stopped it may be what was changed; if not, its next answer stops it again.
    row.stalled_at, row.stalled_why = None, ""
    kind = "notifications.channel_account.opened" if made else "notifications.channel_account.changed"
    events.record(row, kind, actor=actor, at=at, facts={"provider": provider, "secrets": changed})
    row.save(force_insert=made)
    return row


@verb
def close_channel_account(*, provider: str, actor: Actor, at: datetime) -> None:
    """Forget the secrets: nothing goes this way any more, and its calls are refused. Raises Forbidden, NotFound."""
    actor.require(MAY)
    row = ChannelAccount.objects.select_for_update().filter(provider=provider, closed_at__isnull=True).first()
    if row is None:
        raise NotFound()
    row.sealed, row.hints, row.closed_at, row.changed_at, row.changed_by = "", {}, at, at, actor.id
    row.stalled_at, row.stalled_why = None, ""
    events.record(row, "notifications.channel_account.closed", actor=actor, at=at, facts={"provider": provider})
    row.save()


@verb
def resume_channel_account(*, provider: str, actor: Actor, at: datetime) -> None:
    """Let an account that stood still carry messages again; one that never did stays as it is.

    Raises Forbidden, NotFound.
    """
    actor.require(MAY)
    _adapter(provider)
    if not ChannelAccount.objects.filter(provider=provider, closed_at=None).exists():
        raise NotFound()
    carries_again(provider, actor=actor, at=at)


@verb
def send_test(*, provider: str, address: str, language: str, actor: Actor, at: datetime) -> ShortMessage:
    """Send a message to an address of one's own through this provider and no other.

    Raises PhoneMalformed, PointMalformed, Forbidden, NotFound.
    """
    actor.require(MAY)
    adapter = _adapter(provider)
    if not ChannelAccount.objects.filter(provider=provider, closed_at__isnull=True).exists():
        raise NotFound()
    shop = Shop.objects.get(pk=actor.shop_id)
    medium = Medium(adapter.medium)
    if medium in POINT_OF:
        address, _keys = stored(POINT_OF[medium], address, {}, shop.country)
    with override(language):
        text = _("This is a test from %(shop)s. If you can read it, messages arrive.") % {"shop": shop.name}
    return write(
        shop_id=shop.pk, customer_id=None, medium=medium, point=None, why="", title=shop.name, text=text, link="",
        code="", about="test", about_id=None, key=f"test:{new_id()}", language=language, at=at, provider=provider,
        address=address,
    )  # fmt: skip


def _made(adapter: Channel, row: ChannelAccount, values: Mapping[str, str]) -> dict[str, str]:
    """The secrets that we make ourselves, where none was entered and none is kept."""
    makes = getattr(adapter, "made", None)
    if makes is None:
        return {}
    kept = opened(row) if row.closed_at is None else {}
    made: dict[str, str] = makes()
    return {name: secret for name, secret in made.items() if not values.get(name, "").strip() and not kept.get(name)}


def _adapter(code: str) -> Channel:
    if code not in codes():
        raise NotFound()
    return channel(code)
