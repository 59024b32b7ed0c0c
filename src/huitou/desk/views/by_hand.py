"""What buyers paid by hand and get back: what is still owed, with how it was given back; what was settled lately."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.dossier import names_of
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.visit import desk_view, page
from huitou.orders.models import OwedByHand
from huitou.orders.owed_reminders import overdue_for
from huitou.orders.verbs import pay_back_by_hand, strike_by_hand
from huitou.orders.verbs.owe_by_hand import LONGEST, VoucherMissing

MAY = "refunds.record"
MOST_OPEN, MOST_SETTLED = 100, 20


class VoucherForm(forms.Form):
    """How one sees that it was given back, or that it never came."""

    voucher = forms.CharField(
        label=gettext_lazy("How you know"),
        help_text=gettext_lazy("For instance: transfer of 21 November, number 4711. The buyer reads it."),
        max_length=LONGEST,
        error_messages={"required": VoucherMissing.message},
        widget=forms.Textarea({"rows": 2}),
    )


@require_safe
@desk_view("refunds.view")
def by_hand(visit: StaffVisit) -> HttpResponseBase:
    """The list."""
    return _page(visit)


@require_POST
@desk_view(MAY)
def settle(visit: StaffVisit, owed: UUID) -> HttpResponseBase:
    """It was given back; or, with `never_came`, it had never come."""
    return _settle(visit.request, visit, owed)


@step_up
def _settle(request: HttpRequest, visit: StaffVisit, owed: UUID) -> HttpResponseBase:
    form = _form(owed, request)
    if not form.is_valid():
        return _page(visit, owed, form, 422)
    write = strike_by_hand if "never_came" in request.POST else pay_back_by_hand
    try:
        write(owed=owed, voucher=form.cleaned_data["voucher"], actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        form.add_error("voucher", error.text)
        return _page(visit, owed, form, error.status)
    messages.success(request, _("Written down."))
    return redirect("desk:by_hand", visit.shop.slug)


def _form(owed: UUID, request: HttpRequest | None = None) -> VoucherForm:
    return VoucherForm(request.POST if request is not None else None, auto_id=f"{owed}_%s")


def _page(
    visit: StaffVisit, tried: UUID | None = None, form: VoucherForm | None = None, status: int = 200
) -> HttpResponse:
    with visit.reading():
        rows = OwedByHand.objects.select_related("order")
        still = list(rows.filter(settled_at=None).order_by("owed_at", "pk")[:MOST_OPEN])
        settled = list(rows.exclude(settled_at=None).order_by("-settled_at", "pk")[:MOST_SETTLED])
        names = names_of({one.settled_by for one in settled})
        context = {
            "open": [
                {
                    "owed": one,
                    "form": form if one.pk == tried and form else _form(one.pk),
                    "late": overdue_for(one, visit.at) if one.days_overdue(visit.at) else "",
                }
                for one in still
            ],
            "settled": [{"owed": one, "by": names.get(one.settled_by, "")} for one in settled],
        }
        return page(visit, "desk/refunds/by_hand.html", context, here="refunds", status=status)
