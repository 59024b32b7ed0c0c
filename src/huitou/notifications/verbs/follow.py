"""A customer follows the shop's account at WeChat: shown a code on their own page, bound by whoever scans it first.

The page is one of the customer's session, so the code is theirs to scan; it works once and for ten minutes. Called by
the portal, and by `hooks` with what the provider says.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from huitou.accounts.digests import keyed_digest
from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.ids import new_id
from huitou.core.verbs import verb
from huitou.notifications.models import FollowScene
from huitou.notifications.verbs.contact_points import TooManyPoints, add_contact_point

log = structlog.get_logger(__name__)
LASTS: Final = timedelta(minutes=10)
# How long a code that is over is still told apart from one that never was, in the log.
KEPT: Final = timedelta(days=1)


@verb
def make_follow_scene(*, customer_id: UUID, actor: Actor, at: datetime) -> str:
    """The scene of a new code, 144 random bits in 24 signs. Raises: Forbidden for all but the customer, signed in."""
    if actor.role != Role.BUYER or actor.customer_id != customer_id or actor.order_ids is not None:
        raise Forbidden()
    FollowScene.objects.filter(expires_at__lt=at - KEPT).delete()
    scene = secrets.token_urlsafe(18)
    FollowScene.objects.create(
        id=new_id(), shop_id=actor.shop_id, customer_id=customer_id, digest=_digest(scene), expires_at=at + LASTS
    )
    return scene


@verb
def bind_follower(*, kind: str, scene: str, address: str, counted: bool, actor: Actor, at: datetime) -> bool:
    """Somebody came by this scene: the address is now one of its customer's; whether it was bound.

    `counted`: each message needs a consent of its own, and following gives none. Raises: Forbidden, PointMalformed.
    """
    if actor.role != Role.SYSTEM:
        raise Forbidden()
    row = FollowScene.objects.select_for_update().filter(digest=_digest(scene)).first()
    if row is None or row.used_at is not None or row.expires_at <= at:
        log.warning("follow.scene_over", shop=str(actor.shop_id), known=row is not None)
        return False
    row.used_at = at
    row.save(update_fields=["used_at"])
    holder = Actor(role=Role.BUYER, shop_id=actor.shop_id, id=f"buyer:{row.customer_id}", customer_id=row.customer_id)
    try:
        add_contact_point(
            customer_id=row.customer_id, kind=kind, address=address, how="wechat", verified=True, actor=holder, at=at,
            messages=0 if counted else None,
        )  # fmt: skip
    except TooManyPoints:
        log.warning("follow.too_many_points", shop=str(actor.shop_id))
        return False
    return True


def _digest(scene: str) -> bytes:
    return keyed_digest("huitou.notifications.follow-scene", scene[:64])
