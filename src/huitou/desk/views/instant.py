"""Instant refunds: who got one and why, what was lost and gained; one of them with its actions; the shop's rules."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.core.actions import available, perform
from huitou.core.actors import Role
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.acting import why_not
from huitou.desk.forms.instant import AdvanceForm, InstantRulesForm, form_for
from huitou.desk.paging import list_page
from huitou.desk.visit import desk_view, page
from huitou.instant.access import access_advance, rules_of_shop
from huitou.instant.figures import figures, months, open_claims
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance, Assessment
from huitou.instant.standing import Reason
from huitou.instant.values import say_advance, values_of
from huitou.instant.verbs import set_rules
from huitou.instant.words import advance_state_name, outcome_name, outcome_words, reason_words, why_claimed

PERIOD = timedelta(days=90)
MOST_CLAIMS = 20


@require_safe
@desk_view("instant.view")
def instant(visit: StaffVisit) -> HttpResponseBase:
    """The page: the month, the claims, the comparison, every decision with its reason."""
    asked = visit.request.GET.dict()
    with visit.reading():
        rules = rules_of_shop(visit.shop.pk)
        found = figures(since=visit.at - PERIOD, at=visit.at)
        people = Assessment.objects.select_related("case__order", "case__customer__contact")
        decided = list_page(people, "at", asked)
        granted = {one.case_id: one for one in Advance.objects.filter(case__in=[row.case_id for row in decided.rows])}
        budgets = months()
        claims = list(open_claims()[:MOST_CLAIMS])
        context = {
            "rules": rules,
            "figures": found,
            "outcomes": sorted(
                ((outcome_name(code), number) for code, number in found.outcomes.items()), key=lambda pair: -pair[1]
            ),
            "groups": ((_("Granted"), found.granted), (_("Held out"), found.held_out)),
            "months": budgets,
            "claims": [(one, say_advance(one, Role.MERCHANT, visit.shop, visit.at)) for one in claims],
            "list": decided,
            "decided": [(one, outcome_words(one), _became(granted.get(one.case_id))) for one in decided.rows],
            "currency": visit.shop.currency,
        }
        return page(visit, "desk/instant/page.html", context, here="refunds")


def _became(granted: Advance | None) -> tuple[str, str] | None:
    """The reference of the instant refund and what became of it; None where none was granted."""
    return (granted.ref, advance_state_name(granted.state)) if granted is not None else None


@require_safe
@desk_view("instant.view")
def advance(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """One advance."""
    with visit.reading():
        return _page(visit, ref)


@require_POST
@desk_view("instant.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Do an action; its inputs come with the form. Each one says what the buyer owes, or that it was paid."""
    with visit.reading():
        found = access_advance(visit.actor, ref)
        if action not in {one.name for one in _actions(visit, found)}:
            raise why_not(ADVANCE.name, found, action)
    return _act(visit.request, visit, ref, action)


@step_up
def _act(_request: HttpRequest, visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    with visit.reading():
        found = access_advance(visit.actor, ref)
    form = form_for(action)(visit.request.POST, advance=found, prefix=action)
    error: HuitouError | None = None
    if form.is_valid():
        try:
            perform(ADVANCE.name, action, found.pk, form.inputs(), actor=visit.actor, at=visit.at)
        except NotFound:
            raise
        except HuitouError as refused:
            error = refused
        else:
            messages.success(visit.request, _("Recorded. What follows goes by itself."))
            return redirect("desk:advance", visit.shop.slug, found.ref)
    with visit.reading():
        return _page(visit, ref, form=form, tried=action, error=error, status=error.status if error else 422)


def _actions(visit: StaffVisit, found: Advance) -> list[Any]:
    return available(ADVANCE, found, visit.actor, values_of(found, visit.shop, visit.at))


def _page(
    visit: StaffVisit,
    ref: str,
    *,
    form: AdvanceForm | None = None,
    tried: str = "",
    error: HuitouError | None = None,
    status: int = 200,
) -> HttpResponse:
    found = access_advance(visit.actor, ref)
    assessment = Assessment.objects.filter(case_id=found.case_id).first()
    reasons = [Reason(**one) for one in assessment.reasons] if assessment else []
    context: dict[str, Any] = {
        "advance": found,
        "case": found.case,
        "order": found.order,
        "sentence": say_advance(found, Role.MERCHANT, visit.shop, visit.at),
        "why": why_claimed(found),
        "assessment": assessment,
        "outcome": outcome_words(assessment) if assessment else "",
        "reasons": [(one, reason_words(one)) for one in reasons if one.points],
        "deeds": [
            (
                one,
                form if one.name == tried and form is not None else form_for(one.name)(advance=found, prefix=one.name),
            )
            for one in _actions(visit, found)
        ],
        "error": error,
    }
    return page(visit, "desk/instant/advance.html", context, here="refunds", status=status)


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def rules(visit: StaffVisit) -> HttpResponseBase:
    """What the shop may lose, and on whom; a POST keeps it."""
    if visit.request.method == "POST":
        visit.actor.require("settings.edit")
        return _keep_rules(visit.request, visit)
    return _rules_page(visit, None)


@step_up
def _keep_rules(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    form = InstantRulesForm(request.POST, currency=visit.shop.currency)
    if not form.is_valid():
        return _rules_page(visit, form)
    try:
        set_rules(**form.wanted(), actor=visit.actor, at=visit.at)
    except HuitouError as error:
        form.add_error(None, error.text)
        return _rules_page(visit, form)
    messages.success(request, _("Saved. It counts for returns that are agreed from now on."))
    return redirect("desk:instant_rules", visit.shop.slug)


def _rules_page(visit: StaffVisit, refused: InstantRulesForm | None) -> HttpResponseBase:
    currency = visit.shop.currency
    with visit.reading():
        initial = InstantRulesForm.initial_of(rules_of_shop(visit.shop.pk), currency)
        form = refused or InstantRulesForm(initial=initial, currency=currency)
        context = {"form": form, "part": "instant", "currency": currency}
        status = 200 if refused is None else 422
        return page(visit, "desk/settings/instant.html", context, here="settings", status=status)
