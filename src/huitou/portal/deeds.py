"""The buyer's actions of a case as buttons and forms, made from the one list of actions. Called by the case's views.

The labels, whose turn it is and which inputs there are come from `core.actions`; here they get a place on the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.cases.clock_telling import more_hours
from huitou.cases.models import Case
from huitou.cases.queries import CasePage
from huitou.core.actions import Action
from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.core.whole_sums import typed_sums
from huitou.logistics.models import Way
from huitou.orders.queries import silence_limit
from huitou.portal.addresses import apply_path
from huitou.portal.saying_paid import before_saying_paid
from huitou.portal.ways_back import slot_choices, way_choices

N_ = str

# Without anything to fill in, and yet not to be taken back.
ASKED_FIRST = (
    "give_up", "choose_refund", "accept_quote", "abandon", "withdraw", "accept_reduction", "accept_proposal",
    "accept_ruling", "withdraw_appeal",
)  # fmt: skip

# The one thing to do next, in this order; everything else is quieter.
FIRST = (
    "hand_over", "receive", "say_paid", "wait_on", "choose_replacement", "accept_quote", "accept_offer",
    "call_in_platform", "accept_reduction", "answer", "accept_proposal", "rest",
)  # fmt: skip
QUIET = ("abandon", "withdraw", "give_time")

# What each input is called and how it is asked for. An action with another input fails a test.
LABELS: Mapping[str, str] = {
    "note": N_("Your words to the shop"),
    "way": N_("How do you send it back?"),
    "carrier": N_("Carrier"),
    "tracking_number": N_("Tracking number"),
    "hours": N_("How much more time?"),
    "slot": N_("When should the courier come?"),
    "into": N_("Which case does it go into?"),
}
HELP: Mapping[str, str] = {
    "carrier": N_("For example SF Express, DHL or the post."),
    "tracking_number": N_("It stands on the receipt of the parcel."),
}
# Where the shop has given a label, which has both.
HELP_LABELLED: Mapping[str, str] = {
    "carrier": N_("Leave it empty with the shop's label."),
    "tracking_number": N_("Leave it empty with the shop's label; another parcel's stands on its receipt."),
}
NOTES: Mapping[str, str] = {
    "call_in_platform": N_("What should the platform know? Both sides read it."),
    "object": N_("What is wrong with the shop's findings? The platform reads it."),
    "decline_offer": N_("Why does the offer not help you?"),
    "offer": N_("Why you offer this"),
    "rest": N_("What the arbitrator should know. Both sides read it."),
    "answer": N_("Your answer. Both sides and the arbitrator read it."),
    "decline_proposal": N_("Why does the proposal not help you?"),
    "appeal": N_("What is new, and why the ruling should be another one."),
}
# What a button brings about, said before it is pressed.
CONSEQUENCES: Mapping[str, str] = {
    "give_up": N_("Nothing is sent any more. You get your money back instead."),
    "choose_refund": N_("What you paid for these pieces goes back the way you paid, and the case ends with it."),
    "offer": N_(
        "If the shop accepts, it counts at once and replaces what you asked for. If not, everything stands as now."
    ),
    "revise": N_("Same case, another wish. The shop looks at it anew, unless it is your right."),
    "merge": N_(
        "This case ends and goes on in the other one, with everything that was said and shown. The shop answers no "
        "later than it would have, and you have no less time than now."
    ),
    "give_time": N_("The shop may answer later than it must now. You give this freely; it cannot be taken back."),
    "withdraw": N_("The case ends and nothing is paid. While the time limit lasts, you can apply again."),
    "accept_offer": N_("This settles the case; it replaces what you asked for."),
    "recall_offer": N_("Only your offer is gone; what you asked for before stands, and the shop's clock goes on."),
    "decline_offer": N_("Your original wish stands, and the shop's clock goes on."),
    "call_in_platform": N_("Somebody looks at both sides and decides. It costs you nothing."),
    "accept_reduction": N_("This sum is paid, and the case ends with it."),
    "object": N_("Somebody decides between you and the shop which sum is paid. It costs you nothing."),
    "rest": N_("After this you cannot add anything more, unless the arbitrator asks you."),
    "accept_proposal": N_("It counts once both sides have accepted it; then it settles the dispute."),
    "decline_proposal": N_("The arbitrator rules instead. Declining is not held against you."),
    "accept_ruling": N_("You do not appeal. Once the shop accepts it too, it is carried out at once."),
    "appeal": N_("You can appeal once. Another arbitrator decides for good; it can also become less."),
    "accept_quote": N_("You pay this sum once the repair is done, and nothing if it cannot be repaired."),
    "decline_quote": N_("The goods come back to you as they are. It costs you nothing."),
    "abandon": N_("You do not pay for the repair, and the goods stay with the shop. The case ends."),
    "withdraw_appeal": N_("The ruling is carried out as it stands."),
}
# Asked for rarely, so it stands aside; but nobody loses anything by it.
HARMLESS = frozenset({"give_time"})
# The end of a dispute is another thing than the end of a wish.
OF_DISPUTES: Mapping[str, str] = {
    "withdraw": N_("The shop's decision counts then: after a refusal nothing is paid, otherwise what the shop found."),
}
# A new file comes with these in the same step: it is what they are about.
WITH_FILE = ("appeal", "answer", "rest")
# Nobody types it: the page carries the sum and the offer that it showed.
SEEN = "seen_minor"
SEEN_OFFER = "seen_offer"
# What an offer asks for besides words is a form of its own (`portal.offering`).
OFFERED = ("amount_minor", "keeps_goods", "remedy", "variants", "hours")
FIELD_OF_ERROR: Mapping[str, str] = {
    "tracking_number_missing": "tracking_number",
    "tracking_number_malformed": "tracking_number",
    "slot_full": "slot",
    "slot_unknown": "slot",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One input of an action, with what was typed and what is wrong with it."""

    name: str
    label: str
    help: str
    kind: Literal["text", "lines", "choice"]
    required: bool
    choices: Sequence[tuple[str, str]]
    value: str
    error: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def optional(self) -> bool:
        """Whether it may stay empty. A tracking number may for other ways than a parcel; the verb decides."""
        return not self.required

    @property
    def cards(self) -> list[dict[str, str]]:
        """The choices as `components/choices.html` takes them."""
        return [{"value": value, "label": label, "more": self.told.get(value, "")} for value, label in self.choices]


