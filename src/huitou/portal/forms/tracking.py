"""What a visitor types to find a parcel: its number alone, as it stands on a label, in a mail or in an address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.portal.typed_numbers import MOST_TYPED, number_in


class NumberForm(forms.Form):
    """One field. `cleaned_data["number"]` is the number itself."""

    number = forms.CharField(
        label=_("Tracking number"),
        max_length=MOST_TYPED,
        help_text=_("It stands on the label and in the mail about the parcel. A whole link works too."),
        error_messages={"required": _("Enter the tracking number.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )

    def clean_number(self) -> str:
        """The number in what was typed."""
        number = number_in(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(
                _("There is no tracking number in this. Copy it from the mail; it has at least eight signs.")
            )
        return number
