"""Where a customer can be reached: added with their consent, verified by a code, silenced.

Called by the portal, the desk and the hooks of those who carry messages.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from huitou.accounts.digests import keyed_digest, same
from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict, Forbidden, HuitouError, NotFound
from huitou.core.ids import new_id
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.notifications.addresses_of_points import digest, stored
from huitou.notifications.models import ContactPoint, Medium, PointKind, ShortMessage
from huitou.notifications.reach import PARCELS
from huitou.notifications.short_jobs import CODE, CODE_LASTS
from huitou.notifications.verbs.send_short import write

EDIT: Final = "customers.edit"
CODE_TRIES = 5
# That something may go to; and with those that are switched off or dead, which nobody can take away.
MOST_POINTS, MOST_KEPT = 10, 100
# Calls come again within minutes.
MARKS_KEPT = 20


class TooManyPoints(Conflict):
    """Somebody fills the table."""

    code = "too_many_contact_points"
    message = _("There are %(most)s addresses already. Switch one off first.")


class PointCodeWrong(HuitouError):
    """The digits are not those that were sent, are too old, or were guessed too often."""

    code = "contact_point_code_wrong"
    status = 422
    message = _("This code does not match or is too old. Compare it with the newest message, or ask for a new one.")


@verb
def add_contact_point(
    *,
    customer_id: UUID,
    kind: str,
    address: str,
    how: str,
    verified: bool,
    actor: Actor,
    at: datetime,
    keys: Mapping[str, str] | None = None,
    purposes: Sequence[str] = (PARCELS,),
    messages: int | None = None,
) -> ContactPoint:
    """Keep an address with what its holder agreed to; the same address again is the same row, with the new consent.

    `how`: where they agreed (portal, shop, wechat). `verified`: the shop vouches that it is theirs, or the browser
    itself asked. `messages`: so many may be sent; they add up. Customers who had wished for silence are heard
    again: they ask; a shop's word does not do that.
    Raises: PhoneMalformed, PointMalformed, TooManyPoints, Forbidden.
    """
    _demand(actor, customer_id)
    kind = PointKind(kind)
    country = Shop.objects.values_list("country", flat=True).get(pk=actor.shop_id)
    address, push_keys = stored(kind, address, keys or {}, country)
    mine = ContactPoint.objects.filter(customer_id=customer_id, erased_at=None).select_for_update()
    found = {bytes(point.digest or b""): point for point in mine if point.kind == kind}
    point = found.get(digest(kind, address))
    if point is None:
        live = [one for one in mine if one.silenced_at is None and one.dead_at is None]
        if len(live) >= MOST_POINTS or len(mine) >= MOST_KEPT:
            raise TooManyPoints(most=MOST_POINTS)
        point = ContactPoint(
            id=new_id(), shop_id=actor.shop_id, customer_id=customer_id, kind=kind, address=address,
            digest=digest(kind, address),
        )  # fmt: skip
    point.keys, point.purposes = push_keys, list(purposes)
    point.consent_how, point.consented_at, point.used_at = how, at, at
    point.verified_at = at if verified else point.verified_at
    if messages is not None:
        point.messages_left = (point.messages_left or 0) + messages
    # A number that is not shown to be theirs does not take its holder's silence back, and no shop does it for them.
    if actor.role == Role.BUYER and point.verified_at is not None:
        _hear_again(point)
    elif actor.role != Role.BUYER and _silent_anywhere(point):
        point.silenced_at, point.silenced_how = at, "word"
    _tell(point, "added", actor=actor, at=at)
    point.save()
    return point


@verb
def send_point_code(*, point_id: UUID, code: str, language: str, actor: Actor, at: datetime) -> ShortMessage:
    """Send `code` to a phone that is not verified yet; an earlier one stops working.

    The caller has counted the tries (`accounts.limits`). Raises: NotFound.
    """
    point = _mine(actor, point_id)
    if point.kind != PointKind.PHONE:
        raise NotFound()
    point.code_digest, point.code_ends_at, point.code_tries = _code_digest(point, code), at + CODE_LASTS, 0
    point.save(update_fields=["code_digest", "code_ends_at", "code_tries"])
    shop = Shop.objects.get(pk=actor.shop_id)
    with override(language):
        text = _("%(shop)s: your code is %(code)s. It works for ten minutes.") % {"shop": shop.name, "code": CODE}
    return write(
        shop_id=actor.shop_id, customer_id=point.customer_id, medium=Medium.SMS, point=point, why="", title=shop.name,
        text=text, link="", code=code, about="code", about_id=None, key=f"code:{point.pk}:{at.timestamp()}",
        language=language, at=at,
    )  # fmt: skip


@verb
def verify_contact_point(*, point_id: UUID, code: str, actor: Actor, at: datetime) -> bool:
    """Whether the code is the one that was sent; the phone is verified then. A wrong try counts and is kept.

    Raises: NotFound.
    """
    point = _mine(actor, point_id)
    point.code_tries += 1
    over = point.code_digest is None or point.code_ends_at is None or point.code_ends_at <= at
    digits = "".join(str(int(sign)) for sign in code if sign.isdecimal())[:12]
    fits = not over and point.code_tries <= CODE_TRIES and same(point.code_digest or b"", _code_digest(point, digits))
    if fits:
        point.verified_at, point.code_digest, point.code_ends_at = at, None, None
        _hear_again(point)
        _tell(point, "verified", actor=actor, at=at)
    point.save()
    return fits


@verb
def silence_contact_point(*, point_id: UUID, how: str, actor: Actor, at: datetime) -> ContactPoint:
    """Nothing goes to this address any more, until its holder asks for it again. Raises: NotFound."""
    point = _mine(actor, point_id, whole=False)
    if point.silenced_at is None:
        point.silenced_at, point.silenced_how = at, how
        _tell(point, "silenced", actor=actor, at=at)
        point.save()
    return point


@verb
def heard_from_address(
    *, kind: str, address: str, silence: bool, speak: bool, consents: int, actor: Actor, at: datetime, mark: str = ""
) -> int:
    """What the holder of an address said to a provider, for every customer of the shop who has it; how many had.

    `silence`: STOP, 退订, 退訂. `speak`: START. `consents`: so many more messages, or fewer;
    once for calls of the same `mark`.
    """
    points = ContactPoint.objects.filter(kind=kind, digest=digest(kind, address), erased_at=None).select_for_update()
    for point in points:
        if silence and point.silenced_at is None:
            point.silenced_at, point.silenced_how = at, "word"
            _tell(point, "silenced", actor=actor, at=at)
        elif speak and point.silenced_at is not None:
            point.silenced_at, point.silenced_how = None, ""
            _tell(point, "heard_again", actor=actor, at=at)
        if consents and not (mark and mark in point.counted_calls):
            point.messages_left = max(0, (point.messages_left or 0) + consents)
            point.counted_calls = [*point.counted_calls, mark][-MARKS_KEPT:] if mark else point.counted_calls
        point.save()
    return len(points)


def _hear_again(point: ContactPoint) -> None:
    point.dead_at = point.silenced_at = None
    point.dead_why = point.silenced_how = ""


def _silent_anywhere(point: ContactPoint) -> bool:
    """Whether the address said, to whomever of the shop's customers it belongs, that it wants nothing."""
    same_address = ContactPoint.objects.filter(kind=point.kind, digest=point.digest)
    return same_address.filter(silenced_at__isnull=False).exists()


