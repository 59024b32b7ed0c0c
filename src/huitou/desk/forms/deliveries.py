"""What the answers to a wish for a delivery ask of a person of the shop."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.changes.models import WhyNot


class DeliveryForm(forms.Form):
    """An answer without inputs."""

    def inputs(self) -> dict[str, Any]:
        """For the verb."""
        return dict(self.cleaned_data)


class DeclineForm(DeliveryForm):
    """Not possible, because."""

    why = forms.ChoiceField(label=_("Why it cannot be done"), choices=WhyNot.choices)


FORMS: Mapping[str, type[DeliveryForm]] = {"decline": DeclineForm}


def form_for(action: str) -> type[DeliveryForm]:
    """The form that asks for the action's inputs."""
    return FORMS.get(action, DeliveryForm)
