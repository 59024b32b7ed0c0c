"""Refunds: those that need a person first, all others after; one refund with its bill, bookings and exchanges."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.dossier import bill_of
from huitou.cases.models import Case
from huitou.core.actions import Action, available, perform
from huitou.core.actors import Role
from huitou.core.errors import HuitouError
from huitou.core.models import LedgerEntry
from huitou.core.money import Money
from huitou.desk.acting import Context, why_not
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.actions import form_for
from huitou.desk.paging import list_page
from huitou.desk.refund_words import account_name, by_hand_because, exchange_words, gateway_name, looks_at
from huitou.desk.tabs import Tab, shown_tabs, tab_asked
from huitou.desk.visit import desk_view, page
from huitou.orders.contacts import number_key
from huitou.orders.models import OwedByHand
from huitou.policies.texts import joined
from huitou.refunds.access import access_refund
from huitou.refunds.best_step import best_deed
from huitou.refunds.gateways.protocol import GatewayError
from huitou.refunds.machine import REFUND, UNCONFIRMED
from huitou.refunds.models import Chargeback, CreditNote, Refund
from huitou.refunds.payment_kinds import LABELS, kind_of
from huitou.refunds.queries import RefundDetail, open_differences, queue_for_people, refund_detail
from huitou.refunds.resuming import accounts_to_confirm, open_pauses, resume
from huitou.refunds.values import failure, say_state, state_name
from huitou.refunds.verbs import confirm_accounts as all_are_here

# What needs a proof of who one is, given lately: it says that money moved, or that it never will.
GRAVE = ("succeed", "fail", "confirm", "ask_other_way", "allow_other_way")
MOST_FOR_PEOPLE = 50
LONGEST_SEARCH = 80
UNDER_WAY = tuple(state for state in REFUND.states if state not in REFUND.finals)
TABS = (
    Tab("", gettext_lazy("All"), ()),
    Tab("going", gettext_lazy("Under way"), UNDER_WAY),
    Tab("paid", gettext_lazy("Paid back"), ("succeeded",)),
    Tab("given_up", gettext_lazy("Not paid back"), ("failed",)),
)


@require_safe
@desk_view("refunds.view")
def refunds(visit: StaffVisit) -> HttpResponseBase:
    """The list; a search for exactly one refund leads straight to it."""
    asked = visit.request.GET.dict()
    here = tab_asked(TABS, asked.get("state"))
    asked["state"], asked["q"] = here.code, asked.get("q", "").strip()[:LONGEST_SEARCH]
    text = asked["q"]
    later = asked.get("after") or here.code or text
    with visit.reading():
        rows = Refund.objects.select_related("order").filter(_searched(text))
        if here.states:
            rows = rows.filter(state__in=here.states)
        found = list_page(rows, "requested_at", asked)
        if text and not here.code and len(found.rows) == 1:
            return redirect("desk:refund", visit.shop.slug, found.rows[0].ref)
        first = [] if later else list(queue_for_people()[:MOST_FOR_PEOPLE])
        context = {
            "tabs": shown_tabs(TABS, here, text=text),
            "q": text,
            "state": here.code,
            "pauses": _pauses(),
            "accounts": _accounts(),
            "owed_by_hand": OwedByHand.objects.filter(settled_at=None).count() or "",
            "charged_back": Chargeback.objects.filter(state__in=("inquiry", "opened")).count() or "",
            "list": found,
            "first": [_row(row) for row in first],
            "rows": [_row(row) for row in found.rows],
            "differences": [] if later else list(open_differences()[:MOST_FOR_PEOPLE]),
        }
        return page(visit, "desk/refunds/list.html", context, here="refunds")


def _searched(text: str) -> Q:
    """By the refund's own reference, or the order's number or its beginning."""
    key = number_key(text)
    by_number = Q(order__number_key__startswith=key) if key else Q()
    return Q(ref=text.upper()) | by_number if text else Q()


def _accounts() -> list[tuple[str, datetime]] | None:
    """The accounts that somebody looks through after a restore, by name; None where nothing waits for that."""
    found = accounts_to_confirm()
    return None if found is None else [(gateway_name(one.gateway), one.opened_at) for one in found]


def _pauses() -> list[dict[str, Any]]:
    """The pauses that have one reason, together: after a restore every provider's is the same."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in open_pauses():
        found.setdefault(one.reason, []).append((one.gateway, gateway_name(one.gateway)))
    return [
        {"reason": reason, "names": joined([name for _code, name in rows]), "rows": rows}
        for reason, rows in found.items()
    ]


def _row(refund: Refund) -> dict[str, Any]:
    tones = {"succeeded": "good", "failed": "", "needs_person": "turn", "by_hand": "turn", "escalated": "harm"}
    tones |= {"to_confirm": "turn", "other_way": "turn"}
    return {
        "refund": refund,
        "state": state_name(refund.state),
        "tone": tones.get(refund.state, "now"),
        "why": failure(refund.failure_code) if refund.failure_code else "",
    }


