"""What a ruling asks for: the grounds, which both sides read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.cases.verbs.dispute import GroundsMissing


class RulingForm(forms.Form):
    """For whom, and why."""

    grounds = forms.CharField(
        label=_("Grounds"),
        help_text=_("A sentence or two: what you saw, which rule it falls under. Both sides read them."),
        max_length=4_000,
        error_messages={"required": GroundsMissing.message},
        widget=forms.Textarea({"rows": 4}),
    )

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        return {"grounds": self.cleaned_data["grounds"]}
