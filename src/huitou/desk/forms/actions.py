"""What each action asks of a person of the shop, as a form; `inputs()` is what the verb gets.

The list of actions is that of `core.actions`; here is only how their inputs are asked for. An action whose inputs no
form here covers fails a test.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.cases.models import Case
from huitou.cases.verbs.refuse import ReasonMissing, Refusal
from huitou.core.errors import HuitouError
from huitou.core.images import LARGEST_BYTES
from huitou.core.money import format_money, parse_amount
from huitou.logistics.models import Disposition, ReturnLine

LONGEST_NOTE = 4_000
FOUND = ("good", "wrong", "damaged", "missing")
FOUND_LABELS = {"good": _("Good"), "wrong": _("Wrong item"), "damaged": _("Damaged"), "missing": _("Missing")}


class ActionForm(forms.Form):
    """An action that needs nothing but the word. `context`: what the page knows (case, return lines, refund)."""

    template = ""
    button: Any = ""
    field_of: Mapping[str, str] = {}

    def __init__(self, data: Any = None, files: Any = None, *, context: Any, initial: Any = None) -> None:
        self.context = context
        super().__init__(data, files, initial=initial)

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        return {}

    def refuse(self, error: HuitouError) -> None:
        """Put an error of the verb where it belongs."""
        field = self.field_of.get(error.code)
        self.add_error(field if field in self.fields else None, error.text)


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
    field_order = ("amount", "keeps_goods", "note")

    amount = forms.CharField(label=_("How much"), max_length=30)
    keeps_goods = forms.ChoiceField(
        label=_("The goods"),
        choices=[("yes", _("The buyer keeps them; the money goes at once")), ("no", _("They come back first"))],
        initial="yes",
        widget=forms.RadioSelect,
    )

    def clean_amount(self) -> int:
        """Minor units of the case's currency."""
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
        """The sum that the buyer asks for, in words."""
        return format_money(self.context.case.sum)

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().inputs(), "amount_minor": data["amount"], "keeps_goods": data["keeps_goods"] == "yes"}


class AcceptGoodsForm(ActionForm):
    """All as announced; where the goods go."""

    disposition = forms.ChoiceField(
        label=_("What becomes of the goods"), choices=Disposition.choices, initial=Disposition.RESTOCK, required=False
    )

    def inputs(self) -> dict[str, Any]:
        return {"disposition": self.cleaned_data["disposition"] or Disposition.RESTOCK}


class ContestForm(ActionForm):
    """How the pieces were found, line by line, and what is taken off damaged ones."""

    template = "desk/actions/contest.html"

    disposition = forms.ChoiceField(
        label=_("What becomes of the goods"), choices=Disposition.choices, initial=Disposition.TO_BUYER
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
            "disposition": data["disposition"],
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


FORMS: Mapping[str, type[ActionForm]] = {
    "refuse": RefuseForm,
    "offer": OfferForm,
    "accept_goods": AcceptGoodsForm,
    "contest_goods": ContestForm,
    "succeed": SucceedForm,
    "fail": FailForm,
}


def form_for(action: str) -> type[ActionForm]:
    """The form that asks for the action's inputs."""
    return FORMS.get(action, ActionForm)
