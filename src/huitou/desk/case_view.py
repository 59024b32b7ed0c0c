"""What the case's page shows beside the dossier: the best action, the others with their forms, the photos' addresses.

Called by the case's views inside `in_shop`.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.dossier import Dossier
from huitou.cases.machine import CASE
from huitou.core.actions import Action
from huitou.core.flow import Machine
from huitou.core.money import format_money
from huitou.desk import acting
from huitou.desk.best_action import Best, best_action
from huitou.desk.forms.actions import ActionForm, form_for
from huitou.desk.situations import situation_of, small_sum
from huitou.logistics.machine import GOODS_RETURN
from huitou.refunds.machine import REFUND

N_ = str

# One letter each, as the list of keys says; `a` is the best action, or agreeing.
KEYS = {"agree": "a", "accept_goods": "a", "offer": "o", "refuse": "r", "contest_goods": "w", "arrive": "h"}
# What cannot be taken back and was not promised is confirmed once.
BEYOND = N_("Your policy does not ask you to pay %(sum)s. Agree all the same?")
GONE = N_("The buyer gets %(sum)s, and this cannot be taken back. Declare the parcel lost?")


@dataclass(frozen=True, slots=True)
class Deed:
    """An action on the page: a button that does it, or that opens the form which asks for its inputs."""

    action: Action
    url: str
    form: ActionForm
    key: str
    best: bool
    confirm: str = ""

    @property
    def asks(self) -> bool:
        """Whether a form opens first."""
        return bool(self.form.fields)

    @property
    def dialog(self) -> str:
        return f"do-{self.action.name}-{self.action.subject}"


def case_context(visit: StaffVisit, told: Dossier) -> dict[str, Any]:
    """`told`, `best`, `best_deed`, `deeds`, `photos` for the templates."""
    best = _best(visit, told)
    deeds = [_deed(visit, told, action, best) for action in told.page.actions]
    return {
        "told": told,
        "case": told.case,
        "best": best,
        "best_deed": next((deed for deed in deeds if deed.best), None),
        # An offer that is proposed with its sum can still be made with another one.
        "deeds": [deed for deed in deeds if not deed.best or (best is not None and best.inputs)],
        "photos": [
            {"url": _photo_url(visit, told, photo), "thumb": _photo_url(visit, told, photo), "photo": photo}
            for photo in told.page.evidence
            if photo.erased_at is None
        ],
        "photo_base": reverse("desk:case", args=[visit.shop.slug, told.case.ref]) + "photos/",
        "policy_url": reverse("desk:policy", args=[visit.shop.slug, told.version.number]),
    }


def _best(visit: StaffVisit, told: Dossier) -> Best | None:
    """For the case itself, then its return, then its refunds: whichever waits for the shop."""
    page = told.page
    subjects: list[tuple[Machine, Any]] = [(CASE, page.case), (GOODS_RETURN, page.goods_return)]
    subjects += [(REFUND, refund) for refund in page.refunds]
    small, pieces = small_sum(told.version), sum(line.quantity for line in page.lines)
    for machine, subject in subjects:
        if subject is None:
            continue
        situation = situation_of(machine, subject, page.case, visit.shop, visit.at, small=small, pieces=pieces)
        best = best_action(situation, page.actions)
        if best is not None:
            return best
    return None


def _deed(visit: StaffVisit, told: Dossier, action: Action, best: Best | None) -> Deed:
    is_best = best is not None and best.action == action.name
    context = acting.context_of(told.page, action)
    initial = dict(best.inputs) if best is not None and is_best else {}
    name = "desk:refund_act" if action.machine == "refund" and action.name != "retry" else "desk:act"
    ref = action.subject if name == "desk:refund_act" else told.case.ref
    return Deed(
        action=action,
        url=reverse(name, args=[visit.shop.slug, ref, action.name]),
        form=form_for(action.name)(context=context, initial=initial),
        key="" if best is not None and not is_best and KEYS.get(action.name) == "a" else KEYS.get(action.name, ""),
        best=is_best,
        confirm=_confirm(told, action),
    )


def _confirm(told: Dossier, action: Action) -> str:
    """The question before an action that goes beyond what was promised or cannot be taken back."""
    beyond = action.name == "agree" and not told.case.allowed
    question = BEYOND if beyond else GONE if action.name == "declare_lost" else ""
    return gettext(question) % {"sum": format_money(told.case.sum)} if question else ""


def _photo_url(visit: StaffVisit, told: Dossier, photo: Any) -> str:
    return reverse("desk:photo", args=[visit.shop.slug, told.case.ref, photo.pk])
