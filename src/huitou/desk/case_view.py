"""What the case's page shows beside the dossier: the best action, the others with their forms, the photos' addresses.

Called by the case's views inside `in_shop`.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.clock_telling import clock_story
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.showing import dispute_context
from huitou.cases.dossier import Dossier
from huitou.cases.guidance import slots
from huitou.cases.machine import CASE
from huitou.cases.offer_history import offer_history
from huitou.changes.deliveries.queries import taken_on_in
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.core.flow import Machine
from huitou.core.money import format_money
from huitou.desk import acting
from huitou.desk.best_action import Best, best_action
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.actions import form_for, must_ask
from huitou.desk.situations import situation_of, small_sum
from huitou.logistics.label_words import said_of
from huitou.logistics.labels import purchase_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import PickUp
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.sending_back import SEND_BACK
from huitou.logistics.weights import WeightDoubt, weight_doubt
from huitou.refunds.machine import REFUND
from huitou.services.machine import REPAIR
from huitou.services.showing import repair_view

N_ = str
# The goods are with the shop or on their way to it, and nobody has decided what they are.
UNCHECKED = ("on_the_way", "arrived", "reported")

# What a shop shows of goods that came back, or never left as they should.
SHOWN_BY_SHOP = ("photo", "video", "photo_label", "photo_parcel", "carrier_note")
# One letter each, as the list of keys says; `a` is the best action, or agreeing.
KEYS = {"agree": "a", "accept_goods": "a", "offer": "o", "refuse": "r", "contest_goods": "w", "arrive": "h"}
# What cannot be taken back and was not promised is confirmed once.
BEYOND = N_("Your policy does not ask you to pay %(sum)s. Agree all the same?")
BEYOND_GOODS = N_("Your policy does not ask this of you. Agree all the same?")
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
    def must_ask(self) -> bool:
        """Whether it cannot be done without what a person enters first."""
        return must_ask(self.action.name, self.action.machine)

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
        "clock_story": clock_story(told.page.events, told.deadline, Role.MERCHANT, visit.shop),
        "best_deed": next((deed for deed in deeds if deed.best), None),
        # An offer that is proposed with its sum can still be made with another one.
        "deeds": [deed for deed in deeds if not deed.best or (best is not None and best.inputs)],
        "photos": [
            {"url": _photo_url(visit, told, photo), "thumb": _photo_url(visit, told, photo), "photo": photo}
            for photo in told.page.evidence
            if photo.erased_at is None
        ],
        "photo_base": reverse("desk:case", args=[visit.shop.slug, told.case.ref]) + "photos/",
        "repair": repair_view(told.case.repair) if told.case.repair is not None else None,
        "slots": slots(
            SHOWN_BY_SHOP,
            [row for row in told.page.evidence if row.role == Role.MERCHANT and row.erased_at is None],
            reasons=[line.reason for line in told.page.lines],
        ),
        "fellows": told.page.fellows,
        "offers": offer_history(told.page.offers, told.case.sheet.currency, visit.shop, Role.MERCHANT),
        "policy_url": reverse("desk:policy", args=[visit.shop.slug, told.version.number]),
        **dispute_context(told.page, visit.shop, Role.MERCHANT),
        "taken_on": taken_on_in(told.order, [line.reason for line in told.page.lines]),
        "weight_doubt": _weight_doubt(told),
        "courier_doubt": _courier_doubt(told),
        "label_told": _label(told),
    }


def _weight_doubt(told: Dossier) -> WeightDoubt | None:
    """A hint for whoever opens the parcel."""
    back = told.page.goods_return
    return weight_doubt(back) if back is not None and back.state in UNCHECKED else None


def _label(told: Dossier) -> dict[str, Any] | None:
    """The last purchase of a label for the goods, with its price and what it says; no query where none is sold."""
    found = purchase_of(told.page.goods_return) if told.page.goods_return is not None else None
    if found is None:
        return None
    return {"purchase": found, "said": said_of(found), "refused": found.state == "refused" and not found.unwanted}


def _courier_doubt(told: Dossier) -> bool:
    """Whether a booked courier's service gave no clear answer: he may come, or not."""
    back = told.page.goods_return
    if back is None or back.state != "pick_up_booked":
        return False
    return PickUp.objects.filter(goods_return=back, ended_at=None).exclude(failure_code="").exists()


def _best(visit: StaffVisit, told: Dossier) -> Best | None:
    """For the case itself, then its return, then its refunds: whichever waits for the shop."""
    page = told.page
    subjects: list[tuple[Machine, Any]] = [(CASE, page.case), (GOODS_RETURN, page.goods_return)]
    subjects += [(REPLACEMENT, page.case.replacement)]
    subjects += [(REFUND, refund) for refund in page.refunds]
    subjects += [(REPAIR, page.case.repair), (DISPUTE, page.case.dispute), (SEND_BACK, page.case.send_back)]
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
        form=form_for(action.name, action.machine)(context=context, initial=initial),
        key="" if best is not None and not is_best and KEYS.get(action.name) == "a" else KEYS.get(action.name, ""),
        best=is_best,
        confirm=_confirm(told, action),
    )


def _confirm(told: Dossier, action: Action) -> str:
    """The question before an action that goes beyond what was promised or cannot be taken back."""
    beyond = action.name in ("agree", "agree_and_ship_first") and not told.case.allowed
    question = BEYOND if beyond else GONE if action.name == "declare_lost" else ""
    if question == BEYOND and not told.case.sum:
        question = BEYOND_GOODS
    return gettext(question) % {"sum": format_money(told.case.sum)} if question else ""


def _photo_url(visit: StaffVisit, told: Dossier, photo: Any) -> str:
    return reverse("desk:photo", args=[visit.shop.slug, told.case.ref, photo.pk])
