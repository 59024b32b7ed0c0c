"""Tells the other side by mail what somebody wrote in a case, unless they read it on the page meanwhile.

What is written within a few minutes goes into one mail, with its words. A subscriber and a job; the talk itself is in
`talk`, the words of the letter here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext, override

from huitou.accounts.buyers import signed_link
from huitou.cases.bundle.verify.checkpoints import in_words
from huitou.cases.letters import link_to, why_with
from huitou.cases.models import Case, Message
from huitou.cases.talk import note_known, sides_told, unread_rows
from huitou.cases.telling import who_did
from huitou.cases.values import say_state
from huitou.core import clock
from huitou.core.actors import Role
from huitou.core.events import subscriber
from huitou.core.jobs import enqueue, task
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop
from huitou.notifications.languages import supported
from huitou.notifications.letters import Fact, Letter, Link, one_line
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact

# Long enough for a second thought to join the first, short enough to be news.
JOINED_OVER = timedelta(minutes=3)
# Somebody who writes more than this before anybody looks is shown on the page.
MOST_IN_A_MAIL = 20


@subscriber("cases.message.written")
def plan_mail(event: Event) -> None:
    """A mail to each other side, a few minutes after the first message that it does not know."""
    for side in sides_told(event.actor_role):
        enqueue(
            tell_what_was_said,
            once=f"cases.talk:{event.subject_id}:{side}",
            not_before=timezone.now() + JOINED_OVER,
            shop=str(event.shop_id),
            case=str(event.subject_id),
            side=str(side),
        )


@task("cases.tell_what_was_said")
def tell_what_was_said(*, shop: str, case: str, side: str, **_: object) -> None:
    """Mail what the side does not know yet; nothing where it has read all. Twice is one mail."""
    at, reader = clock.now(), Role(side)
    with in_shop(UUID(shop)):
        # The case's row is the lock: words that come while this runs find a job of their own.
        found = Case.objects.select_for_update(of=("self",)).select_related("order", "sheet").get(pk=case)
        said = list(unread_rows(reader, found.pk)[:MOST_IN_A_MAIL])
        if not said:
            return
        owner = Shop.objects.get(pk=shop)
        _MAILS[reader](found, owner, said, at)
        note_known(reader, found.pk, at)


def _mail_buyer(case: Case, shop: Shop, said: Sequence[Message], at: datetime) -> None:
    contact = CustomerContact.objects.filter(customer_id=case.customer_id).first()
    name = contact.name if contact else ""
    locale = supported((contact.locale if contact else "") or case.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=case.customer_id, order_id=case.order_id, at=at)
    with override(locale):
        letter = talk_letter(case, shop, said, Role.BUYER, at, name=name, secret=secret)
    send(
        shop_id=shop.pk,
        key=_key(case, said, Role.BUYER),
        to_email=contact.email if contact else None,
        to_name=name,
        locale=locale,
        letter=letter,
        about=("cases.case", case.pk),
        at=at,
    )


def _mail_staff(case: Case, shop: Shop, said: Sequence[Message], at: datetime) -> None:
    send_to_staff(
        shop_id=shop.pk,
        permission="cases.message",
        topic="messages",
        key=_key(case, said, Role.MERCHANT),
        letter=lambda _: talk_letter(case, shop, said, Role.MERCHANT, at),
        about=("cases.case", case.pk),
        at=at,
    )


_MAILS = {Role.BUYER: _mail_buyer, Role.MERCHANT: _mail_staff}


def _key(case: Case, said: Sequence[Message], side: Role) -> str:
    return f"cases.talk:{case.pk}:{said[-1].pk}:{side}"


def talk_letter(
    case: Case, shop: Shop, said: Sequence[Message], reader: Role, at: datetime, *, name: str = "", secret: str = ""
) -> Letter:
    """The letter in the active language, with the words of the messages; `secret` opens the buyer's page."""
    authors = {(message.role, _author(message, shop)) for message in said}
    # One writer is named once; of several, each message says whose it is.
    who = next(iter(authors))[1] if len(authors) == 1 else shop.name
    words = [said[0].body] if len(said) == 1 else [_words(message, shop, len(authors) > 1) for message in said]
    to_buyer = reader == Role.BUYER
    subject = gettext("%(who)s wrote to you: %(ref)s") if to_buyer else gettext("%(who)s wrote: %(ref)s")
    return Letter(
        subject=one_line(subject % {"who": who, "ref": case.ref}),
        greeting=gettext("Hello %(name)s,") % {"name": name} if name else "",
        sentence=gettext("%(who)s wrote in the case %(ref)s:") % {"who": who, "ref": case.ref},
        paragraphs=words,
        facts=[Fact(gettext("Order"), case.order.number), Fact(gettext("Case"), case.ref)],
        button=Link(gettext("Read and answer"), link_to(case, shop, "buyer" if to_buyer else "staff", secret)),
        closing=say_state(case, reader, shop, at),
        why=why_with(case, in_words(case.ref, case.chain_length, bytes(case.chain_head).hex())),
        secrets=[secret] if secret else [],
    )


def _author(message: Message, shop: Shop) -> str:
    """As the stream on the page names them: people of the shop by their names, buyers as the buyer."""
    return who_did(message.role, shop, message.author_name if message.role == Role.MERCHANT else "")


def _words(message: Message, shop: Shop, named: bool) -> str:
    if not named:
        return message.body
    return gettext("%(who)s:") % {"who": _author(message, shop)} + "\n" + message.body
