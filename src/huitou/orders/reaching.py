"""Says a customer's mail address to the floor below, which writes to customers and knows no orders."""

from uuid import UUID

from huitou.notifications.reach import MailContact, mail_known_by
from huitou.orders.models import CustomerContact


@mail_known_by
def mail_of(customer_id: UUID) -> MailContact | None:
    """The mail address, name and language that the customer's source or the customer gave."""
    contact = CustomerContact.objects.filter(customer_id=customer_id, erased_at=None).first()
    return MailContact(contact.email, contact.name, contact.locale) if contact is not None else None
