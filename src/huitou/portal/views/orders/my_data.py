"""A buyer's own data: see it, take a copy, mend it, have it erased. Asks for a fresh code first.

A link from a mail opens one order only and may have been passed on: it is sent to the look-up instead.
"""

from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.buyers import grant_of
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError
from huitou.core.personal_export import write_zip
from huitou.core.personal_page import parted, what_is_held_of
from huitou.core.personal_registry import obligations_of, person
from huitou.core.tenancy import in_shop
from huitou.orders.access import access_customer
from huitou.orders.models import CustomerContact, DataRequest, Order
from huitou.orders.verbs import ask_erasure, correct_contact, export_customer, withdraw_erasure
from huitou.portal.codes import ask_for_code, masked
from huitou.portal.forms.my_data import ContactForm, ErasureForm
from huitou.portal.session import keep_pending, session_token, sign_out
from huitou.portal.visit import SignInNeeded, Visit, portal_view

# So long after the code nobody is asked for another one.
FRESH = timedelta(minutes=15)
KEPT_IN_MEMORY_BYTES = 4 * 1024 * 1024


@require_safe
@portal_view
def my_data(visit: Visit) -> HttpResponseBase:
    """What is stored, and what can be done with it; or the question who is there."""
    return _page(visit) if is_fresh(visit) else _who_are_you(visit)


@require_POST
@portal_view
def my_data_code(visit: Visit) -> HttpResponseBase:
    """Send a code to the contact that is stored. Raises: TooManyTries."""
    actor = visit.actor()
    if actor.order_ids is not None:
        return redirect(_look_up(visit))
    with in_shop(visit.shop):
        order = Order.objects.filter(customer_id=_customer(actor)).order_by("-placed_at").first()
        contact = CustomerContact.objects.filter(customer_id=_customer(actor), erased_at=None).first()
    if order is None or contact is None or not (contact.email or contact.phone):
        return redirect(_look_up(visit))
    reached = contact.email or contact.phone
    pending = ask_for_code(visit.request, visit.shop, order.number, reached, visit.at, _own(visit))
    response = redirect("portal:code", visit.shop.slug)
    keep_pending(response, visit.shop, pending)
    return response


@require_POST
@portal_view
def my_data_copy(visit: Visit) -> HttpResponseBase:
    """Everything in one zip."""
    if not is_fresh(visit):
        return redirect(_own(visit))
    actor = visit.actor()
    collected = export_customer(customer_id=_customer(actor), actor=actor, at=visit.at)
    file = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY_BYTES)  # noqa: SIM115  (the response closes it)
    write_zip(collected, visit.shop, visit.at, file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{visit.shop.slug}-data.zip", content_type="application/zip"
    )


@require_POST
@portal_view
def my_data_correct(visit: Visit) -> HttpResponseBase:
    """Other name or contact."""
    if not is_fresh(visit):
        return redirect(_own(visit))
    actor = visit.actor()
    form = ContactForm(visit.request.POST)
    if form.is_valid():
        try:
            correct_contact(customer_id=_customer(actor), changes=form.cleaned_data, actor=actor, at=visit.at)
        except HuitouError as error:
            form.add_error(None, error.text)
        else:
            messages.success(visit.request, _("Saved. From now on we reach you there."))
            return redirect(_own(visit))
    return _page(visit, contact_form=form, status=422)


@require_POST
@portal_view
def my_data_erase(visit: Visit) -> HttpResponseBase:
    """Erase, now or as soon as nothing stands against it."""
    if not is_fresh(visit):
        return redirect(_own(visit))
    form = ErasureForm(visit.request.POST)
    if not form.is_valid():
        return _page(visit, erasure_form=form, status=422)
    actor = visit.actor()
    request = ask_erasure(customer_id=_customer(actor), actor=actor, at=visit.at)
    if request.state == DataRequest.State.WAITING:
        return redirect(_own(visit))
    response = visit.render("portal/privacy/erased.html", {"request_ref": request.ref, "signed_in": False})
    sign_out(response, visit.shop)
    return response


@require_POST
@portal_view
def my_data_keep(visit: Visit) -> HttpResponseBase:
    """Take a waiting erasure back. Raises: NoErasureWaits."""
    if not is_fresh(visit):
        return redirect(_own(visit))
    actor = visit.actor()
    withdraw_erasure(customer_id=_customer(actor), actor=actor, at=visit.at)
    return redirect(_own(visit))


def is_fresh(visit: Visit) -> bool:
    """Whether a code was entered in this browser lately. Raises SignInNeeded."""
    with in_shop(visit.shop):
        grant = grant_of(shop_id=visit.shop.pk, token=session_token(visit.request), at=visit.at)
    if grant is None:
        raise SignInNeeded()
    return grant.order_id is None and grant.way != "link" and grant.created_at > visit.at - FRESH


def _page(
    visit: Visit, *, contact_form: ContactForm | None = None, erasure_form: ErasureForm | None = None, status: int = 200
) -> HttpResponseBase:
    with visit.reading() as actor:
        context = _context(visit, actor)
        stored = {name: getattr(context["contact"], name, "") for name in ContactForm.base_fields}
        context["contact_form"] = contact_form or ContactForm(initial=stored)
        context["erasure_form"] = erasure_form or ErasureForm()
        return visit.render("portal/privacy/my_data.html", context, status=status)


def _context(visit: Visit, actor: Actor) -> dict[str, Any]:
    customer = access_customer(actor, _customer(actor))
    someone = person(visit.shop.pk, customer.pk)
    held = what_is_held_of(someone)
    requests = DataRequest.objects.filter(customer=customer).order_by("-asked_at")
    return {
        "contact": CustomerContact.objects.filter(customer=customer).first(),
        "held": held,
        **parted(held),
        "obligations": obligations_of(someone),
        "waiting": requests.filter(state=DataRequest.State.WAITING).first(),
    }


def _who_are_you(visit: Visit) -> HttpResponseBase:
    with visit.reading() as actor:
        contact = CustomerContact.objects.filter(customer_id=_customer(actor), erased_at=None).first()
        by_code = actor.order_ids is None and contact is not None
        reached = masked(contact.email or contact.phone) if contact is not None and by_code else ""
        context = {"by_code": by_code, "reached": reached, "look_up": _look_up(visit)}
        return visit.render("portal/privacy/who_are_you.html", context)


def _customer(actor: Actor) -> UUID:
    assert actor.customer_id is not None  # every buyer's session has one
    return actor.customer_id


def _own(visit: Visit) -> str:
    return reverse("portal:my_data", args=[visit.shop.slug])


def _look_up(visit: Visit) -> str:
    return f"{visit.home}?{urlencode({'next': _own(visit)})}"
