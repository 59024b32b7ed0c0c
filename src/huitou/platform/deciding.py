"""What the page of a disputed case puts before the arbitrator: forms with words to start from, sums, precedents.

Called by the platform's views inside `in_shop`; it decides nothing and writes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.accounts.models import Staff
from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.disputes.conflicts import CLOSES_THE_FILE, WORDS, ConflictOfInterest, conflict_of, identity
from huitou.cases.disputes.precedents import precedents_for
from huitou.cases.disputes.sums import most_to_grant
from huitou.cases.disputes.templates import templates_for, words_in
from huitou.cases.disputes.verbs.assign import arbitrators_for
from huitou.cases.disputes.view import DisputeView
from huitou.cases.models import Dispute, RulingTemplate
from huitou.cases.queries import CasePage
from huitou.core.actions import Action
from huitou.core.money import format_money
from huitou.platform.forms import FORMS, ArbitratorForm, NoForm, RulingForm

# The first thing to do stands open; the others open on a click.
FIRST = ("rule", "confirm", "sustain")


@dataclass(frozen=True, slots=True)
class Decision:
    """One action with its form. `open`: the form is shown without a click."""

    action: Action
    form: ArbitratorForm
    url: str
    open: bool

    @property
    def asks(self) -> bool:
        return bool(self.form.fields)


def decisions(
    visit: StaffVisit, found: CasePage, view: DisputeView, tried: str = "", form: ArbitratorForm | None = None
) -> list[Decision]:
    """The arbitrator's actions in the order of the table; `form` is the one that was sent, with what is wrong."""
    actions = [action for action in found.actions if action.machine == "dispute"]
    opened = tried or next((name for name in FIRST if any(action.name == name for action in actions)), "")
    path = [visit.shop.slug, found.case.ref]
    made = []
    for action in actions:
        own = form if action.name == tried and form is not None else form_for(visit, found, view.dispute, action.name)
        _fit(own, view.dispute)
        url = reverse("platform:act", args=[*path, action.name])
        made.append(Decision(action, own, url, action.name == opened))
    return sorted(made, key=lambda one: not one.open)


def form_for(
    visit: StaffVisit, found: CasePage, dispute: Dispute, name: str, data: Mapping[str, str] | None = None
) -> ArbitratorForm:
    """The action's form: as it was sent, else with the words of the template that was chosen."""
    initial = _from_template(visit, found, dispute) if data is None and name in ("rule", "rule_again") else None
    return FORMS.get(name, NoForm)(data, currency=dispute.currency, initial=initial, auto_id=f"id_{name}_%s")


def _fit(form: ArbitratorForm, dispute: Dispute) -> None:
    """No choice that the verb would refuse; each with its sum."""
    if not isinstance(form, RulingForm):
        return
    case = dispute.case
    sums = {"wish": format_money(case.sum) if case.sum else str(case.get_kind_display()), "findings": ""}
    if case.reduced_sheet is not None and (case.sum or case.reduced_minor):
        sums["findings"] = format_money(type(case.sum)(case.reduced_minor, dispute.currency))
    choices = []
    for value, label in form.fields["outcome"].choices:  # type: ignore[attr-defined]
        if value == "findings" and case.reduced_sheet is None:
            continue
        choices.append((value, f"{label} ({sums[value]})" if sums.get(value) else label))
    form.fields["outcome"].choices = choices  # type: ignore[attr-defined]
    form.fields["amount"].help_text = _("At most %(sum)s.") % {"sum": format_money(most_to_grant(case))}
    if dispute.about == "goods":
        del form.fields["keeps_goods"]


def _from_template(visit: StaffVisit, found: CasePage, dispute: Dispute) -> dict[str, str] | None:
    wanted = visit.request.GET.get("template", "")
    chosen = next((one for one in templates_for(dispute) if str(one.pk) == wanted), None)
    if chosen is None:
        return None
    return {"outcome": chosen.outcome, "grounds": chosen.grounds, "note": words_in(chosen, languages_of(visit, found))}


def languages_of(visit: StaffVisit, found: CasePage) -> list[str]:
    """The languages in which the sides read: the buyer's, then the shop's."""
    order = type(found.case).objects.select_related("order").get(pk=found.case.pk).order
    return list(dict.fromkeys((order.locale.lower(), visit.shop.locale.lower())))


def console(visit: StaffVisit, found: CasePage, view: DisputeView, **more: Any) -> dict[str, Any]:
    """Everything that the page shows beside the dossier."""
    dispute, me = view.dispute, identity(visit.actor)
    conflict = conflict_of(visit.actor, dispute)
    templates: list[RulingTemplate] = templates_for(dispute) if not dispute.is_over else []
    may_rule = visit.may("disputes.rule") and not dispute.is_over
    return {
        "view": view,
        "dispute": dispute,
        "decisions": decisions(visit, found, view, more.get("tried", ""), more.get("form")),
        "templates": [(one, one.text(visit.request.LANGUAGE_CODE)) for one in templates],
        "template": visit.request.GET.get("template", ""),
        "precedents": precedents_for(dispute),
        "most": most_to_grant(dispute.case),
        "mine": dispute.arbitrator_id == me,
        "taken_by": _name_of(dispute.arbitrator_id),
        "arbitrators": arbitrators_for(dispute) if may_rule and not dispute.alone else [],
        "conflict": WORDS[conflict] if conflict is not None else "",
        "may_rule": may_rule and conflict is None,
    }


def demand_open_file(visit: StaffVisit, dispute: Dispute) -> None:
    """Raise ConflictOfInterest for who may not even look."""
    conflict = conflict_of(visit.actor, dispute)
    if conflict in CLOSES_THE_FILE:
        raise ConflictOfInterest(conflict)


def _name_of(actor_id: str) -> str:
    kind, _sep, key = actor_id.partition(":")
    if kind != "staff":
        return actor_id
    return Staff.objects.filter(pk=UUID(key)).values_list("name", flat=True).first() or ""
