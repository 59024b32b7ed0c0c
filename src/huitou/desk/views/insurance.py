"""Insurance of return shipping on the desk: claims, insured parcels, the pool, one claim, and the settings."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.models import Case
from huitou.core.actions import available, perform
from huitou.core.actors import Role
from huitou.core.errors import HuitouError, NotFound
from huitou.core.spreadsheets import table
from huitou.core.workbooks import SHEET_TYPES, workbook
from huitou.desk.acting import why_not
from huitou.desk.downloads import download_of
from huitou.desk.forms.insurance import CostForm, CreditForm, TermsForm, form_for
from huitou.desk.paging import list_page
from huitou.desk.visit import desk_view, page
from huitou.insurance.access import SEE, access_claim, terms_of_shop, visible_claims, visible_covers
from huitou.insurance.files import HEAD, rows_between
from huitou.insurance.machine import FREIGHT_CLAIM
from huitou.insurance.models import FreightClaim
from huitou.insurance.reconcile import risk_accounts
from huitou.insurance.values import cover_state_name, say_claim, state_name, values_of, why_class
from huitou.insurance.verbs import set_terms, spend_credit
from huitou.insurance.verbs.credit import credit_open
from huitou.settlements.access import cost_terms_of
from huitou.settlements.statement import months_until, period_of
from huitou.settlements.verbs import set_cost_terms

TABS = (
    ("open", gettext_lazy("Open claims"), ("open", "filed", "needs_person", "escalated")),
    ("settled", gettext_lazy("Settled claims"), FREIGHT_CLAIM.finals),
    ("covers", gettext_lazy("Insured parcels"), ()),
)
TONES = {"needs_person": "turn", "escalated": "harm", "paid": "done"}


@require_safe
@desk_view(SEE)
def insurance(visit: StaffVisit) -> HttpResponseBase:
    """One tab's list, under the pool."""
    asked = visit.request.GET.dict()
    here = next((tab for tab in TABS if tab[0] == asked.get("state")), TABS[0])
    with visit.reading():
        tabs = [{"label": label, "url": f"?state={code}", "here": code == here[0]} for code, label, _states in TABS]
        context = {"accounts": risk_accounts(), "tabs": tabs, "terms": terms_of_shop(visit.shop.pk)}
        context["month"] = months_until(visit.at.astimezone(ZoneInfo(visit.shop.timezone)).date(), 1)[0]
        if here[0] == "covers":
            found = list_page(visible_covers(visit.actor).select_related("order"), "starts_at", asked)
            rows = [{"cover": row, "state": cover_state_name(row.state), "why": why_class(row)} for row in found.rows]
            return page(visit, "desk/insurance/list.html", {**context, "list": found, "covers": rows}, here="refunds")
        claims = visible_claims(visit.actor).filter(state__in=here[2]).select_related("order")
        found = list_page(claims, "opened_at", asked)
        rows = [{"claim": row, "state": state_name(row.state), "tone": TONES.get(row.state, "")} for row in found.rows]
        return page(visit, "desk/insurance/list.html", {**context, "list": found, "claims": rows}, here="refunds")


@require_safe
@desk_view(SEE)
def covers_file(visit: StaffVisit, period: str, form: str) -> HttpResponseBase:
    """Covers and claims of a month or a day for spreadsheets. Raises PeriodInvalid, NotFound for another form."""
    if form not in SHEET_TYPES:
        raise NotFound()
    asked = period_of(period, visit.shop)
    with visit.reading():
        rows = list(rows_between(asked.since, asked.until))
    content = workbook(asked.name, HEAD, rows) if form == "xlsx" else table(HEAD, rows).encode()
    return download_of(content, f"insurance-{visit.shop.slug}-{asked.name}", form)


