"""The forms of one's own data."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """Name and ways to be reached; what may stand there, the verb judges."""

    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput({"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"autocomplete": "tel", "type": "tel"})
    )


class ErasureForm(forms.Form):
    """The confirmation."""

    sure = forms.BooleanField(
        label=_("Erase all of this for good. Nobody can bring it back."),
        error_messages={"required": _("Tick the box if you really want this.")},
    )
