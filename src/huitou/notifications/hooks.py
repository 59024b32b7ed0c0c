"""Calls of those who carry messages: verified, and read at once.

Called by the web for `/hooks/messages/<shop>/<code>/`. What is not verified changes nothing; the same call twice
has the effect of one.
"""

from datetime import datetime
from uuid import UUID

import structlog

from huitou.core.actors import Actor, system_actor
from huitou.core.errors import NotFound
from huitou.core.verbs import verb
from huitou.core.webhooks import Called, CallRefused, HookAnswer, HookNotSetUp
from huitou.notifications.addresses_of_points import PointMalformed
from huitou.notifications.channels.protocol import Channel, Misconfigured, Receipt, Told, Unreadable
from huitou.notifications.channels.registry import channel, codes
from huitou.notifications.models import Medium, PointKind, ShortMessage
from huitou.notifications.reach import POINT_OF
from huitou.notifications.short_jobs import settle
from huitou.notifications.verbs.contact_points import heard_from_address
from huitou.notifications.verbs.follow import bind_follower

log = structlog.get_logger(__name__)
LARGEST_BODY = 1024 * 1024


def take_in(*, code: str, shop_id: UUID, called: Called, greeting: bool = False) -> HookAnswer:
    """Verify the call and do what it says; what the provider wants to hear. `greeting`: a GET that tries us out.

    Raises NotFound for a channel that calls nobody.
    """
    if code not in codes() or not channel(code).calls:
        raise NotFound()
    adapter, account = channel(code), str(shop_id)
    try:
        if greeting:
            return adapter.greet(account, called)
        told = adapter.read_push(account, called)
    except Misconfigured as missing:
        log.warning("hook.not_set_up", channel=code, shop=account, reason=missing.failure_code)
        return adapter.answer(account, called, HookNotSetUp())
    except Unreadable as odd:
        log.warning("hook.refused", channel=code, shop=account, reason=str(odd))
        return adapter.answer(account, called, CallRefused("body_unreadable", 400))
    except CallRefused as refused:
        log.warning("hook.refused", channel=code, shop=account, reason=refused.reason)
        return adapter.answer(account, called, refused)
    if told:
        act_on(actor=system_actor(shop_id), at=called.at, adapter=adapter, told=list(told))
    return adapter.answer(account, called, None)


@verb
def act_on(*, actor: Actor, at: datetime, adapter: Channel, told: list[Told]) -> None:
    """Settle the messages that are told of, and note what their readers want."""
    for one in told:
        if one.receipt is not None:
            _settle(one, one.receipt, adapter, actor=actor, at=at)
        elif one.address:
            kind = POINT_OF[Medium(adapter.medium)]
            heard_from_address(
                kind=kind, address=one.address, silence=one.silence, speak=one.speak, consents=one.consents,
                mark=one.mark, actor=actor, at=at,
            )  # fmt: skip
            if one.scene:
                _bind(one, kind, actor=actor, at=at)


def _bind(one: Told, kind: PointKind, *, actor: Actor, at: datetime) -> None:
    """Of an address that cannot be one nothing is kept."""
    try:
        bind_follower(kind=kind, scene=one.scene, address=one.address, counted=one.counted, actor=actor, at=at)
    except PointMalformed:
        log.warning("hook.address_malformed", shop=str(actor.shop_id))


def _settle(one: Told, receipt: Receipt, adapter: Channel, *, actor: Actor, at: datetime) -> None:
    """By our own id where the provider gives it back, else by its own; other channels' messages are not looked at."""
    rows = ShortMessage.objects.filter(provider=adapter.code)
    found = None
    if (ours := _key(one.message_id)) is not None:
        found = rows.filter(pk=ours).first()
    if found is None and receipt.provider_id:
        found = rows.filter(provider_id=receipt.provider_id).first()
    if found is None:
        log.warning("hook.stray", channel=adapter.code, shop=str(actor.shop_id))
        return
    settle(actor=actor, at=at, message_id=found.pk, receipt=receipt)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
