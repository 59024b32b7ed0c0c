"""The forms of a customer's page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CorrectForm(forms.Form):
    """Name and ways to be reached; what may stand there, the verb judges."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput())
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class ConfirmErasureForm(forms.Form):
    """The confirmation: what cannot be undone is ticked."""

    sure = forms.BooleanField(label=_("Erase for good. Nobody can bring it back."))
