"""What the steps of a claim on a carrier ask of a person, opening one by hand, and the shop's rules for a carrier."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.claims.limits import WHATS
from huitou.claims.models import CarrierClaim, ClaimRule
from huitou.claims.sentences import CAUSES
from huitou.claims.verbs.set_rule import LONGEST_CARRIER, LONGEST_PLACE, MOST_DAYS
from huitou.core.errors import HuitouError
from huitou.core.money import exponent, parse_amount

DECIMAL = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
WORDS = forms.Textarea({"rows": 3})


class StepForm(forms.Form):
    """A step without inputs. `says`: how its note is called where it is not the carrier that speaks."""

    says: Any = None

    def __init__(self, *args: Any, claim: CarrierClaim, **more: Any) -> None:
        super().__init__(*args, **more)
        self.claim = claim
        if self.says is not None:
            self.fields["note"].label = self.says

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        return dict(self.cleaned_data)


class NoteForm(StepForm):
    """What was said."""

    note = forms.CharField(label=_("What was said"), max_length=2000, widget=WORDS)


class FreeNoteForm(StepForm):
    """What was said, where there is something to say."""

    note = forms.CharField(label=_("What was said"), max_length=2000, widget=WORDS, required=False)


class AnswerForm(NoteForm):
    """What the shop answers."""

    says = _("Your answer")


class ReasonForm(NoteForm):
    """Why the shop does it."""

    says = _("Reason")


class RemarkForm(FreeNoteForm):
    """What the shop wants to keep beside it."""

    says = _("Note")


class FileForm(RemarkForm):
    """The carrier's own number of the claim."""

    reference = forms.CharField(label=_("The carrier's number of the claim"), max_length=80, required=False)
    field_order = ("reference", "note")


class SumForm(FreeNoteForm):
    """A sum of the claim's currency."""

    amount = forms.CharField(label=_("Amount"), max_length=30, widget=DECIMAL)
    field_order = ("amount", "reference", "note")

    def __init__(self, *args: Any, claim: CarrierClaim, **more: Any) -> None:
        known = Decimal(claim.offered_minor or claim.loss_minor).scaleb(-exponent(claim.currency))
        super().__init__(*args, claim=claim, initial={"amount": f"{known:f}" if known else ""}, **more)

    def clean_amount(self) -> int:
        """Minor units."""
        try:
            return parse_amount(self.cleaned_data["amount"], self.claim.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        given = dict(self.cleaned_data)
        return {"amount_minor": given.pop("amount"), **given}


class CorrectForm(SumForm):
    """Another loss."""

    says = _("Note")

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        return {"loss_minor": self.cleaned_data["amount"], "note": self.cleaned_data["note"]}


class PaymentForm(SumForm):
    """What came, and under which number."""

    says = _("Note")
    reference = forms.CharField(label=_("Number of the payment"), max_length=80, required=False)


FORMS: Mapping[str, type[StepForm]] = {
    "file": FileForm,
    "correct": CorrectForm,
    "note_question": NoteForm,
    "note_offer": SumForm,
    "note_acceptance": SumForm,
    "note_refusal": NoteForm,
    "ask_carrier": RemarkForm,
    "answer_carrier": AnswerForm,
    "accept_offer": RemarkForm,
    "appeal": ReasonForm,
    "record_payment": PaymentForm,
    "write_off": ReasonForm,
}


class OpenForm(forms.Form):
    """A claim that a person knows of."""

    parcel = forms.CharField(label=_("Tracking number"), max_length=80)
    what = forms.ChoiceField(label=_("What happened"), choices=[(what, CAUSES[what]) for what in WHATS])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["what"].choices = [(what, _(CAUSES[what])) for what in WHATS]  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    """The shop's rules for one carrier. Days that are left empty: as the carrier or the law has it."""

    carrier = forms.CharField(
        label=_("Carrier"), max_length=LONGEST_CARRIER, required=False,
        help_text=_("Leave it empty for every carrier without rules of its own."),
    )  # fmt: skip
    claims = forms.BooleanField(label=_("Open claims by themselves"), required=False)
    guarantees_days = forms.BooleanField(
        label=_("It guarantees the day that it names"), required=False,
        help_text=_("A parcel that comes later is claimed."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Where claims are filed"), max_length=LONGEST_PLACE, required=False,
        help_text=_("Its page (https://…) or its e-mail address."),
    )  # fmt: skip
    lost_days = forms.IntegerField(
        label=_("Days for a lost parcel, after the hand-over"), min_value=1, max_value=MOST_DAYS, required=False
    )
    damaged_days = forms.IntegerField(
        label=_("Days for a damaged parcel, after the delivery"), min_value=1, max_value=MOST_DAYS, required=False
    )
    late_days = forms.IntegerField(
        label=_("Days for a late parcel, after the delivery"), min_value=1, max_value=MOST_DAYS, required=False
    )
    weight_days = forms.IntegerField(
        label=_("Days for a wrong weight, after the hand-over"), min_value=1, max_value=MOST_DAYS, required=False
    )

    @staticmethod
    def initial_of(rule: ClaimRule) -> dict[str, Any]:
        """The rule as it is typed."""
        return {name: getattr(rule, name) for name in RuleForm.base_fields}
