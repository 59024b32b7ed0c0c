"""The forms about what goods are and which groups buyers belong to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.orders.goods import MOST_SEGMENTS, segment_name
from huitou.orders.models import ProductTraits
from huitou.policies.rules.vocabulary import BECAUSE
from huitou.policies.texts import because_label


def trait_choices() -> list[tuple[str, str]]:
    """(code, words) of everything that a policy can exclude goods by."""
    return [(code, because_label(code)) for code in BECAUSE]


class MarkForm(forms.Form):
    """What an article or a category is."""

    scope = forms.ChoiceField(
        label=_("Mark"), choices=ProductTraits.Scope.choices, initial=ProductTraits.Scope.CATEGORY,
        widget=forms.RadioSelect,
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name of the category or SKU"), max_length=120, help_text=_("As your orders name it.")
    )
    traits = forms.MultipleChoiceField(
        label=_("These goods are"),
        choices=trait_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: nothing special, whatever the category says."),
    )


class InvoiceForm(forms.Form):
    """The number of an order's tax invoice."""

    number = forms.CharField(
        label=_("Number of the tax invoice"), required=False, max_length=40,
        help_text=_("A red-letter invoice refers to it."), widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class SegmentsForm(forms.Form):
    """The groups of one customer, with commas between."""

    segments = forms.CharField(
        label=_("Groups"), required=False, max_length=900,
        help_text=_("With commas between, as the policy names them: vip, wholesale."),
    )  # fmt: skip

    def clean_segments(self) -> list[str]:
        """The names as typed; each must be one that can be stored."""
        typed: str = self.cleaned_data["segments"]
        for comma in ("，", "、", ";", "；"):
            typed = typed.replace(comma, ",")
        names = [name.strip() for name in typed.split(",") if name.strip()]
        if any(not segment_name(name) for name in names):
            raise forms.ValidationError(
                _("A group's name has letters, digits, spaces and hyphens, at most 40 of them.")
            )
        if len(names) > MOST_SEGMENTS:
            raise forms.ValidationError(_("At most %(most)s groups."), params={"most": MOST_SEGMENTS})
        return names

    @classmethod
    def of(cls, segments: list[str], data: Any = None) -> "SegmentsForm":
        """Filled with what is stored."""
        return cls(data, initial={"segments": ", ".join(segments)})
