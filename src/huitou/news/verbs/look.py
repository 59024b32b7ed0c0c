"""Looks at a piece of news again when its time has come, and tells it, drops it, or lets it wait on.

Done by the sweep of deadlines. What waits of the same order goes along: several things soon after each other are one
message.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from huitou.accounts.buyers import signed_link
from huitou.core.actors import Actor
from huitou.core.flow.machine import Waiting
from huitou.core.ids import new_id, new_ref
from huitou.core.models import Shop
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import move, terms_of, verb
from huitou.lanes.trouble import Step
from huitou.lanes.verbs import take_trouble_step
from huitou.news.access import rules_of, settings_of
from huitou.news.beside import added
from huitou.news.choosing import held_until, why_over
from huitou.news.kinds import kind_of
from huitou.news.letter import message_of
from huitou.news.links import link_over
from huitou.news.machine import PARCEL_NEWS
from huitou.news.models import ParcelNews, Telling
from huitou.news.rules import GATHERS_MINUTES, MAIL
from huitou.news.triggers import RANK, ROWS, TROUBLE, Trigger
from huitou.news.ways import channels_to, deliver, reader_of
from huitou.orders.models import Order
from huitou.parcels.models import Parcel

TOLD, DROPPED, WAITS = "told", "dropped", ""
ABOUT = "parcels.parcel"


@terms_of(PARCEL_NEWS)
def as_long_as_it_says(piece: ParcelNews, _wait: Waiting) -> timedelta:
    """The wait of the rule, or until the reader's morning."""
    return piece.lasts


@verb(PARCEL_NEWS, "look")
def look(*, parcel_news: ParcelNews, actor: Actor, at: datetime) -> dict[str, Any]:
    """Decide on this piece and on what waits with it; the facts of its event."""
    order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=parcel_news.order_id)
    soon = at + timedelta(minutes=GATHERS_MINUTES)
    others = ParcelNews.objects.select_for_update(of=("self",), skip_locked=True)
    waiting = [*others.filter(order=order, deadline_at__lte=soon).exclude(pk=parcel_news.pk).order_by("pk")]
    pieces = [parcel_news, *waiting]
    _decide(pieces, order, actor, at)
    for piece in waiting:
        step = PARCEL_NEWS.landing(piece, PARCEL_NEWS.take(piece, "look", actor.role))
        move(PARCEL_NEWS, piece, step, actor=actor, at=at, facts=_facts(piece))
    return _facts(parcel_news)


def _facts(piece: ParcelNews) -> dict[str, Any]:
    told = {"telling": piece.telling_id} if piece.telling_id else {}
    return {"trigger": piece.trigger, "parcel": piece.parcel_id, "order": piece.order_id, "why": piece.why, **told}


def _decide(pieces: Sequence[ParcelNews], order: Order, actor: Actor, at: datetime) -> None:
    """Set each piece's outcome, and write the message where one is due."""
    shop, settings, rules = open_shop_row(), settings_of(actor.shop_id), rules_of(actor.shop_id)
    parcels = {parcel.pk: parcel for parcel in Parcel.objects.filter(order=order)}
    still = []
    for piece in pieces:
        rule = rules[Trigger(piece.trigger)]
        why = why_over(piece, parcels[piece.parcel_id], order, shop, rule, at=at) if settings.on else "off"
        piece.outcome, piece.why = (DROPPED if why else WAITS), why
        if not why:
            still.append(piece)
    if still:
        still.sort(key=lambda piece: (RANK[Trigger(piece.trigger)], piece.pk))
        _tell_or_hold(still, parcels, order, shop, actor, at)


def _tell_or_hold(
    pieces: Sequence[ParcelNews], parcels: dict[Any, Parcel], order: Order, shop: Shop, actor: Actor, at: datetime
) -> None:
    lead = Trigger(pieces[0].trigger)
    settings, reader, rule = settings_of(shop.pk), reader_of(order, shop), rules_of(shop.pk)[lead]
    why, until = held_until(lead, {piece.parcel_id for piece in pieces}, order, shop, settings, reader, at=at)
    channels = channels_to(order, reader.in_order(rule.channels), important=ROWS[lead].important, at=at)
    reachable = bool(channels) and (bool(reader.email) or channels != [MAIL])
    if not why and not reachable:
        # What comes after it may have a way of its own.
        pieces[0].outcome, pieces[0].why = DROPPED, "no_way"
        if pieces[1:]:
            _tell_or_hold(pieces[1:], parcels, order, shop, actor, at)
        return
    telling = None if why else _tell(pieces, parcels, order, shop, channels[0], actor, at)
    for piece in pieces:
        if why:
            piece.outcome, piece.why = (WAITS if until else DROPPED), why
            piece.lasts = until - at if until else timedelta(0)
        else:
            piece.outcome, piece.why, piece.telling = TOLD, "", telling


def _tell(
    pieces: Sequence[ParcelNews], parcels: dict[Any, Parcel], order: Order, shop: Shop, channel: str, actor: Actor,
    at: datetime,
) -> Telling:  # fmt: skip
    lead, reader = pieces[0], reader_of(order, shop)
    about = list(dict.fromkeys(piece.parcel_id for piece in pieces))
    telling = Telling(
        id=new_id(), shop_id=shop.pk, order=order, customer_id=order.customer_id, ref=new_ref("M"),
        trigger=lead.trigger, channel=channel, told_at=at,
    )  # fmt: skip
    secret = signed_link(shop_id=shop.pk, customer_id=order.customer_id, order_id=order.pk, at=at)
    message = message_of(
        Trigger(lead.trigger), [parcels[key] for key in about], order, shop, reader, ref=telling.ref, secret=secret,
        at=at, channel=channel,
        link="" if channel == MAIL else link_over(channel, shop, order, ref=telling.ref, at=at),
    )  # fmt: skip
    letter = message.letter
    if channel == MAIL:
        below = added(Trigger(lead.trigger), shop, parcels[lead.parcel_id], order, reader.language, at)
        letter = replace(letter, closing="\n".join(part for part in (letter.closing, below) if part))
    # The key is the leading piece's: however often this runs, it is one message.
    telling.message_id = deliver(
        channel, order=order, reader=reader, letter=letter, short=message.short, key=f"news:{lead.pk}",
        about=(ABOUT, lead.parcel_id), kind=lead.trigger, at=at,
    )  # fmt: skip
    telling.save(force_insert=True)
    for piece in pieces:
        if piece.trigger in TROUBLE and (kind := kind_of(Trigger(piece.trigger), parcels[piece.parcel_id])) is not None:
            # The list of parcels in trouble proposes what comes after writing.
            take_trouble_step(parcel=piece.parcel_id, kind=kind, did=Step.WRITE, actor=actor, at=at, rests=timedelta(0))
    return telling
