"""Doing an action from a page of the desk: find it in the one list, ask for its inputs, perform it.

Called by the views of cases, returns and refunds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.models import Case, Offer
from huitou.cases.queries import CasePage, case_page
from huitou.cases.variant_choices import VariantChoice, variant_choices
from huitou.cases.verbs import Given, Shown, perform_showing
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.core.errors import Conflict, Forbidden, HuitouError
from huitou.core.flow import NotTheirTurn, machines
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.actions import form_for
from huitou.logistics.models import ReturnLine, ReturnsProvider
from huitou.refunds.models import Refund

SEEN = "seen_minor"


class SeenChanged(Conflict):
    """The sum is no longer the one on the page that the button was on."""

    code = "seen_changed"
    message = _("The buyer has changed the request in the meantime. Look at the new sum before you decide.")


@dataclass(frozen=True, slots=True)
class Context:
    """What the forms of actions may know."""

    case: Case | None
    return_lines: list[ReturnLine]
    refund: Refund | None
    offer: Offer | None = None
    fellows: Sequence[Case] = ()
    variants: Sequence[VariantChoice] = ()
    companies: Sequence[ReturnsProvider] = ()

    @property
    def currency(self) -> str:
        """What sums are typed in."""
        return self.case.sheet.currency if self.case is not None else ""


def context_of(page: CasePage, action: Action | None = None) -> Context:
    """Of a case's page, with the refund that the action is about."""
    refund = next((row for row in page.refunds if action is not None and row.ref == action.subject), None)
    offers = action is not None and (action.machine, action.name) == ("case", "offer")
    variants = variant_choices(page.lines, page.case.sheet.currency) if offers else ()
    gives = action is not None and action.name == "give_to_workshop"
    companies = list(ReturnsProvider.objects.filter(retired_at=None).order_by("name")) if gives else ()
    return Context(page.case, page.return_lines, refund, page.offer, page.fellows, variants, companies)


def find(page: CasePage, name: str, subject: str = "") -> Action:
    """The action of this name that the reader can take now. Raises NotTheirTurn, Forbidden."""
    for action in page.actions:
        if action.name == name and subject in ("", action.subject):
            return action
    raise _why_not(page, name)


def _why_not(page: CasePage, name: str) -> HuitouError:
    subjects: dict[str, Sequence[Any]] = {
        "case": [page.case],
        "goods_return": [page.goods_return],
        "refund": page.refunds,
        "replacement": [page.case.replacement],
        "dispute": [page.case.dispute],
        "send_back": [page.case.send_back],
        "repair": [page.case.repair],
    }
    found = [why_not(machine, row, name) for machine, rows in subjects.items() for row in rows if row is not None]
    return next((error for error in found if isinstance(error, Forbidden)), found[0])


def why_not(machine: str, row: Any, name: str) -> HuitouError:
    """Why an action that is not listed cannot be taken: the role may not, or the table has no such step now."""
    steps = [step for step in machines()[machine].steps if step.state == row.state and step.who == Role.MERCHANT]
    if any(step.action == name for step in steps):
        return Forbidden()
    return NotTheirTurn(machine=machine, state=row.state, action=name, role=str(Role.MERCHANT))


def subject_of(page: CasePage, action: Action) -> Any:
    """The row that the action moves."""
    return page.subject_of(action)


def read_page(visit: StaffVisit, ref: UUID | str) -> CasePage:
    """The case's page. Inside `visit.reading()`. Raises NotFound."""
    return case_page(visit.actor, ref, visit.shop, visit.at)


def do(visit: StaffVisit, page: CasePage, action: Action, form: ActionForm) -> Any:
    """Perform the action with the form's inputs. Outside any transaction. Raises whatever the verb raises."""
    seen = visit.request.POST.get("seen", "")
    if seen and seen != page.case.sheet.digest:
        raise SeenChanged()
    photo = form.cleaned_data.get("photo")
    shown = Shown([Given(photo.file, photo.name)] if photo is not None else [], page.case.pk, visit.actor)
    inputs = form.inputs()
    if seen and SEEN in action.form.model_fields and action.name != "accept_offer":
        inputs[SEEN] = page.case.sheet.total_minor  # once more under the lock: it may change after our look
    subject = subject_of(page, action)
    return perform_showing(action.machine, action.name, subject, inputs, shown=shown, actor=visit.actor, at=visit.at)


def form_of(visit: StaffVisit, page: CasePage, action: Action) -> ActionForm:
    """The action's form, with what was sent or what the link suggests."""
    kind = form_for(action.name, action.machine)
    context = context_of(page, action)
    if visit.request.method == "POST":
        return kind(visit.request.POST, visit.request.FILES, context=context)
    return kind(context=context, initial=visit.request.GET.dict())
