"""Sends the letters of a case. Reads events in its own time, once each; a key is the event and its audience."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.accounts.models import PlatformRole
from huitou.cases.bundle.verify.checkpoints import in_words
from huitou.cases.letters import TOLD, Told, letter_for
from huitou.cases.mailed_words import Notes, notes_of, words_for
from huitou.cases.models import Case
from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.tenancy import open_shop_row
from huitou.notifications.languages import supported
from huitou.notifications.letters import Letter
from huitou.notifications.models.mail import TO_PLATFORM
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact


@reader(*TOLD)
def tell(events: Sequence[Event]) -> None:
    """Write the letters that these events call for, as their cases stand when they are written."""
    shop = open_shop_row()
    rows = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "order", "money_due")
    cases = {case.pk: case for case in rows.filter(pk__in={event.subject_id for event in events})}
    contacts = _contacts(case.customer_id for case in cases.values())
    notes = notes_of(events)
    for event in events:
        case = cases[event.subject_id]
        if event.kind == "cases.case.resolved" and case.repair_id and not case.owes_money:
            continue  # nothing was paid: the repair's own receipt tells of the end
        left, to = event.facts.get("from", ""), event.facts.get("to", "")
        for told in TOLD[event.kind]:
            if told.is_for(left, to):
                _SENDERS[told.audience](event, case, shop, told, contacts.get(case.customer_id), notes)


def _contacts(customers: Iterable[UUID]) -> dict[UUID, CustomerContact]:
    return {contact.customer_id: contact for contact in CustomerContact.objects.filter(customer_id__in=set(customers))}


def checkpoint_of(event: Event, case: Case) -> str:
    """The head of the case's chain at the event that the mail tells of: the same however late the mail is written."""
    return in_words(case.ref, event.seq, bytes(event.hash).hex())


def _tell_buyer(
    event: Event, case: Case, shop: Shop, told: Told, contact: CustomerContact | None, notes: Notes
) -> None:
    # The language that the mail is laid out in, so that letter and layout agree.
    locale = supported((contact.locale if contact else "") or case.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=case.customer_id, order_id=case.order_id, at=event.at)
    with override(locale):
        name, checkpoint = contact.name if contact else "", checkpoint_of(event, case)
        words = words_for(event, notes, "buyer", shop)
        letter = letter_for(case, shop, told, event.at, name=name, secret=secret, checkpoint=checkpoint, words=words)
    send(
        shop_id=shop.pk,
        key=f"{event.pk}:buyer:{told.subject}",
        to_email=contact.email if contact else None,
        to_name=contact.name if contact else "",
        locale=locale,
        letter=letter,
        about=("cases.case", case.pk),
        at=event.at,
        along=True,
    )


def _house_letter(event: Event, case: Case, shop: Shop, told: Told, notes: Notes) -> Letter:
    """For people of the shop or the platform, in the active language."""
    words = words_for(event, notes, told.audience, shop)
    return letter_for(case, shop, told, event.at, checkpoint=checkpoint_of(event, case), words=words)


def _tell_staff(
    event: Event, case: Case, shop: Shop, told: Told, _contact: CustomerContact | None, notes: Notes
) -> None:
    send_to_staff(
        shop_id=shop.pk,
        permission="cases.agree",
        topic="cases",
        key=f"{event.pk}:staff",
        letter=lambda _: _house_letter(event, case, shop, told, notes),
        about=("cases.case", case.pk),
        at=event.at,
    )


def _tell_platform(
    event: Event, case: Case, shop: Shop, told: Told, _contact: CustomerContact | None, notes: Notes
) -> None:
    """The platform's arbitrators; in a shop that stands alone its owner, who may rule there."""
    if shop.sole:
        send_to_staff(
            shop_id=shop.pk,
            permission="staff.remove",
            key=f"{event.pk}:platform",
            letter=lambda _: _house_letter(event, case, shop, told, notes),
            about=("cases.case", case.pk),
            at=event.at,
        )
        return
    arbitrators = PlatformRole.objects.filter(role="arbitrator", staff__is_active=True).select_related("staff")
    for holder in arbitrators.order_by("pk"):
        locale = supported(holder.staff.locale, shop.locale)
        with override(locale):
            letter = _house_letter(event, case, shop, told, notes)
        send(
            shop_id=shop.pk,
            key=f"{event.pk}{TO_PLATFORM}{holder.pk}",
            to_email=holder.staff.email,
            to_name=holder.staff.name,
            locale=locale,
            letter=letter,
            about=("cases.case", case.pk),
            at=event.at,
        )


_SENDERS = {"buyer": _tell_buyer, "staff": _tell_staff, "platform": _tell_platform}