@dataclass(frozen=True, slots=True)
class Deed:
    """An action with its place: `url` takes the POST, and asks before with GET where `asks`."""

    action: Action
    url: str
    place: Literal["first", "other", "quiet"]
    consequence: str
    inputs: Sequence[Input]
    link: str = ""
    seen_minor: int | None = None
    seen_offer: UUID | None = None

    @property
    def asks(self) -> bool:
        """Whether it is asked on a page of its own: it has words to add, or cannot be taken back."""
        return bool(self.inputs) or self.action.name in ASKED_FIRST

    @property
    def takes_file(self) -> bool:
        """Whether a photo or a video can come along."""
        return self.action.machine == "dispute" and self.action.name in WITH_FILE

    @property
    def kind(self) -> str:
        """The button's look on the case's page, where it is not the first."""
        return "quiet" if self.place == "quiet" else ""

    @property
    def confirm_kind(self) -> str:
        """The button's look on its own page."""
        harms = self.place == "quiet" and self.action.name not in HARMLESS
        return "danger" if harms else "primary"


def deeds(page: CasePage, shop: Shop, typed: Mapping[str, str] | None = None) -> list[Deed]:
    """What the buyer can do now, the first thing first."""
    found = [_deed(action, page, shop, typed or {}) for action in page.actions]
    first = min((deed for deed in found if deed.place == "first"), key=_rank, default=None)
    return [
        deed if deed is first or deed.place != "first" else replace(deed, place="other")
        for deed in sorted(found, key=_rank)
    ]


