"""What each action asks of a person of the shop, as a form; `inputs()` is what the verb gets.

The list of actions is that of `core.actions`; here is only how their inputs are asked for. An action whose inputs no
form here covers fails a test.
"""

from collections.abc import Mapping

from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.inspecting import AcceptGoodsForm, ArriveForm, ContestForm, ReportForm
from huitou.desk.forms.labels import GiveLabelForm, OrderLabelForm
from huitou.desk.forms.merging import MergeForm
from huitou.desk.forms.offering import AcceptOfferForm, DeclineOfferForm, OfferForm
from huitou.desk.forms.paying import DeclineOtherWayForm, FailForm, OtherWayForm, ReceivedForm, ShipForm, SucceedForm
from huitou.desk.forms.repairs import OF_REPAIRS
from huitou.desk.forms.words import AnswerForm, CallForm, GiveTimeForm, NoteForm, RefuseForm, RestForm

FORMS: Mapping[str, type[ActionForm]] = {
    "answer": AnswerForm,
    "appeal": AnswerForm,
    "rest": RestForm,
    "decline_proposal": NoteForm,
    "call_in_platform": CallForm,
    "refuse": RefuseForm,
    "offer": OfferForm,
    "accept_offer": AcceptOfferForm,
    "decline_offer": DeclineOfferForm,
    "arrive": ArriveForm,
    "accept_goods": AcceptGoodsForm,
    "contest_goods": ContestForm,
    "report_findings": ReportForm,
    "succeed": SucceedForm,
    "fail": FailForm,
    "ask_other_way": OtherWayForm,
    "decline_other_way": DeclineOtherWayForm,
    "give_time": GiveTimeForm,
    "give_label": GiveLabelForm,
    "order_label": OrderLabelForm,
    "merge": MergeForm,
    "send": ShipForm,
    "ship": ShipForm,
    "ship_again": ShipForm,
    "confirm_difference": ReceivedForm,
}


def must_ask(action: str, machine: str = "") -> bool:
    """Whether the action cannot be done without something that a person enters first."""
    return any(field.required for field in form_for(action, machine).base_fields.values())


def form_for(action: str, machine: str = "") -> type[ActionForm]:
    """The form that asks for the action's inputs. `machine`: for actions that several machines name alike."""
    own = OF_REPAIRS if machine == "repair" else FORMS
    return own.get(action, ActionForm)
