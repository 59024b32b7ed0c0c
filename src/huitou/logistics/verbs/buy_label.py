"""A label is bought from a carrier for a return, given to the buyer, and given back where nobody used it.

The steps that people take (`order_label`, `void_label`), and what the job writes down between its calls. Every one of
them holds the return's lock, so a return has one label in force at most.
"""

import base64
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image, UnidentifiedImageError

from huitou.core import events
from huitou.core.actors import Actor, system_actor
from huitou.core.jobs import enqueue
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import on_arrival, verb, verb_of
from huitou.logistics.access import access_return
from huitou.logistics.labels import MOST_PURCHASES, LabelTerms
from huitou.logistics.machine import GOODS_RETURN, WITH_BUYER
from huitou.logistics.making_labels import call_label_off, make_label
from huitou.logistics.models import IN_FORCE, GoodsReturn, LabelPurchase, Purchase, ReturnLabel, ReturnWay, Way
from huitou.parcels.carriers.labelling import Bought, LabelFile, Quote, Void
from huitou.parcels.numbers import carrier_code, compact

# The buyer has less time than this, and the money must be asked back before it is too late for that.
LASTS_DAYS, BEFORE_VOID_ENDS_DAYS = 21, 3
ASKED_AGAIN, WAITS, MONEY_ASKED_AGAIN = timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=12)
LARGEST_PIXELS = 4_000_000
# While the label can still be given.
USABLE = ("awaiting_hand_over", "label_due")


@verb(GOODS_RETURN, "order_label")
def order_label(*, goods_return: GoodsReturn, actor: Actor, at: datetime, above_limit: bool = False) -> dict[str, Any]:
    """Have the label bought, for the first time or again. `above_limit`: whatever it costs. Raises ConditionNotMet."""
    begin_buying(goods_return, above_limit=above_limit)
    return {"service": goods_return.label_service, "above_limit": above_limit}


