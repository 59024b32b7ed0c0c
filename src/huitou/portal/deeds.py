"""The buyer's actions of a case as buttons and forms, made from the one list of actions. Called by the case's views.

The labels, whose turn it is and which inputs there are come from `core.actions`; here they get a place on the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.cases.queries import CasePage
from huitou.core.actions import Action
from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.logistics.models import Way
from huitou.portal.addresses import apply_path

N_ = str

# The one thing to do next, in this order; everything else is quieter.
FIRST = ("hand_over", "accept_offer", "call_in_platform", "accept_reduction")
QUIET = ("withdraw",)

# What each input is called and how it is asked for. An action with another input fails a test.
LABELS: Mapping[str, str] = {
    "note": N_("Your words to the shop"),
    "way": N_("How do you send it back?"),
    "carrier": N_("Carrier"),
    "tracking_number": N_("Tracking number"),
}
HELP: Mapping[str, str] = {
    "carrier": N_("For example SF Express, DHL or the post."),
    "tracking_number": N_("It stands on the receipt of the parcel."),
}
NOTES: Mapping[str, str] = {
    "call_in_platform": N_("What should the platform know? Both sides read it."),
    "object": N_("What is wrong with the shop's findings? The platform reads it."),
    "decline_offer": N_("Why does the offer not help you?"),
}
# What a button brings about, said before it is pressed.
CONSEQUENCES: Mapping[str, str] = {
    "withdraw": N_("The case ends and nothing is paid. While the time limit lasts, you can apply again."),
    "accept_offer": N_("This settles the case; it replaces what you asked for."),
    "decline_offer": N_("Your original wish stands, and the shop's clock goes on."),
    "call_in_platform": N_("Somebody neutral looks at both sides and decides. It costs you nothing."),
    "accept_reduction": N_("This sum is paid, and the case ends with it."),
    "object": N_("Somebody neutral decides which sum is paid. It costs you nothing."),
}
FIELD_OF_ERROR: Mapping[str, str] = {"tracking_number_missing": "tracking_number"}


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

    @property
    def optional(self) -> bool:
        """Whether it may stay empty. A tracking number may for other ways than a parcel; the verb decides."""
        return not self.required

    @property
    def cards(self) -> list[dict[str, str]]:
        """The choices as `components/choices.html` takes them."""
        return [{"value": value, "label": label} for value, label in self.choices]


@dataclass(frozen=True, slots=True)
class Deed:
    """An action with its place: `url` takes the POST, and asks before with GET where `asks`."""

    action: Action
    url: str
    place: Literal["first", "other", "quiet"]
    consequence: str
    inputs: Sequence[Input]
    link: str = ""

    @property
    def asks(self) -> bool:
        """Whether it is asked on a page of its own: it has words to add, or cannot be taken back."""
        return bool(self.inputs) or self.action.name in ("withdraw", "accept_reduction")

    @property
    def kind(self) -> str:
        """The button's look on the case's page, where it is not the first."""
        return "quiet" if self.place == "quiet" else ""

    @property
    def confirm_kind(self) -> str:
        """The button's look on its own page."""
        return "danger" if self.place == "quiet" else "primary"


def deeds(page: CasePage, shop: Shop, typed: Mapping[str, str] | None = None) -> list[Deed]:
    """What the buyer can do now, the first thing first."""
    found = [_deed(action, page, shop, typed or {}) for action in page.actions]
    first = min((deed for deed in found if deed.action.name in FIRST), key=_rank, default=None)
    return [
        deed if deed is first or deed.place != "first" else replace(deed, place="other")
        for deed in sorted(found, key=_rank)
    ]


def inputs_given(action: Action, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed for the action's own inputs; what was left empty takes its default."""
    return {name: typed[name] for name in action.form.model_fields if typed.get(name, "").strip()}


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
    return Deed(
        action=action,
        url=reverse("portal:deed", args=[shop.slug, page.case.ref, name]),
        place="first" if name in FIRST else "quiet" if name in QUIET else "other",
        consequence=_(CONSEQUENCES[name]) if name in CONSEQUENCES else "",
        inputs=[] if link else [_input(action, field, typed) for field in action.form.model_fields],
        link=link,
    )


def _input(action: Action, name: str, typed: Mapping[str, str]) -> Input:
    required = action.form.model_fields[name].is_required()
    label = NOTES.get(action.name, LABELS[name]) if name == "note" else LABELS[name]
    choices = [(str(way.value), str(way.label)) for way in Way] if name == "way" else []
    return Input(
        name=name,
        label=_(label),
        help=_(HELP[name]) if name in HELP else "",
        kind="lines" if name == "note" else "choice" if choices else "text",
        required=required,
        choices=choices,
        value=typed.get(name, "") or (choices[0][0] if choices else ""),
    )


def _rank(deed: Deed) -> tuple[int, int]:
    places = ("first", "other", "quiet")
    name = deed.action.name
    return places.index(deed.place), FIRST.index(name) if name in FIRST else len(FIRST)


def _revise_link(page: CasePage, shop: Shop) -> str:
    """To the application with the case's own choices filled in."""
    pieces = {f"i{line.order_line.position}": str(line.quantity) for line in page.lines}
    query = urlencode({"step": "why", "revises": page.case.ref, **pieces})
    return f"{apply_path(shop, page.case.order)}?{query}"
