"""Writes a mail and queues its delivery, within the verb or subscriber that has something to tell.

Unlike other verbs it takes no actor and writes no event: the deed that the mail tells of has both.
"""

import json
from datetime import datetime
from uuid import UUID

from huitou.core.bulk import insert_rows
from huitou.core.ids import new_id
from huitou.core.tenancy import current_shop_id, open_shop_row
from huitou.core.writing import together
from huitou.notifications.addresses import NAME_MAX, AddressMalformed, checked
from huitou.notifications.blackening import forget_secrets, set_aside
from huitou.notifications.brand import Brand
from huitou.notifications.jobs import queue_delivery
from huitou.notifications.languages import supported
from huitou.notifications.letters import Letter, one_line
from huitou.notifications.measuring import measures_of
from huitou.notifications.message_ids import message_id
from huitou.notifications.models import Mail, MailState
from huitou.notifications.rendering import render

COLUMNS = tuple(field.attname for field in Mail._meta.concrete_fields)


class NoTransaction(RuntimeError):
    """A programming error: a mail is part of what it tells of, so it is written in the same transaction."""


def send(
    *,
    shop_id: UUID,
    key: str,
    to_email: str | None,
    to_name: str,
    locale: str,
    letter: Letter,
    about: tuple[str, UUID] | None = None,
    at: datetime,
    along: bool = False,
    read_by: tuple[UUID, str] | None = None,
) -> Mail:
    """Keep the mail and queue its delivery in the open transaction; the mail, or the one that has its key.

    `along`: it is written with the others of the transaction just before the commit, and only if its key is new.

    `read_by`: the customer who reads it and the country of their order, for mails that may be measured
    (`measuring.measures_of`): never where the shop has not switched that on.

    A missing or impossible address raises nothing: the mail is kept as `unaddressed` and shown on the desk,
    and what it tells of goes on. A language that we do not write becomes the shop's.
    Raises: NoTransaction.
    """
    if current_shop_id() != shop_id:
        raise NoTransaction("send belongs inside a verb or a subscriber of the same shop")
    shop = open_shop_row()
    language = supported(locale, shop.locale)
    rendered = render(letter, brand=Brand.of(shop), locale=language)
    address, error = _address(to_email)
    about_type, about_id = about or ("", None)
    measures = measures_of(shop, *read_by) if read_by and not error else ""
    mail = Mail(
        id=new_id(),
        shop_id=shop_id,
        key=key,
        to_email=address,
        to_name=one_line(to_name, NAME_MAX),
        locale=language,
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        unsubscribe_url=letter.unsubscribe_url,
        measures=measures,
        read_by=read_by[0] if read_by and measures else None,
        about_type=about_type,
        about_id=about_id,
        state=MailState.UNADDRESSED if error else MailState.QUEUED,
        last_error=error,
        message_id=message_id(shop_id, key),
        queued_at=at,
    )
    set_aside(mail, letter.secrets)
    if mail.state == MailState.UNADDRESSED:
        forget_secrets(mail)
    if along:
        together(_keep, mail)
        return mail
    _keep([mail])
    return Mail.objects.get(key=key) if mail._state.adding else mail


def _keep(mails: list[Mail]) -> None:
    """Insert those whose key is new, and queue their delivery."""
    rows = [_row(mail) for mail in mails]
    if insert_rows(Mail, COLUMNS, rows, "ON CONFLICT (shop_id, key) DO NOTHING") < len(mails):
        new = set(Mail.objects.filter(pk__in=[mail.pk for mail in mails]).values_list("pk", flat=True))
        mails = [mail for mail in mails if mail.pk in new]
    for mail in mails:
        mail._state.adding = False
        if mail.state == MailState.QUEUED:
            queue_delivery(mail)


def _row(mail: Mail) -> list[object]:
    values = [getattr(mail, name) for name in COLUMNS]
    values[COLUMNS.index("secrets")] = json.dumps(mail.secrets)
    return values


def _address(address: str | None) -> tuple[str, str]:
    """The checked address and no error code, or no address and the code."""
    if not address or not address.strip():
        return "", "address_missing"
    try:
        return checked(address), ""
    except AddressMalformed:
        return "", "address_malformed"
