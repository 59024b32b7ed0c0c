"""Keeps contacts: a buyer asks on the parcel's page and the shop answers; or somebody notes one that came elsewhere.

Called by portal, desk, API and the subscriber of case messages.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.cases.messages import LONGEST, MessageTooLong
from huitou.cases.verbs.say import NothingSaid
from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict, Forbidden, Invalid, NotFound
from huitou.core.ids import new_id
from huitou.core.personal import salted_digest
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.lanes.stages import stage_of
from huitou.notifications.languages import supported
from huitou.notifications.verbs import send
from huitou.orders.access import access_order
from huitou.orders.models import CustomerContact
from huitou.parcels.access import access_parcel
from huitou.parcels.models import Parcel
from huitou.retention.asking import read
from huitou.retention.letters import answer_letter
from huitou.retention.messages import last_message
from huitou.retention.models import Channel, Contact

ANSWER = "cases.message"
BY_HAND = (Channel.PHONE, Channel.EMAIL, Channel.CHAT, Channel.STORE, Channel.OTHER)
FARTHEST_BACK = timedelta(days=400)
MOST_OPEN = 5


class TooManyQuestions(Conflict):
    """Several questions about one order wait for the shop already."""

    code = "too_many_questions"
    message = _("The shop has your questions and will answer. You can ask the next one then.")


class AnsweredAlready(Conflict):
    """Somebody else was faster."""

    code = "answered_already"
    message = _("This question is answered already.")


class ContactNoteMalformed(Invalid):
    """A way or a time that cannot be."""

    code = "contact_note_malformed"
    message = _("Choose how they turned to you, and a time that is not in the future and at most 400 days ago.")


@verb
def ask_about_parcel(*, parcel: Parcel | UUID | str, text: str, actor: Actor, at: datetime) -> Contact:
    """A buyer asks about a parcel of theirs; the same words again while they wait are the same question.

    Raises: NothingSaid, MessageTooLong, TooManyQuestions, Forbidden, NotFound.
    """
    if actor.role != Role.BUYER:
        raise Forbidden()
    found = access_parcel(actor, parcel, lock=True)
    said = _said(text)
    # An erased one is answered by nobody any more: it must not stand in the way of the next.
    open_ones = Contact.objects.filter(channel=Channel.PAGE, answered_at=None, erased_at=None)
    waiting = list(open_ones.filter(order_id=found.order_id))
    if (same := next((one for one in waiting if one.text == said), None)) is not None:
        return same
    if len(waiting) >= MOST_OPEN:
        raise TooManyQuestions()
    contact = Contact(
        id=new_id(), shop_id=actor.shop_id, order_id=found.order_id, parcel=found, channel=Channel.PAGE,
        where_is_it=read(said).where_is_it, judged_by=Contact.Judge.WORDS, text=said,
        stage=stage_of(found.status, found.state), after=last_message(found.order_id, found.pk, at), asked_at=at,
        noted_at=at,
    )  # fmt: skip
    contact.save(force_insert=True)
    facts = {"contact": contact.pk, "digest": salted_digest(contact, said), "order": found.order_id}
    events.record(found, "retention.contact.asked", actor=actor, at=at, facts=facts)
    found.save(update_fields=["chain_length", "chain_head"])
    return contact


@verb
def answer_question(*, contact: UUID, text: str, actor: Actor, at: datetime) -> Contact:
    """Answer it: the buyer gets a mail, and reads it on the parcel's page.

    Raises: NothingSaid, MessageTooLong, AnsweredAlready, Forbidden, NotFound.
    """
    _demand_staff(actor)
    asked = Contact.objects.filter(pk=contact, channel=Channel.PAGE).first()
    if asked is None or asked.parcel_id is None:
        raise NotFound()
    parcel = access_parcel(actor, asked.parcel_id, lock=True)
    asked = Contact.objects.select_for_update().get(pk=contact)
    if asked.answered_at is not None or asked.erased_at is not None:
        raise AnsweredAlready()
    asked.answer, asked.answered_at, asked.answered_by = _said(text), at, actor.id
    asked.save()
    _tell(asked, parcel, at)
    facts = {"contact": asked.pk, "answer_digest": salted_digest(asked, asked.answer), "order": parcel.order_id}
    events.record(parcel, "retention.contact.answered", actor=actor, at=at, facts=facts)
    parcel.save(update_fields=["chain_length", "chain_head"])
    return asked


@verb
def mark_contact(*, contact: UUID, where_is_it: bool, actor: Actor, at: datetime) -> Contact:
    """A person says what it was about; that goes before the words. Raises: Forbidden, NotFound."""
    _demand_staff(actor)
    found = Contact.objects.select_for_update().filter(pk=contact).first()
    if found is None:
        raise NotFound()
    found.where_is_it, found.judged_by = where_is_it, Contact.Judge.PERSON
    found.save(update_fields=["where_is_it", "judged_by"])
    return found


@verb
def record_contact(
    *,
    channel: str,
    actor: Actor,
    at: datetime,
    asked_at: datetime | None = None,
    order: UUID | str | None = None,
    where_is_it: bool | None = None,
    text: str = "",
    source_key: str = "",
) -> Contact:
    """Note a contact that came another way. The words are read and not kept; `where_is_it` goes before them.

    The same `source_key` of a channel again is the same contact. Raises: ContactNoteMalformed, Forbidden, NotFound.
    """
    moment = asked_at or at
    ways = (*BY_HAND, Channel.CASE) if actor.role == Role.SYSTEM else BY_HAND
    if channel not in ways or not at - FARTHEST_BACK <= moment <= at or len(source_key) > 120 or "\x00" in source_key:
        raise ContactNoteMalformed()
    if actor.role != Role.SYSTEM:
        _demand_staff(actor)
    if isinstance(order, str) and "\x00" in order:
        raise NotFound()
    bought = access_order(actor, order) if order and actor.role != Role.SYSTEM else None
    order_id = bought.pk if bought else order if isinstance(order, UUID) else None
    parcel = _waited_for(order_id) if order_id else None
    values = {
        "order_id": order_id, "parcel": parcel,
        "where_is_it": read(text).where_is_it if where_is_it is None else where_is_it,
        "judged_by": Contact.Judge.WORDS if where_is_it is None or actor.role == Role.SYSTEM else Contact.Judge.PERSON,
        "stage": stage_of(parcel.status, parcel.state) if parcel else "",
        "after": last_message(parcel.order_id, parcel.pk, moment) if parcel else "", "asked_at": moment,
        "noted_at": at,
    }  # fmt: skip
    if not source_key:
        return Contact.objects.create(shop_id=actor.shop_id, channel=channel, **values)
    made, _new = Contact.objects.get_or_create(
        shop_id=actor.shop_id, channel=channel, source_key=source_key, defaults=values
    )
    return made


def _demand_staff(actor: Actor) -> None:
    """Buyers have the permission too, for their own cases."""
    if actor.role != Role.MERCHANT:
        raise Forbidden()
    actor.require(ANSWER)


def _waited_for(order: UUID) -> Parcel | None:
    """The order's parcel that a question is most likely about: the newest outbound one."""
    rows = Parcel.objects.filter(order_id=order).exclude(direction=Parcel.Direction.RETURN)
    return rows.order_by("-created_at", "-pk").first()


def _said(text: str) -> str:
    # No person types these: U+0000 and halves of characters, which the database refuses.
    said = text.replace("\x00", "").encode(errors="ignore").decode().strip()
    if not said:
        raise NothingSaid()
    if len(said) > LONGEST:
        raise MessageTooLong(length=len(said), most=LONGEST)
    return said


def _tell(asked: Contact, parcel: Parcel, at: datetime) -> None:
    shop, order = open_shop_row(), parcel.order
    contact = CustomerContact.objects.filter(customer_id=order.customer_id, erased_at=None).first()
    locale = supported((contact.locale if contact else "") or order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=order.customer_id, order_id=order.pk, at=at)
    with override(locale):
        letter = answer_letter(shop, order, asked, name=contact.name if contact else "", secret=secret)
    send(
        shop_id=shop.pk, key=f"retention.answer:{asked.pk}", to_email=contact.email if contact else None,
        to_name=contact.name if contact else "", locale=locale, letter=letter, about=("orders.order", order.pk), at=at,
    )  # fmt: skip