@verb(GOODS_RETURN, "void_label")
def void_label(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The label is not used: the carrier is asked for the money, and the buyer cannot use it any more."""
    found = give_label_up(goods_return, at)
    return {"purchase": str(found.pk)} if found is not None else {}


@on_arrival(GOODS_RETURN, "cancelled", "expired", "on_the_way", "arrived")
def let_the_label_go(goods_return: GoodsReturn, actor: Actor, at: datetime) -> None:
    """The goods stay, or went another way than with the label: its money is asked back."""
    if goods_return.label_standing in ("buying", "bought"):
        give_label_up(goods_return, at, unless=goods_return.tracking_number)


def begin_buying(goods_return: GoodsReturn, *, above_limit: bool = False) -> None:
    """Order the job; it runs once this is committed."""
    goods_return.label_standing = "buying"
    enqueue(make_label, shop=str(goods_return.shop_id), goods_return=str(goods_return.pk), above_limit=above_limit)


def give_label_up(goods_return: GoodsReturn, at: datetime, *, unless: str = "") -> LabelPurchase | None:
    """Take the label out of use; the money is asked for once that is committed. `unless`: the number that was used."""
    found = LabelPurchase.objects.filter(goods_return=goods_return, state__in=IN_FORCE).first()
    if found is not None and found.state == Purchase.BOUGHT and unless and found.tracking_number == unless:
        return None
    goods_return.label_standing = "voided"
    if found is None:
        return None
    if found.state != Purchase.BOUGHT:
        # Perhaps bought: once the answer is there, its money is asked back.
        found.unwanted = True
        found.save(update_fields=["unwanted"])
        return found
    found.state, found.next_ask_at = Purchase.VOIDING, at
    found.save(update_fields=["state", "next_ask_at"])
    if found.label_id is not None:
        ReturnLabel.objects.filter(pk=found.label_id).update(voided_at=at)
    enqueue(call_label_off, shop=str(goods_return.shop_id), purchase=str(found.pk))
    return found


@verb
def begin_purchase(*, goods_return: UUID, above_limit: bool, actor: Actor, at: datetime) -> LabelPurchase | None:
    """The row under which the label is bought: the one that is there, or a new one. None: none is wanted any more."""
    back: GoodsReturn = access_return(actor, goods_return, lock=True)
    there = LabelPurchase.objects.filter(goods_return=back, state__in=IN_FORCE).first()
    if there is not None or back.label_standing != "buying" or back.state not in USABLE:
        return there
    before = LabelPurchase.objects.filter(goods_return=back).count()
    if before >= MOST_PURCHASES:
        _fail(back, None, "too_many", actor, at)
        return None
    way = ReturnWay.objects.filter(way=Way.SHOP_LABEL).first()
    limit = LabelTerms.from_json(way.labelling if way is not None else {}).limit_minor
    return LabelPurchase.objects.create(
        shop_id=back.shop_id, goods_return=back, service=back.label_service, key=f"{back.ref}-{before + 1}",
        state=Purchase.ASKED, limit_minor=limit if limit and not above_limit else None, asked_at=at,
        next_ask_at=at + ASKED_AGAIN,
    )  # fmt: skip


@verb
def keep_quote(*, purchase: UUID, quote: Quote, actor: Actor, at: datetime) -> LabelPurchase | None:
    """Keep the price and the names under which alone it is bought; None where it must not be, or another run was first.

    Too dear, or in another currency than the limit: a person decides.
    """
    back, found = _both(purchase, actor)
    if found.state != Purchase.ASKED or found.reference:
        return found if found.state in IN_FORCE else None
    found.reference, found.rate = quote.reference[:160], quote.rate[:80]
    found.carrier, found.carrier_service = quote.carrier[:60], quote.service[:60]
    found.price_minor, found.currency = quote.price.minor, quote.price.currency
    dear = found.limit_minor is not None and quote.price.minor > found.limit_minor
    foreign = found.limit_minor is not None and quote.price.currency != open_shop_row().currency
    if dear or foreign:
        _fail(back, found, "too_dear" if not foreign else "other_currency", actor, at)
        return None
    if found.unwanted:
        found.state, found.next_ask_at = Purchase.REFUSED, None
    found.save()
    return found if found.state in IN_FORCE else None


@verb
def leave_open(*, purchase: UUID, failure_code: str, actor: Actor, at: datetime) -> LabelPurchase:
    """Its answer stayed open: it is asked about, and bought under no other name."""
    _back, found = _both(purchase, actor)
    if found.state in (Purchase.ASKED, Purchase.OPEN):
        found.state = Purchase.OPEN if found.reference else Purchase.ASKED
        found.failure_code, found.next_ask_at = failure_code[:40], at + ASKED_AGAIN
        found.save()
    return found


@verb
def refuse_purchase(
    *, purchase: UUID, failure_code: str, actor: Actor, at: datetime, said: str = ""
) -> LabelPurchase:  # fmt: skip
    """It was not bought, for certain: a person of the shop is told what to do."""
    back, found = _both(purchase, actor)
    if found.state not in (Purchase.ASKED, Purchase.OPEN):
        return found
    found.failure_said = said[:200]
    if found.unwanted:
        found.state, found.failure_code, found.next_ask_at = Purchase.REFUSED, failure_code[:40], None
        found.save()
    else:
        _fail(back, found, failure_code, actor, at)
    return found


@verb
def keep_bought(*, purchase: UUID, bought: Bought, actor: Actor, at: datetime) -> LabelPurchase:
    """It is paid: its price is the books' from now on (`settlements`), once, however often the answer is read."""
    back, found = _both(purchase, actor)
    if found.state not in (Purchase.ASKED, Purchase.OPEN):
        return found
    found.state, found.bought_at, found.next_ask_at, found.failure_code = Purchase.BOUGHT, at, at, ""
    found.carrier, found.tracking_number = bought.carrier[:60], compact(bought.number)[:80]
    found.price_minor, found.currency = bought.price.minor, bought.price.currency
    found.url, found.code = bought.url[:500], bought.code[:300]
    found.void_by = at + timedelta(days=bought.void_days)
    found.save()
    facts = _facts(found) | {"carrier": carrier_code(found.carrier)}
    events.record(back, "logistics.goods_return.paid_label", actor=actor, at=at, facts=facts)
    back.label_standing = "bought"
    if found.unwanted or back.state not in USABLE:
        give_label_up(back, at)
    back.save()
    found.refresh_from_db()
    return found


@verb
def give_bought_label(*, purchase: UUID, file: LabelFile, actor: Actor, at: datetime) -> ReturnLabel | None:
    """Give the buyer what was bought; None where it is over, or they have it."""
    back, found = _both(purchase, actor)
    if found.state != Purchase.BOUGHT or found.label_id is not None or back.state not in USABLE:
        return None
    assert found.void_by is not None  # it was bought
    ends = min(at + timedelta(days=LASTS_DAYS), found.void_by - timedelta(days=BEFORE_VOID_ENDS_DAYS))
    verb_of(GOODS_RETURN, "give_label")(
        goods_return=back, actor=system_actor(back.shop_id), at=at, carrier=found.carrier,
        tracking_number=found.tracking_number, code=found.code, lasts_days=max((ends - at).days, 1),
        file_base64=base64.b64encode(file.content).decode(),
    )  # fmt: skip
    label = ReturnLabel.objects.filter(goods_return=back).order_by("-given_at", "-pk")[0]
    if file.counter:
        label.counter = as_png(file.counter)
        label.save(update_fields=["counter"])
    found.label, found.next_ask_at = label, label.expires_at
    found.save(update_fields=["label", "next_ask_at"])
    return label


@verb
def wait_for(*, purchase: UUID, failure_code: str, actor: Actor, at: datetime) -> LabelPurchase:
    """It could not be done just now: the file of what was bought, or the question for its money."""
    _back, found = _both(purchase, actor)
    found.failure_code, found.next_ask_at = failure_code[:40], at + WAITS
    found.save(update_fields=["failure_code", "next_ask_at"])
    return found


@verb
def note_void(*, purchase: UUID, void: Void, actor: Actor, at: datetime) -> LabelPurchase:
    """What became of the money: back, kept, or still asked for. Booked once."""
    back, found = _both(purchase, actor)
    if found.state != Purchase.VOIDING:
        return found
    found.void_asked_at = found.void_asked_at or at
    if void == "asked":
        found.next_ask_at = at + MONEY_ASKED_AGAIN
        found.save(update_fields=["void_asked_at", "next_ask_at"])
        return found
    found.state, found.next_ask_at = Purchase.VOIDED if void == "voided" else Purchase.KEPT, None
    found.save()
    kind = "refunded_label" if void == "voided" else "kept_label"
    events.record(back, f"logistics.goods_return.{kind}", actor=actor, at=at, facts=_facts(found))
    back.save()
    return found


@verb
def end_label(*, purchase: UUID, actor: Actor, at: datetime) -> LabelPurchase:
    """Nobody used it in time: its money is asked back before it is too late for that."""
    back, found = _both(purchase, actor)
    if found.state != Purchase.BOUGHT or found.next_ask_at is None or found.next_ask_at > at:
        return found
    if back.state in WITH_BUYER:
        give_label_up(back, at)
        back.save()
        found.refresh_from_db()
    else:
        found.next_ask_at = None  # it was used
        found.save(update_fields=["next_ask_at"])
    return found


def as_png(picture: bytes) -> bytes:
    """The picture drawn anew, without whatever else came along; b"" for what is none."""
    kept = BytesIO()
    try:
        with Image.open(BytesIO(picture), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > LARGEST_PIXELS:
                return b""
            found.convert("L").save(kept, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return b""
    return kept.getvalue()


def _fail(back: GoodsReturn, found: LabelPurchase | None, code: str, actor: Actor, at: datetime) -> None:
    facts = {"service": back.label_service, "failure": code[:40]}
    if found is not None:
        found.state, found.failure_code, found.next_ask_at = Purchase.REFUSED, code[:40], None
        found.save()
        facts |= _facts(found)
    if back.label_standing == "buying":
        back.label_standing = "failed"
    events.record(back, "logistics.goods_return.failed_label", actor=actor, at=at, facts=facts)
    back.save()


def _facts(found: LabelPurchase) -> dict[str, Any]:
    return {
        "purchase": str(found.pk), "service": found.service, "price": found.price_minor, "currency": found.currency,
    }  # fmt: skip


def _both(purchase: UUID, actor: Actor) -> tuple[GoodsReturn, LabelPurchase]:
    """The purchase and its return, locked by way of the return."""
    key = LabelPurchase.objects.values_list("goods_return_id", flat=True).get(pk=purchase)
    back: GoodsReturn = access_return(actor, key, lock=True)
    return back, LabelPurchase.objects.get(pk=purchase)
