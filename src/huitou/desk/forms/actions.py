"""What each action asks of a person of the shop, as a form; `inputs()` is what the verb gets.

The list of actions is that of `core.actions`; here is only how their inputs are asked for. An action whose inputs no
form here covers fails a test.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.cases.clock_telling import more_hours
from huitou.cases.models import Case, Offer, Remedy
from huitou.cases.offers import words_of
from huitou.cases.variant_choices import PREFIX
from huitou.cases.verbs.refuse import ReasonMissing, Refusal
from huitou.core.errors import HuitouError
from huitou.core.images import LARGEST_BYTES
from huitou.core.money import exponent, format_money, parse_amount
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.labels import GiveLabelForm
from huitou.desk.forms.merging import MergeForm
from huitou.desk.forms.parcels import weight_field
from huitou.desk.forms.repairs import OF_REPAIRS
from huitou.logistics.models import Disposition, ReturnLine
from huitou.logistics.verbs.dispose import KEPT

LONGEST_NOTE = 4_000
QUICK_PARTS = (10, 20, 30, 50)
FOUND = ("good", "wrong", "damaged", "missing")
KEPT_CHOICES = [(one.value, one.label) for one in KEPT]
FOUND_LABELS = {"good": _("Good"), "wrong": _("Wrong item"), "damaged": _("Damaged"), "missing": _("Missing")}


class NoteForm(ActionForm):
    """Words for the other side."""

    note = forms.CharField(
        label=_("Your words to the buyer"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea({"rows": 3})
    )

    def inputs(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}


class RefuseForm(NoteForm):
    """A refusal with its reason."""

    field_of = {"refusal_reason_missing": "note"}
    field_order = ("reason", "note")

    reason = forms.ChoiceField(
        label=_("Why you refuse"), choices=Refusal.choices, widget=forms.Select({"autofocus": True})
    )
    note = forms.CharField(
        label=_("Your words to the buyer"),
        help_text=_("Say why, and what they can still do. They read exactly this."),
        max_length=LONGEST_NOTE,
        error_messages={"required": ReasonMissing.message},
        widget=forms.Textarea({"rows": 3}),
    )

    def inputs(self) -> dict[str, Any]:
        return {**super().inputs(), "reason": self.cleaned_data["reason"]}


class OfferForm(NoteForm):
    """Another sum, with or without the goods."""

    template = "desk/actions/offer.html"
    button = _("Send the offer")
    field_of = {"offer_out_of_bounds": "amount"}
    field_order = ("keeps_goods", "amount", "hours", "note")

    amount = forms.CharField(label=_("How much"), max_length=30, required=False)
    keeps_goods = forms.ChoiceField(
        label=_("The goods"),
        choices=[
            ("yes", _("The buyer keeps them; the money goes at once")),
            ("no", _("They come back first")),
            (
                Remedy.EXCHANGE.value,
                _("Instead of money: they come back, and the same item or another variant goes out"),
            ),
            (Remedy.RESHIP.value, _("Instead of money: the same item goes out again, nothing comes back")),
            (Remedy.REPAIR.value, _("Instead of money: they come back and are repaired at no cost")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )
    hours = forms.TypedChoiceField(
        label=_("How long the offer stands"),
        choices=[(24, _("One day")), (72, _("Three days")), (168, _("One week"))],
        coerce=int,
        initial=72,
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.context.case is not None and self.context.case.stands == "contested":
            del self.fields["keeps_goods"]  # the goods are at the shop: only a sum is left to agree on
            return
        for one in self.context.variants:
            self.fields[one.name] = forms.ChoiceField(label=one.label, choices=one.options, required=False)

    @property
    def remedy(self) -> str:
        """What is offered instead of money, if anything."""
        chosen = self.data.get("keeps_goods", "")
        return chosen if chosen in Remedy.values else ""

    @property
    def variants(self) -> list[forms.BoundField]:
        """Which variant an exchange brings, line by line."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def quick(self) -> list[tuple[str, str]]:
        """A tenth to a half of what is asked for, as label and amount to be typed."""
        asked = self.context.case.sum
        found = [(f"{part} %", asked.minor * part // 100) for part in QUICK_PARTS]
        return [(label, str(Decimal(minor).scaleb(-exponent(asked.currency)))) for label, minor in found if minor > 0]

    def clean_amount(self) -> int:
        """Minor units of the case's currency; none where goods are offered."""
        if self.remedy:
            return 0
        if not self.cleaned_data["amount"]:
            raise forms.ValidationError(_("Say how much you offer."))
        try:
            return parse_amount(self.cleaned_data["amount"], self.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    @property
    def currency(self) -> str:
        case: Case = self.context.case
        return str(case.sheet.currency)

    @property
    def most(self) -> str:
        """The sum that the buyer asks for, in words; empty where it is no money."""
        asked = self.context.case.sum
        return format_money(asked) if asked else ""

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        given = {**super().inputs(), "amount_minor": data["amount"], "hours": data["hours"]}
        if self.remedy:
            chosen = {name.removeprefix(PREFIX): data[name] for name in data if name.startswith(PREFIX) and data[name]}
            variants = {"variants": chosen} if chosen and self.remedy == Remedy.EXCHANGE else {}
            return {**given, "remedy": self.remedy, **variants}
        return {**given, "keeps_goods": data.get("keeps_goods") == "yes"}


class AcceptOfferForm(ActionForm):
    """The buyer's offer, as it was seen; another one is not accepted."""

    template = "desk/actions/answer_offer.html"
    seen_offer = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.offer is not None:
            self.fields["seen_offer"].initial = self.offer.pk

    @property
    def offer(self) -> Offer | None:
        """The open offer."""
        found: Offer | None = self.context.offer
        return found

    @property
    def words(self) -> str:
        """What it is."""
        return words_of(self.offer, self.offer.sheet.currency) if self.offer is not None else ""

    def inputs(self) -> dict[str, Any]:
        return {"seen_offer": self.cleaned_data["seen_offer"]}


class DeclineOfferForm(AcceptOfferForm, NoteForm):
    """No to the buyer's offer, with words."""

    field_order = ("note", "seen_offer")

    def inputs(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"], "seen_offer": self.cleaned_data["seen_offer"]}


class ArriveForm(ActionForm):
    """The parcel is there: what it weighs, where somebody weighs it."""

    field_of = {"weight_invalid": "weight_grams"}

    weight_grams = weight_field()

    def inputs(self) -> dict[str, Any]:
        return {"weight_grams": self.cleaned_data["weight_grams"]}


class AcceptGoodsForm(ActionForm):
    """All as announced; where the goods go."""

    disposition = forms.ChoiceField(
        label=_("What becomes of the goods"), choices=KEPT_CHOICES, initial=Disposition.RESTOCK, required=False
    )

    def inputs(self) -> dict[str, Any]:
        return {"disposition": self.cleaned_data["disposition"] or Disposition.RESTOCK}


class ContestForm(ActionForm):
    """How the pieces were found, line by line, and what is taken off damaged ones."""

    template = "desk/actions/contest.html"

    disposition = forms.ChoiceField(
        label=_("What becomes of the good pieces"), choices=KEPT_CHOICES, initial=Disposition.RESTOCK, required=False
    )
    damaged_percent = forms.IntegerField(
        label=_("Taken off damaged pieces, in per cent"),
        help_text=_("100: nothing is paid for them. 30: they are paid at 70 per cent."),
        min_value=0,
        max_value=100,
        initial=100,
    )
    photo = forms.FileField(
        label=_("A photo of what you found"),
        help_text=_("The buyer and the last instance see it. JPEG, PNG or WebP, at most 12 MB."),
        required=False,
        widget=forms.FileInput({"accept": "image/*"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in self.lines:
            for found in FOUND:
                self.fields[f"{found}_{line.order_line_id}"] = forms.IntegerField(
                    label=FOUND_LABELS[found],
                    min_value=0,
                    max_value=line.quantity,
                    initial=line.quantity if found == "good" else 0,
                    widget=forms.NumberInput({"inputmode": "numeric"}),
                )

    @property
    def lines(self) -> Sequence[ReturnLine]:
        """The announced pieces."""
        found: Sequence[ReturnLine] = self.context.return_lines
        return found

    @property
    def counts(self) -> list[tuple[ReturnLine, list[forms.BoundField]]]:
        """Each line with its four count fields."""
        return [(line, [self[f"{found}_{line.order_line_id}"] for found in FOUND]) for line in self.lines]

    def clean_photo(self) -> Any:
        """Its size; what it is, the verb judges."""
        photo = self.cleaned_data["photo"]
        if photo is not None and photo.size > LARGEST_BYTES:
            raise forms.ValidationError(_("This picture is larger than 12 MB."))
        return photo

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        findings = [
            {"line": line.order_line_id, **{found: data[f"{found}_{line.order_line_id}"] for found in FOUND}}
            for line in self.lines
        ]
        return {
            "findings": findings,
            "damaged_basis_points": data["damaged_percent"] * 100,
            "disposition": data["disposition"] or Disposition.RESTOCK,
        }


class SucceedForm(ActionForm):
    """A payment that a person made or saw."""

    field_of = {"reason_missing": "reason", "paid_amount_invalid": "paid"}

    reason = forms.CharField(
        label=_("How you know that it was paid"),
        help_text=_("For instance: transfer of 21 November, number 4711."),
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
    )
    paid = forms.CharField(
        label=_("What was really paid"), help_text=_("Empty: exactly this refund."), max_length=30, required=False
    )
    reference = forms.CharField(label=_("Number of the payment"), max_length=200, required=False)
    otherwise = forms.BooleanField(label=_("Paid outside the payment provider: by transfer or cash"), required=False)

    def clean_paid(self) -> int | None:
        """Minor units, or None where it is exactly what was asked for."""
        text = self.cleaned_data["paid"].strip()
        if not text:
            return None
        try:
            return parse_amount(text, self.context.refund.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "reason": data["reason"],
            "paid_minor": data["paid"],
            "reference": data["reference"],
            "otherwise": data["otherwise"],
        }


class FailForm(ActionForm):
    """A payment that is given up."""

    field_of = {"reason_missing": "reason", "outcome_open": "looked_at_provider"}

    reason = forms.CharField(
        label=_("Why it will not be paid this way"), max_length=2_000, widget=forms.Textarea({"rows": 2})
    )
    looked_at_provider = forms.BooleanField(
        label=_("I looked into the provider's console: nothing was paid"), required=False
    )

    def inputs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("reason", "looked_at_provider")}


class OtherWayForm(FailForm):
    """Why a refund cannot go back the way it came, and how it is to be paid instead."""

    reason = forms.CharField(
        label=_("Why not the way it came, and how instead"),
        help_text=_("For instance: card closed, transfer to the account that the buyer named in the case."),
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
    )


class DeclineOtherWayForm(ActionForm):
    """Why it stays with the way it came."""

    field_of = {"reason_missing": "reason"}

    reason = forms.CharField(label=_("Why not"), max_length=2_000, widget=forms.Textarea({"rows": 2}))

    def inputs(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class GiveTimeForm(ActionForm):
    """More time for the buyer, by the day."""

    hours = forms.TypedChoiceField(label=_("How much more time"), choices=more_hours, coerce=int, initial=24)

    def inputs(self) -> dict[str, Any]:
        return {"hours": self.cleaned_data["hours"]}


class AnswerForm(NoteForm):
    """Words that must be there: an answer to the arbitrator, an appeal."""

    note = forms.CharField(
        label=_("Your words; both sides and the arbitrator read them"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 4}),
    )
    photo = forms.FileField(label=_("A photo or a video"), required=False)
    field_of = {"dispute_words_missing": "note", "appeal_without_new_evidence": "photo"}


class RestForm(NoteForm):
    """Last words of a round, which may stay away."""

    note = forms.CharField(
        label=_("What the arbitrator should know. Both sides read it."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    photo = forms.FileField(label=_("A photo or a video"), required=False)


class CallForm(NoteForm):
    """Why the platform should decide."""

    note = forms.CharField(
        label=_("What should the platform know? Both sides read it."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )


class ShipForm(ActionForm):
    """A parcel that left: its number and who carries it."""

    field_of = {"tracking_number_missing": "tracking_number", "tracking_number_malformed": "tracking_number"}

    tracking_number = forms.CharField(
        label=_("Tracking number"), max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )
    carrier = forms.CharField(
        label=_("Carrier"), max_length=60, required=False, help_text=_("For example SF Express, DHL or the post.")
    )

    def inputs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("tracking_number", "carrier")}


class ReceivedForm(ActionForm):
    """How the buyer's payment of a difference came."""

    received_by = forms.CharField(
        label=_("How it came"), help_text=_("For instance: transfer of 21 November."), max_length=200, required=False
    )

    def inputs(self) -> dict[str, Any]:
        return {"received_by": self.cleaned_data["received_by"]}


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
    "succeed": SucceedForm,
    "fail": FailForm,
    "ask_other_way": OtherWayForm,
    "decline_other_way": DeclineOtherWayForm,
    "give_time": GiveTimeForm,
    "give_label": GiveLabelForm,
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