def _mine(actor: Actor, point_id: UUID, *, whole: bool = True) -> ContactPoint:
    point = ContactPoint.objects.select_for_update().filter(pk=point_id, erased_at=None).first()
    if point is None:
        raise NotFound()
    try:
        _demand(actor, point.customer_id, whole=whole)
    except Forbidden:
        # What is somebody else's looks to a buyer as if it were not there.
        raise (NotFound() if actor.role == Role.BUYER else Forbidden()) from None
    return point


def _demand(actor: Actor, customer_id: UUID, *, whole: bool = True) -> None:
    """Their own matter, or that of the shop's people who may edit customers. Raises Forbidden.

    `whole`: a link from a mail may have been passed on, so it is not enough; for silence it is.
    """
    own = actor.role == Role.BUYER and actor.customer_id == customer_id
    if own and (actor.order_ids is None or not whole):
        return
    actor.require(EDIT)


def _tell(point: ContactPoint, what: str, *, actor: Actor, at: datetime) -> None:
    """The row's ids and kind; nothing of the address."""
    facts = {"customer": point.customer_id, "point": point.pk, "kind": str(point.kind), "how": point.consent_how}
    events.record(point, f"notifications.contact_point.{what}", actor=actor, at=at, facts=facts)


def _code_digest(point: ContactPoint, code: str) -> bytes:
    return keyed_digest("huitou.notifications.point-code", f"{point.pk}:{code}")
