"""A Django form for the style guide: shows how `components/field.html` and `components/errors.html` look."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Three ordinary fields, so that labels, help and errors of Django forms can be seen."""

    email = forms.EmailField(label=_("E-mail"), help_text=_("We write to you only about this order."))
    phone = forms.CharField(label=_("Phone"), required=False)
    reason = forms.CharField(label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 3}))
