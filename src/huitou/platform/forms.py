"""What the arbitrator's actions ask for: a ruling, a proposal, a question, grounds. Amounts are typed as people write.

Built from the request by `platform/deciding`; the verbs check everything again.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.cases.disputes.verbs.rule import GroundsMissing
from huitou.cases.disputes.words import WordsMissing
from huitou.cases.models import Grounds, Outcome
from huitou.core.clock_changes import Reason
from huitou.core.errors import HuitouError
from huitou.core.money import parse_amount

LONGEST = 4_000
COSTS = ("platform", "carrier", "insurer")


class ArbitratorForm(forms.Form):
    """A form that knows the currency of the dispute."""

    def __init__(self, *args: Any, currency: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def minor_of(self, name: str) -> int | None:
        """The typed amount in minor units; None where nothing was typed. Puts an error at the field."""
        typed = self.cleaned_data.get(name, "")
        if not typed:
            return None
        try:
            return parse_amount(typed, self.currency).minor
        except HuitouError as error:
            self.add_error(name, error.text)
            return None


class NoForm(ArbitratorForm):
    """An action that asks for nothing."""


class WordsForm(ArbitratorForm):
    """A question, or grounds."""

    note = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST,
        error_messages={"required": WordsMissing.message},
        widget=forms.Textarea({"rows": 3}),
    )


class OptionalWordsForm(ArbitratorForm):
    """Words that may stay away."""

    note = forms.CharField(
        label=_("Your words"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 2})
    )


class ProposalForm(ArbitratorForm):
    """What both sides could agree on."""

    amount = forms.CharField(label=_("The buyer gets"), max_length=40)
    keeps_goods = forms.BooleanField(label=_("The buyer keeps the goods"), required=False, initial=True)
    note = forms.CharField(
        label=_("Why this is fair"),
        help_text=_("Both sides read it, and either can decline."),
        max_length=LONGEST,
        error_messages={"required": WordsMissing.message},
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """The amount in minor units."""
        self.cleaned_data["amount_minor"] = self.minor_of("amount")
        return self.cleaned_data

    def inputs(self) -> dict[str, Any]:
        names = ("amount_minor", "keeps_goods", "note")
        return {name: self.cleaned_data[name] for name in names}


class RulingForm(ArbitratorForm):
    """For whom, how much, who bears it, and why."""

    outcome = forms.ChoiceField(
        label=_("The buyer gets"), choices=Outcome.choices, widget=forms.RadioSelect, initial=Outcome.WISH
    )
    amount = forms.CharField(label=_("Which sum"), max_length=40, required=False)
    keeps_goods = forms.BooleanField(label=_("The buyer keeps the goods"), required=False)
    grounds = forms.ChoiceField(
        label=_("On which grounds"), choices=[one for one in Grounds.choices if one[0] != Grounds.NO_RULING]
    )
    note = forms.CharField(
        label=_("Grounds in words"),
        help_text=_("A sentence or two: what you saw, which rule it falls under. Both sides read them."),
        max_length=LONGEST,
        error_messages={"required": GroundsMissing.message},
        widget=forms.Textarea({"rows": 5}),
    )
    platform = forms.CharField(label=_("The platform bears"), max_length=40, required=False)
    carrier = forms.CharField(label=_("The carrier bears"), max_length=40, required=False)
    insurer = forms.CharField(label=_("The insurer bears"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """The amounts in minor units."""
        self.cleaned_data["amount_minor"] = self.minor_of("amount")
        for side in COSTS:
            self.cleaned_data[f"{side}_minor"] = self.minor_of(side) or 0
        return self.cleaned_data

    def inputs(self) -> dict[str, Any]:
        names = ("outcome", "amount_minor", "keeps_goods", "grounds", "note", *(f"{side}_minor" for side in COSTS))
        return {name: self.cleaned_data[name] for name in names}


class StopClockForm(ArbitratorForm):
    """Why a clock stands still, and for how long at most."""

    reason = forms.ChoiceField(label=_("Why"), choices=Reason.choices)
    hours = forms.IntegerField(label=_("Hours at most"), min_value=1, max_value=720, initial=48)


FORMS: dict[str, Callable[..., ArbitratorForm]] = {
    "rule": RulingForm,
    "rule_again": RulingForm,
    "propose": ProposalForm,
    "ask_buyer": WordsForm,
    "ask_merchant": WordsForm,
    "dissent": WordsForm,
    "sustain": WordsForm,
    "escalate": OptionalWordsForm,
    "stop_clock": StopClockForm,
}


class TemplateForm(forms.Form):
    """The words of a ruling in three languages."""

    outcome = forms.ChoiceField(label=_("The buyer gets"), choices=Outcome.choices)
    grounds = forms.ChoiceField(label=_("On which grounds"), choices=Grounds.choices)
    kind = forms.ChoiceField(label=_("Kind of request"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    text_zh_hans = forms.CharField(
        label="简体中文", max_length=2_000, widget=forms.Textarea({"rows": 3, "lang": "zh-Hans"})
    )
    text_zh_hant = forms.CharField(
        label="繁體中文", max_length=2_000, widget=forms.Textarea({"rows": 3, "lang": "zh-Hant"})
    )
    text_en = forms.CharField(label="English", max_length=2_000, widget=forms.Textarea({"rows": 3, "lang": "en"}))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], reasons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("every one"))]
        self.fields["kind"].choices = [*every, *kinds]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [*every, *reasons]  # type: ignore[attr-defined]

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        data = self.cleaned_data
        texts = {language: data[f"text_{language.replace('-', '_')}"] for language in ("zh-hans", "zh-hant", "en")}
        return {name: data[name] for name in ("outcome", "grounds", "kind", "reason")} | {"texts": texts}
