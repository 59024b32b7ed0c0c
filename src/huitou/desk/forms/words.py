"""What a person of the shop writes, and how much time they give. Forms of `desk.forms.actions`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.cases.clock_telling import more_hours
from huitou.cases.verbs.refuse import ReasonMissing, Refusal
from huitou.desk.forms.acting import ActionForm

LONGEST_NOTE = 4_000


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
