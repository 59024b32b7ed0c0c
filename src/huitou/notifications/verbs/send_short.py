"""Writes a short message and queues its delivery, within the verb or subscriber that has something to tell.

Unlike other verbs it takes no actor and writes no event: the deed that the message tells of has both.
"""

import json
from datetime import datetime
from uuid import UUID

from huitou.core.sealing import seal
from huitou.core.tenancy import current_shop_id, open_shop_row
from huitou.notifications.channels.registry import first_for
from huitou.notifications.languages import supported
from huitou.notifications.letters import one_line
from huitou.notifications.models import ContactPoint, Medium, ShortMessage, ShortState
from huitou.notifications.reach import NO_ACCOUNT, NO_ADDRESS, best_point, open_accounts
from huitou.notifications.short_jobs import queue_short
from huitou.notifications.verbs.send import NoTransaction

TITLE_MAX, TEXT_MAX = 200, 1000


def send_short(
    *,
    shop_id: UUID,
    customer_id: UUID | None,
    channel: str,
    title: str,
    text: str,
    link: str,
    about_id: UUID | None,
    key: str,
    language: str,
    at: datetime,
    about: str = "",
) -> ShortMessage:
    """Keep the message and queue its delivery in the open transaction; the message, or the one that has its key.

    `channel`: sms, wechat, push or webhook. `text` holds no link: `link` is put behind it where the medium has no
    other place. `about`: what kind of news it is, by which a provider's templates are chosen. Preferences are not asked
    here (`reach.ways_to` does); an address that may not be written to is not. A message without a way raises nothing:
    it is kept as failed with the way's code in `last_error`.
    Raises: NoTransaction, ValueError for an unknown channel.
    """
    if current_shop_id() != shop_id:
        raise NoTransaction("send_short belongs inside a verb or a subscriber of the same shop")
    medium = Medium(channel)
    if (earlier := ShortMessage.objects.filter(key=key).first()) is not None:
        return earlier
    point, why = _point(customer_id, medium)
    return write(
        shop_id=shop_id, customer_id=customer_id, medium=medium, point=point, why=why, title=title, text=text,
        link=link, code="", about=about, about_id=about_id, key=key, language=language, at=at,
    )  # fmt: skip


def write(
    *,
    shop_id: UUID,
    customer_id: UUID | None,
    medium: Medium,
    point: ContactPoint | None,
    why: str,
    title: str,
    text: str,
    link: str,
    code: str,
    about: str,
    about_id: UUID | None,
    key: str,
    language: str,
    at: datetime,
    provider: str = "",
    address: str = "",
) -> ShortMessage:
    """Keep a message to this address, or as failed for the reason `why`. Called by `send_short`, codes and tests sent.

    `code` stands in the text as `short_jobs.CODE` and is put in while it is handed over. `provider`: this one and no
    other.
    """
    address = point.address if point is not None else address
    carrier = first_for(medium, address, frozenset({provider}) if provider else open_accounts())
    why = why or ("" if carrier else NO_ACCOUNT)
    message, made = ShortMessage.objects.get_or_create(
        shop_id=shop_id,
        key=key,
        defaults={
            "customer_id": customer_id,
            "point_id": point.pk if point is not None else None,
            "channel": medium,
            "provider": carrier.code if carrier else "",
            "about": about[:40],
            "about_id": about_id,
            "locale": supported(language, open_shop_row().locale),
            "to_address": address,
            "title": one_line(title, TITLE_MAX),
            "text": text.strip()[:TEXT_MAX],
            "sealed": seal(json.dumps({"link": link, "code": code})) if (link or code) and not why else "",
            "state": ShortState.FAILED if why else ShortState.QUEUED,
            "last_error": why,
            "queued_at": at,
            "settled_at": at if why else None,
        },
    )
    if made and not why:
        _take_consent(point)
        queue_short(message)
    return message


def _point(customer_id: UUID | None, medium: Medium) -> tuple[ContactPoint | None, str]:
    """The address, locked, or why there is none. The shop's own system needs none."""
    if medium == Medium.WEBHOOK:
        return None, ""
    if customer_id is None:
        return None, NO_ADDRESS
    points = ContactPoint.objects.filter(customer_id=customer_id, erased_at=None).order_by("-used_at", "pk")
    return best_point(medium, points.select_for_update(no_key=True))


def _take_consent(point: ContactPoint | None) -> None:
    """Where each consent is good for one message, this one takes one; the row is locked."""
    if point is not None and point.messages_left:
        point.messages_left -= 1
        point.save(update_fields=["messages_left"])