@require_POST
@desk_view("refunds.resolve")
def resume_paused(visit: StaffVisit) -> HttpResponseBase:
    """Compare our books with the provider's, and pay again where nothing differs."""
    return _resume(visit.request, visit)


@step_up
def _resume(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    code = request.POST.get("gateway", "")
    try:
        resume(shop_id=visit.shop.pk, gateway=code, actor=visit.actor, at=visit.at)
    except GatewayError:
        messages.error(request, _("The provider did not answer. Nothing was changed; try again in a while."))
    except HuitouError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("Nothing differs. Refunds go on within ten minutes."))
    return redirect("desk:refunds", visit.shop.slug)


@require_POST
@desk_view("refunds.resolve")
def confirm_accounts(visit: StaffVisit) -> HttpResponseBase:
    """After a restore: somebody has looked, and no account at a payment provider is missing."""
    return _confirm_accounts(visit.request, visit)


@step_up
def _confirm_accounts(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    all_are_here(actor=visit.actor, at=visit.at)
    messages.success(request, _("Confirmed. Now compare with each provider."))
    return redirect("desk:refunds", visit.shop.slug)


@require_safe
@desk_view("refunds.view")
def refund(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """One refund."""
    with visit.reading():
        return _page(visit, refund_detail(visit.actor, ref))


def _page(
    visit: StaffVisit, detail: RefundDetail, form: ActionForm | None = None, action: str = "", status: int = 200
) -> HttpResponse:
    found = detail.refund
    case = Case.objects.select_related("order").filter(pk=found.cause_id).first()
    settled = found.state == "succeeded" and visit.actor.may("refunds.resolve")
    booked = LedgerEntry.objects.filter(subject_type=found._meta.label_lower, subject_id=found.pk).order_by("at", "pk")
    actions = available(REFUND, found, visit.actor, {})
    best = best_deed(found.state, found.failure_code, unconfirmed=UNCONFIRMED.test(found))
    actions.sort(key=lambda one: one.name != best)  # the others stay in the table's order
    context = {
        "detail": detail,
        "refund": found,
        "row": _row(found),
        "case": case,
        "order": case.order if case is not None else found.order,
        "note": CreditNote.objects.filter(refund=found).first() if settled else None,
        "sentence": say_state(found, Role.MERCHANT, visit.at),
        "bill": bill_of(detail.sheet),
        "booked": [
            {
                "row": row,
                "from": account_name(row.debit),
                "to": account_name(row.credit),
                "sum": Money(row.amount_minor, row.currency),
            }
            for row in booked
        ],
        "exchanges": [exchange_words(row) for row in detail.exchanges],
        "looks": looks_at(found),
        "provider": gateway_name(found.gateway),
        "by_hand_because": by_hand_because(found),
        "back_as": gateway_name("offline") if _goes_another_way(found) else LABELS[kind_of(found.payment.method)],
        "deeds": [_deed(visit, found, one, form if one.name == action else None) for one in actions],
        "best": best,
        "open": action,
    }
    return page(visit, "desk/refunds/refund.html", context, here="refunds", status=status)


def _goes_another_way(found: Refund) -> bool:
    """Whether a second person allowed that it does not go back the way it came."""
    paid_by_hand = found.state == "by_hand" or found.paid_through == "offline"
    return bool(found.other_way_by) and paid_by_hand


def _deed(visit: StaffVisit, found: Refund, action: Action, form: ActionForm | None) -> dict[str, Any]:
    shown = form or form_for(action.name)(context=Context(None, [], found))
    return {"action": action, "form": shown, "asks": bool(shown.fields), "dialog": f"do-{action.name}"}


@require_http_methods(["GET", "POST"])
@desk_view("refunds.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Try again, record as paid, pass on, or give up with the reason."""
    with visit.reading():
        found = access_refund(visit.actor, ref)
        if action not in {one.name for one in available(REFUND, found, visit.actor, {})}:
            raise why_not("refund", found, action)
    return _proved(visit.request, visit, ref, action) if action in GRAVE else _act(visit, ref, action)


def _act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    request = visit.request
    with visit.reading():
        detail = refund_detail(visit.actor, ref)
        context = Context(None, [], detail.refund)
        if request.method == "GET":
            return _page(visit, detail, form_for(action)(context=context), action)
        form = form_for(action)(request.POST, request.FILES, context=context)
        if not form.is_valid():
            return _page(visit, detail, form, action, 422)
    try:
        perform("refund", action, detail.refund, form.inputs(), actor=visit.actor, at=visit.at)
    except HuitouError as error:
        form.refuse(error)
        with visit.reading():
            return _page(visit, refund_detail(visit.actor, ref), form, action, error.status)
    return redirect("desk:refund", visit.shop.slug, ref)


@step_up
def _proved(_request: HttpRequest, visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    return _act(visit, ref, action)
