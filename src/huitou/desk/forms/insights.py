"""The form of a goal: a step, a kind, a time, a warning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.cases.models.case import Kind
from huitou.insights.measures import MEASURES
from huitou.insights.telling import step_name

UNITS = ((1, _("minutes")), (60, _("hours")), (24 * 60, _("days")))


def steps() -> list[tuple[str, str]]:
    """Every measure by its name."""
    return [(code, step_name(code)) for code in MEASURES]


def kinds() -> list[tuple[str, Any]]:
    """Every kind of case, and all of them."""
    return [("", _("Every kind without a goal of its own")), *Kind.choices]


class GoalForm(forms.Form):
    """A number and its unit, so that nobody has to compute minutes."""

    measure = forms.ChoiceField(label=_("Step"), choices=steps)
    kind = forms.ChoiceField(label=_("Kind of case"), choices=kinds, required=False)
    length = forms.IntegerField(
        label=_("No longer than"), min_value=1, max_value=10_000, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    unit = forms.TypedChoiceField(label=_("Unit"), choices=UNITS, coerce=int, initial=60)
    in_open_hours = forms.BooleanField(label=_("Count only hours in which the shop is open"), required=False)
    warn_per_cent = forms.TypedChoiceField(
        label=_("Say so beforehand"),
        choices=[
            (25, _("when a quarter of the time is left")),
            (50, _("when half of the time is left")),
            (10, _("when a tenth of the time is left")),
        ],
        coerce=int,
        initial=25,
    )

    def goal(self) -> dict[str, Any]:
        """The goal as `set_goal` takes it."""
        data = self.cleaned_data
        minutes = data["length"] * data["unit"]
        return {
            "measure": data["measure"],
            "kind": data["kind"],
            "minutes": minutes,
            "in_open_hours": data["in_open_hours"],
            "warn_minutes": minutes * data["warn_per_cent"] // 100,
        }
