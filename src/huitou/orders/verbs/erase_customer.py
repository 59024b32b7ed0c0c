"""Erases a customer's personal data for good: all that the registry names, in every area. Orders, sums, events stay.

What a law still needs postpones it: then the request waits, and `jobs` asks again until nothing stands against it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import events, personal_list
from huitou.core.actors import Actor
from huitou.core.errors import Conflict
from huitou.core.ids import new_id, new_ref
from huitou.core.locks import lock_rows
from huitou.core.personal_erasure import erase_person
from huitou.core.personal_registry import Obligation, obligations_of, person
from huitou.core.verbs import verb
from huitou.orders.access import access_customer, demand_own_data
from huitou.orders.erased import ERASED, erased_external_id, is_erased
from huitou.orders.models import Customer, CustomerContact, DataRequest, Order, OrderAddress


class ErasurePostponed(Conflict):
    """Something that a law asks us to finish first. `obligations` says what, and until when."""

    code = "erasure_postponed"
    message = _("This cannot be erased yet: %(reasons)s")

    def __init__(self, obligations: list[Obligation]) -> None:
        super().__init__(reasons=" ".join(one.what for one in obligations))
        self.obligations = obligations


class NoErasureWaits(Conflict):
    """There is no request that could be taken back."""

    code = "no_erasure_waits"
    message = _("No erasure is waiting. Reload the page to see how it stands.")


@verb
def erase_customer(*, customer_id: UUID, actor: Actor, at: datetime) -> Customer:
    """Erase now, or not at all; doing it again changes nothing.

    Raises: ErasurePostponed, Forbidden, NotFound.
    """
    customer, orders = _locked(customer_id, actor)
    if obligations := obligations_of(person(actor.shop_id, customer.pk)):
        raise ErasurePostponed(obligations)
    _erase(customer, orders, _waiting(customer), actor=actor, at=at)
    return customer


@verb
def ask_erasure(*, customer_id: UUID, actor: Actor, at: datetime) -> DataRequest:
    """Erase now, or as soon as nothing stands against it any more: the request, done or waiting.

    Again while one waits: that one. Raises: Forbidden, NotFound.
    """
    customer, orders = _locked(customer_id, actor)
    request = _waiting(customer) or _asked(customer, DataRequest.Kind.ERASURE, actor=actor, at=at)
    if obligations_of(person(actor.shop_id, customer.pk)):
        return request
    return _erase(customer, orders, request, actor=actor, at=at) or request


@verb
def withdraw_erasure(*, customer_id: UUID, actor: Actor, at: datetime) -> DataRequest:
    """Take a waiting request back. Raises: NoErasureWaits, Forbidden, NotFound."""
    customer, _orders = _locked(customer_id, actor)
    request = _waiting(customer)
    if request is None:
        raise NoErasureWaits()
    request.state = DataRequest.State.WITHDRAWN
    events.record(request, "orders.data_request.withdrawn", actor=actor, at=at, facts={"kind": request.kind})
    request.save()
    return request


@verb
def erase_waiting(*, request_id: UUID, actor: Actor, at: datetime) -> bool:
    """Do a waiting erasure if nothing stands against it now; whether it was done."""
    asked = DataRequest.objects.filter(pk=request_id, state=DataRequest.State.WAITING).first()
    if asked is None:
        return False
    customer, orders = _locked(asked.customer_id, actor)
    request = _waiting(customer)
    if request is None or obligations_of(person(actor.shop_id, customer.pk)):
        return False
    _erase(customer, orders, request, actor=actor, at=at)
    return True


@verb
def erase_again(*, customer_id: UUID, actor: Actor, at: datetime) -> bool:
    """After a restore: erase whoever the list names, whatever the old state says; whether there was anything.

    What was lawful then is lawful now: the state that a backup brings back is older than the erasure.
    """
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is None:
        return False
    orders = lock_rows(Order.objects.filter(customer=customer))
    return _erase(customer, orders, _waiting(customer), actor=actor, at=at) is not None


def _locked(customer_id: UUID, actor: Actor) -> tuple[Customer, list[Order]]:
    """The customer with their orders locked: whoever opens a case on one waits, or has been there before us."""
    customer = access_customer(actor, customer_id)
    demand_own_data(actor, customer, "customers.erase")
    return customer, lock_rows(Order.objects.filter(customer=customer))


def _waiting(customer: Customer) -> DataRequest | None:
    return (
        DataRequest.objects.select_for_update(of=("self",), no_key=True)
        .filter(customer=customer, kind=DataRequest.Kind.ERASURE, state=DataRequest.State.WAITING)
        .first()
    )


def _asked(customer: Customer, kind: str, *, actor: Actor, at: datetime) -> DataRequest:
    request = DataRequest(
        id=new_id(),
        shop_id=customer.shop_id,
        customer=customer,
        ref=new_ref("D"),
        kind=kind,
        state=DataRequest.State.WAITING,
        asked_by=actor.id,
        asked_at=at,
    )
    facts = {"customer": customer.pk, "kind": str(kind)}
    events.record(request, "orders.data_request.made", actor=actor, at=at, facts=facts)
    request.save(force_insert=True)
    return request


def finish(request: DataRequest, *, actor: Actor, at: datetime, facts: dict[str, Any]) -> DataRequest:
    """Write down that the request is done."""
    request.state, request.done_at = DataRequest.State.DONE, at
    events.record(request, "orders.data_request.done", actor=actor, at=at, facts={"kind": str(request.kind), **facts})
    request.save()
    return request


def make_done(customer: Customer, kind: str, *, actor: Actor, at: datetime, facts: dict[str, Any]) -> DataRequest:
    """A request that is asked and done in one."""
    return finish(_asked(customer, kind, actor=actor, at=at), actor=actor, at=at, facts=facts)


def _erase(
    customer: Customer, orders: list[Order], request: DataRequest | None, *, actor: Actor, at: datetime
) -> DataRequest | None:
    """The erasure itself; None where there is nothing to erase and nobody waits for it.

    Sets tombstones where there was no contact or address, so that no import brings one back.
    """
    shop_id = customer.shop_id
    contacts = [CustomerContact(shop_id=shop_id, customer=customer)]
    CustomerContact.objects.bulk_create(contacts, ignore_conflicts=True)
    addresses = [OrderAddress(shop_id=shop_id, order=order, country=order.country) for order in orders]
    OrderAddress.objects.bulk_create(addresses, ignore_conflicts=True)
    counts = erase_person(person(actor.shop_id, customer.pk), at)
    if not counts and request is None:
        return None
    _forget_external_id(customer)
    for order in orders:
        events.record(order, "orders.customer.erased", actor=actor, at=at, facts={"customer": customer.pk})
        order.save(update_fields=["chain_length", "chain_head"])
    if request is None:
        request = _asked(customer, DataRequest.Kind.ERASURE, actor=actor, at=at)
    finish(request, actor=actor, at=at, facts={"customer": customer.pk, "rows": counts})
    # The last act before the commit: should that fail, the list names somebody who asked for it anyway.
    personal_list.note(personal_list.Erasure(at, customer.shop_id, customer.pk))
    return request


def _forget_external_id(customer: Customer) -> None:
    """The source's id may be an address. Erased a second time under it, the first row goes on standing for it."""
    if is_erased(customer.external_id):
        return
    stands_for = erased_external_id(customer.shop_id, customer.source, customer.external_id)
    taken = Customer.objects.filter(source=customer.source, external_id=stands_for).exists()
    customer.external_id = f"{ERASED}{customer.pk}" if taken else stands_for
    customer.save(update_fields=["external_id"])
