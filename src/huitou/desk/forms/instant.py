"""The shop's rules for instant refunds, and what the actions on an advance ask of a person of the shop."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import exponent, parse_amount
from huitou.desk.forms.opening import reasons
from huitou.instant.models import Advance, InstantRules
from huitou.instant.models.instant_rules import Mode

SUM = {"inputmode": "decimal", "autocomplete": "off"}
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class InstantRulesForm(forms.Form):
    """What the shop may lose, and on whom and what."""

    mode = forms.ChoiceField(label=_("Instant refunds"), choices=Mode.choices, widget=forms.RadioSelect)
    budget = forms.CharField(
        label=_("What you may lose in a month"), max_length=30, widget=forms.TextInput(SUM),
        help_text=_("Nobody is paid ahead once known losses and what is set aside have reached it."),
    )  # fmt: skip
    largest = forms.CharField(
        label=_("Largest instant refund"), max_length=30, widget=forms.TextInput(SUM),
        help_text=_("Never above a fifth of the month's sum, whatever stands here."),
    )  # fmt: skip
    best_points = forms.IntegerField(
        label=_("Paid on approval from so many points"), min_value=0, max_value=100,
        widget=forms.NumberInput(NUMBER), help_text=_("All others are paid at the courier's first scan."),
    )  # fmt: skip
    narrowest_points = forms.IntegerField(
        label=_("Never below so many points"), min_value=0, max_value=100, widget=forms.NumberInput(NUMBER),
        help_text=_("Between this and 100 the threshold moves by itself, once a day."),
    )  # fmt: skip
    hold_out_percent = forms.IntegerField(
        label=_("Held out for comparison, per cent of buyers"), min_value=0, max_value=50,
        widget=forms.NumberInput(NUMBER), help_text=_("They are paid as usual, so that you see what it gains."),
    )  # fmt: skip
    set_aside_percent = forms.IntegerField(
        label=_("Set aside of each instant refund until it is over, per cent"), min_value=25, max_value=100,
        widget=forms.NumberInput(NUMBER),
        help_text=_(
            "At 100 no month can lose more than its budget. Less serves more buyers; a bad month can then pass it."
        ),
    )  # fmt: skip
    excluded_reasons = forms.MultipleChoiceField(
        label=_("Reasons that are never paid ahead"), choices=reasons, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    excluded_categories = forms.CharField(
        label=_("Categories that are never paid ahead, one a line"), max_length=12_000, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency

    @staticmethod
    def initial_of(rules: InstantRules, currency: str) -> dict[str, Any]:
        """The rules as they are typed."""
        return {
            "mode": rules.mode,
            "budget": str(Decimal(rules.budget_minor).scaleb(-exponent(currency))),
            "largest": str(Decimal(rules.largest_minor).scaleb(-exponent(currency))),
            "best_points": rules.best_points,
            "narrowest_points": rules.narrowest_points,
            "hold_out_percent": rules.hold_out_percent,
            "set_aside_percent": rules.set_aside_percent,
            "excluded_reasons": rules.excluded_reasons,
            "excluded_categories": "\n".join(rules.excluded_categories),
        }

    def clean_budget(self) -> int:
        """Minor units."""
        return _minor(self.cleaned_data["budget"], self.currency)

    def clean_largest(self) -> int:
        """Minor units."""
        return _minor(self.cleaned_data["largest"], self.currency)

    def wanted(self) -> dict[str, Any]:
        """What the verb gets."""
        data = self.cleaned_data
        return {
            "mode": data["mode"],
            "budget_minor": data["budget"],
            "largest_minor": data["largest"],
            "best_points": data["best_points"],
            "narrowest_points": data["narrowest_points"],
            "hold_out_percent": data["hold_out_percent"],
            "set_aside_percent": data["set_aside_percent"],
            "excluded_reasons": data["excluded_reasons"],
            "excluded_categories": data["excluded_categories"].splitlines(),
        }


class AdvanceForm(forms.Form):
    """An action without inputs."""

    def __init__(self, *args: Any, advance: Advance, **more: Any) -> None:
        super().__init__(*args, **more)
        self.advance = advance

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        return dict(self.cleaned_data)


class NoteForm(AdvanceForm):
    """Why, in words."""

    note = forms.CharField(
        label=_("How you know it"), max_length=2_000, widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip


class PaymentForm(NoteForm):
    """How much came, and how."""

    amount = forms.CharField(label=_("How much was paid back"), max_length=30, widget=forms.TextInput(SUM))
    field_order = ("amount", "note")

    def clean_amount(self) -> int:
        """Minor units."""
        return _minor(self.cleaned_data["amount"], self.advance.currency)

    def inputs(self) -> dict[str, Any]:
        return {"amount_minor": self.cleaned_data["amount"], "note": self.cleaned_data["note"]}


def _minor(text: str, currency: str) -> int:
    try:
        return parse_amount(text, currency).minor
    except HuitouError as error:
        raise forms.ValidationError(error.text) from error


FORMS: Mapping[str, type[AdvanceForm]] = {
    "record_payment": PaymentForm,
    "record_goods": NoteForm,
    "uphold": NoteForm,
}


def form_for(action: str) -> type[AdvanceForm]:
    """The form that asks for the action's inputs."""
    return FORMS.get(action, AdvanceForm)