def inputs_given(action: Action, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed for the action's own inputs; what was left empty takes its default."""
    return typed_sums({name: typed[name] for name in action.form.model_fields if typed.get(name, "").strip()})


def with_error(deed: Deed, error: HuitouError) -> tuple[Deed, str]:
    """The deed with the error at its field; or the sentence for above the form, where it belongs to none."""
    name = FIELD_OF_ERROR.get(error.code, "")
    if name not in {one.name for one in deed.inputs}:
        return deed, error.text
    inputs = [replace(one, error=error.text) if one.name == name else one for one in deed.inputs]
    return replace(deed, inputs=inputs), ""


def _deed(action: Action, page: CasePage, shop: Shop, typed: Mapping[str, str]) -> Deed:
    name = action.name
    link = _revise_link(page, shop) if name == "revise" else ""
    first = name in FIRST or (name == "accept_ruling" and _has_won(page))
    asked = [] if link else _asked(action, page)
    ways = way_choices(page.case, shop, page.at) if "way" in asked else []
    return Deed(
        action=action,
        url=reverse("portal:deed", args=[shop.slug, page.case.ref, name]),
        place="first" if first else "quiet" if name in QUIET else "other",
        consequence=_consequence(action, page),
        inputs=[_input(action, one, typed, page, shop, ways) for one in asked],
        link=link,
        seen_minor=_seen_minor(action, page) if SEEN in action.form.model_fields else None,
        seen_offer=page.offer.pk if page.offer is not None and SEEN_OFFER in action.form.model_fields else None,
    )


def _asked(action: Action, page: CasePage) -> list[str]:
    """The inputs that are asked for one by one."""
    besides = (SEEN, SEEN_OFFER, *(OFFERED if action.name == "offer" else ()))
    if action.name == "hand_over" and page.goods_return is not None and page.goods_return.state == "pick_up_booked":
        besides = (*besides, "way")  # it goes with the courier who was booked
    return [name for name in action.form.model_fields if name not in besides]


def _seen_minor(action: Action, page: CasePage) -> int | None:
    """The sum that the page shows beside the button."""
    if action.machine == "repair":
        return page.case.repair.quote_minor if page.case.repair is not None else None
    return page.offer.amount_minor if page.offer is not None else None


def _consequence(action: Action, page: CasePage) -> str:
    if action.name == "say_paid":
        return _of_saying_paid(action, page.case)
    own = OF_DISPUTES if action.machine == "dispute" else {}
    said = own.get(action.name) or CONSEQUENCES.get(action.name, "")
    return _(said) if said else ""


def _of_saying_paid(action: Action, case: Case) -> str:
    limit = silence_limit(case.shop_id)
    if action.machine == "repair" and case.repair is not None:
        return before_saying_paid(action.machine, case.repair, case.repair.quote, limit)
    if case.replacement is not None:
        return before_saying_paid(action.machine, case.replacement, case.replacement.difference, limit)
    return ""


def _input(
    action: Action, name: str, typed: Mapping[str, str], page: CasePage, shop: Shop, ways: Sequence[dict[str, str]]
) -> Input:
    required = action.form.model_fields[name].is_required()
    label = NOTES.get(action.name, LABELS[name]) if name == "note" else LABELS[name]
    choices = [(way["value"], way["label"]) for way in ways] if name == "way" else []
    labelled = any(way["value"] == Way.SHOP_LABEL for way in ways)
    told = {**HELP, **HELP_LABELLED} if labelled else HELP
    if name == "hours":
        choices = more_hours()
    if name == "slot":
        choices = slot_choices(shop, page.at)
    if name == "into":
        choices = [(other.ref, f"{other.ref} · {other.get_kind_display()}") for other in page.fellows]
    return Input(
        name=name,
        label=_(label),
        help=_(told[name]) if name in told else "",
        kind="lines" if name == "note" else "choice" if choices else "text",
        required=required,
        choices=choices,
        value=typed.get(name, "") or (choices[0][0] if choices else ""),
        told={way["value"]: way["more"] for way in ways},
    )


def _has_won(page: CasePage) -> bool:
    """Whether the ruling gives all that was asked for; only then the page suggests to accept it."""
    return page.dispute is not None and page.dispute.dispute.outcome_sum.minor >= page.case.sum.minor


def _rank(deed: Deed) -> tuple[int, int]:
    places = ("first", "other", "quiet")
    name = deed.action.name
    return places.index(deed.place), FIRST.index(name) if name in FIRST else len(FIRST)


def _revise_link(page: CasePage, shop: Shop) -> str:
    """To the application with the case's own choices filled in."""
    pieces = {f"i{line.order_line.position}": str(line.quantity) for line in page.lines}
    query = urlencode({"step": "why", "revises": page.case.ref, **pieces})
    return f"{apply_path(shop, page.case.order)}?{query}"
