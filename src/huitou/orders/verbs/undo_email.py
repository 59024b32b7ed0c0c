"""Puts an e-mail address back that was changed lately, and ends every session: whoever changed it is out."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.accounts.buyers import end_sessions_of
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, NotFound
from huitou.core.personal import salted_digest
from huitou.core.verbs import verb
from huitou.orders.models import Customer, CustomerContact, DataRequest, FormerEmail
from huitou.orders.verbs.erase_customer import make_done


class UndoOver(Conflict):
    """The time to put the address back is over, or it was done, or the data is erased."""

    code = "undo_over"
    message = _("This address can no longer be put back by this link. Write to the shop if something is wrong.")


@verb
def undo_email(*, former_id: UUID, actor: Actor, at: datetime) -> CustomerContact:
    """Make the former address the contact's again. Later changes can no longer be undone. Raises: NotFound, UndoOver.

    The caller has proved to read that address: by the secret of the mail that went there.
    """
    named = FormerEmail.objects.filter(pk=former_id).first()
    if named is None:
        raise NotFound()
    customer = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=named.customer_id)
    contact = CustomerContact.objects.select_for_update(of=("self",), no_key=True).get(customer=customer)
    former = FormerEmail.objects.select_for_update(of=("self",), no_key=True).get(pk=former_id)
    if former.undone_at is not None or former.until <= at or former.erased_at is not None or contact.erased_at:
        raise UndoOver()
    contact.email = former.email
    contact.save(update_fields=["email"])
    later = FormerEmail.objects.filter(customer=customer, changed_at__gte=former.changed_at, undone_at=None)
    later.update(undone_at=at)
    end_sessions_of(shop_id=actor.shop_id, customer_id=customer.pk, at=at)
    facts = {
        "customer": customer.pk,
        "row": contact.pk,
        "digests": {"email": salted_digest(contact, contact.email)},
        "former": former.pk,
    }
    make_done(customer, DataRequest.Kind.CORRECTION, actor=actor, at=at, facts=facts)
    return contact