@require_safe
@desk_view(SEE)
def claim(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """One claim."""
    with visit.reading():
        return _claim_page(visit, ref)


@require_POST
@desk_view(SEE)
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Do an action on the claim, or record what became of its credit."""
    with visit.reading():
        found = access_claim(visit.actor, ref)
        if action != "credit" and action not in {one.name for one in _actions(visit, found)}:
            raise why_not(FREIGHT_CLAIM.name, found, action)
    return _proved(visit.request, visit, found, action)


@step_up
def _proved(_request: HttpRequest, visit: StaffVisit, found: FreightClaim, action: str) -> HttpResponseBase:
    credit = action == "credit"
    form: Any = CreditForm(visit.request.POST) if credit else form_for(action)(visit.request.POST, claim=found)
    error: HuitouError | None = None
    if form.is_valid():
        try:
            if credit:
                spend_credit(claim=found.pk, **form.cleaned_data, actor=visit.actor, at=visit.at)
            else:
                perform(FREIGHT_CLAIM.name, action, found.pk, form.inputs(), actor=visit.actor, at=visit.at)
        except NotFound:
            raise
        except HuitouError as refused:
            error = refused
        else:
            messages.success(visit.request, _("Recorded. What follows goes by itself."))
            return redirect("desk:freight_claim", visit.shop.slug, found.ref)
    with visit.reading():
        return _claim_page(
            visit, found.ref, {"error": error, "form": form, "tried": action}, error.status if error else 422
        )


def _actions(visit: StaffVisit, found: FreightClaim) -> list[Any]:
    given = available(FREIGHT_CLAIM, found, visit.actor, values_of(found, visit.shop, visit.at))
    return [action for action in given if not action.name.endswith(("_time", "_clock"))]


def _claim_page(visit: StaffVisit, ref: str, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    found = access_claim(visit.actor, ref)
    may_spend = credit_open(found) and visit.actor.may("insurance.settle")
    context = {
        "claim": found,
        "cover": found.cover,
        "order": found.order,
        "case": Case.objects.filter(goods_return_id=found.goods_return_id).first(),
        "goods_return": found.goods_return,
        "state": state_name(found.state),
        "tone": TONES.get(found.state, ""),
        "sentence": say_claim(found, Role.MERCHANT, visit.shop, visit.at),
        "why": why_class(found.cover),
        "deeds": [(action, form_for(action.name)(claim=found)) for action in _actions(visit, found)],
        "credit": CreditForm() if may_spend else None,
        **(more or {}),
    }
    return page(visit, "desk/insurance/claim.html", context, here="refunds", status=status)


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def insurance_settings(visit: StaffVisit) -> HttpResponseBase:
    """How parcels are insured and who bears return shipping; a POST keeps one of the two (`what`)."""
    if visit.request.method == "POST":
        visit.actor.require("settings.edit")
        return _keep_settings(visit.request, visit)
    return _settings_page(visit)


@step_up
def _keep_settings(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    currency = visit.shop.currency
    costs = request.POST.get("what") == "costs"
    form = (
        CostForm(request.POST, currency=currency, prefix="c") if costs else TermsForm(request.POST, currency=currency)
    )
    if not _kept(visit, form):
        return _settings_page(visit, **{"cost_form" if costs else "form": form})
    messages.success(request, _("Saved. It counts for parcels from now on."))
    return redirect("desk:insurance_settings", visit.shop.slug)


def _settings_page(visit: StaffVisit, **refused: TermsForm | CostForm) -> HttpResponseBase:
    currency = visit.shop.currency
    with visit.reading():
        terms, costs = terms_of_shop(visit.shop.pk), cost_terms_of(visit.shop.pk)
        forms = {
            "form": TermsForm(initial=TermsForm.initial_of(terms, currency), currency=currency),
            "cost_form": CostForm(initial=CostForm.initial_of(costs, currency), currency=currency, prefix="c"),
        }
        context = {**forms, **refused, "part": "insurance", "currency": currency}
        status = 422 if refused else 200
        return page(visit, "desk/settings/insurance.html", context, here="settings", status=status)


def _kept(visit: StaffVisit, form: TermsForm | CostForm) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        if isinstance(form, TermsForm):
            set_terms(**data, actor=visit.actor, at=visit.at)
        else:
            set_cost_terms(
                shares=form.shares(), table=data["table"], piece_grams=data["piece_grams"], actor=visit.actor,
                at=visit.at,
            )  # fmt: skip
    except HuitouError as error:
        form.add_error("table" if error.code == "cover_table_invalid" else None, error.text)
        return False
    return True
