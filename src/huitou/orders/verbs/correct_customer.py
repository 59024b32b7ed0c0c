"""Corrects what is stored of a person: name, contact, address of an order. The event names the fields only."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import CharField
from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid
from huitou.core.models import Personal, Shop
from huitou.core.personal import salted_digest
from huitou.core.verbs import verb
from huitou.orders.access import access_customer, access_order, demand_own_data
from huitou.orders.contacts import normal_email, normal_phone, plain
from huitou.orders.former_emails import keep_former
from huitou.orders.models import Customer, CustomerContact, DataRequest, OrderAddress
from huitou.orders.verbs.erase_customer import make_done

CONTACT_FIELDS = ("name", "email", "phone", "locale")
ADDRESS_FIELDS = ("name", "street", "city", "postcode", "region", "phone")
PERMISSION = "customers.correct"


class ContactMalformed(Invalid):
    """An e-mail address or phone number that cannot be one."""

    code = "contact_malformed"
    message = _("“%(value)s” is no e-mail address or phone number that we can use. Please check it.")


class ContactMissing(Invalid):
    """Nothing would be left by which the person could be reached."""

    code = "contact_missing"
    message = _("Leave an e-mail address or a phone number: without one you could not get at your orders any more.")


class DataErased(Conflict):
    """Erased data is not filled again."""

    code = "data_erased"
    message = _("This data was erased. It is not kept again.")


@verb
def correct_contact(*, customer_id: UUID, changes: Mapping[str, str], actor: Actor, at: datetime) -> CustomerContact:
    """Change name, email, phone or locale; unnamed ones stay. An e-mail address that is replaced is told so.

    Raises: ContactMalformed, ContactMissing, DataErased, Forbidden, NotFound.
    """
    customer = access_customer(actor, customer_id)
    demand_own_data(actor, customer, PERMISSION)
    country = Shop.objects.values_list("country", flat=True).get(pk=actor.shop_id)
    wanted = {name: _read(name, value, country) for name, value in changes.items() if name in CONTACT_FIELDS}
    contact = CustomerContact.objects.select_for_update(of=("self",), no_key=True).filter(customer=customer).first()
    if contact is None:
        contact = CustomerContact(shop_id=actor.shop_id, customer=customer)
    could_be_reached = bool(contact.email or contact.phone)
    before = contact.email
    changed = _apply(contact, wanted)
    if could_be_reached and not (contact.email or contact.phone):
        raise ContactMissing()
    if changed:
        contact.save()
        _tell(customer, contact, changed, {}, actor=actor, at=at)
        if "email" in changed and before:
            keep_former(contact, before, at=at)
    return contact


@verb
def correct_address(*, order: UUID | str, changes: Mapping[str, str], actor: Actor, at: datetime) -> OrderAddress:
    """Change the written address of an order; the country stays, the law of the order hangs on it. No parcel is moved.

    Raises: DataErased, Forbidden, NotFound.
    """
    found = access_order(actor, order, lock=True)
    customer = access_customer(actor, found.customer_id)
    demand_own_data(actor, customer, PERMISSION)
    address = OrderAddress.objects.select_for_update(of=("self",), no_key=True).filter(order=found).first()
    if address is None:
        address = OrderAddress(shop_id=actor.shop_id, order=found, country=found.country)
    wanted = {
        name: plain(value)[: _longest(OrderAddress, name)] for name, value in changes.items() if name in ADDRESS_FIELDS
    }
    if changed := _apply(address, wanted):
        address.save()
        _tell(customer, address, changed, {"order": found.pk}, actor=actor, at=at)
    return address


def _read(name: str, value: str, country: str) -> str:
    """The value as it is stored. Raises ContactMalformed."""
    text = plain(value.replace("\x00", ""))
    if name == "email" and text:
        stored = normal_email(text)
    elif name == "phone" and text:
        stored = normal_phone(text, country)
    else:
        return text[: _longest(CustomerContact, name)]
    if not stored:
        raise ContactMalformed(value=text[:80])
    return stored


def _longest(model: type[Personal], name: str) -> int:
    return cast("CharField[str, str]", model._meta.get_field(name)).max_length or 0


def _apply(row: Personal, wanted: Mapping[str, str]) -> list[str]:
    """Set what differs; the names. Raises DataErased."""
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed and row.erased_at is not None:
        raise DataErased()
    for name in changed:
        setattr(row, name, wanted[name])
    return changed


def _tell(
    customer: Customer, row: Personal, changed: list[str], more: dict[str, object], *, actor: Actor, at: datetime
) -> None:
    digests = {name: salted_digest(row, getattr(row, name)) for name in sorted(changed)}
    facts = {"customer": customer.pk, "row": row.pk, "digests": digests, **more}
    make_done(customer, DataRequest.Kind.CORRECTION, actor=actor, at=at, facts=facts)
